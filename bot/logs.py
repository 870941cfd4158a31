"""Logs: lines on stderr, plain for a terminal and JSON otherwise, without tokens and without what people say.

An exception is written as its kind and the places it passed, never with its message: a database error carries the values of
the statement in it. For the same reason the libraries that log URLs or bodies are kept at warnings.
"""

import json
import logging
import re
import sys
from datetime import UTC, datetime
from types import TracebackType
from typing import TextIO

TOKEN = re.compile(r"(\d{3,}):[\w-]{8,}")
TALKATIVE = (
    "aiogram",
    "aiohttp.access",
    "httpx",
    "httpcore",
    "telegram",
    "apscheduler",
    "sqlalchemy",
    "alembic",
    "aiosqlite",
)
FRAMES = 8
OWN_FIELDS = ("bot_id", "update_id", "job", "row", "code", "count", "kind")

Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def set_up(level: str, stream: TextIO | None = None) -> None:
    """Send the log of this process to a stream (stderr), from this level on."""
    out = stream or sys.stderr
    handler = logging.StreamHandler(out)
    handler.setFormatter(Plain() if out.isatty() else Lines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


def redact(text: str) -> str:
    """The text with the secret part of every bot token taken out."""
    return TOKEN.sub(r"\1:***", text)


def where(raised: Raised) -> str:
    """The kind of an exception and the last places it passed: `KeyError at handlers/ask.py:31 in when < bot/edge.py:80 …`."""
    kind, _, trace = raised
    if kind is None:
        return ""
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        short = "/".join(code.co_filename.rsplit("/", 2)[-2:])
        places.append(f"{short}:{trace.tb_lineno} in {code.co_name}")
        trace = trace.tb_next
    return f"{kind.__name__} at " + " < ".join(reversed(places[-FRAMES:]))


class Lines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON."""
        fields = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "log": record.name,
            "said": redact(record.getMessage()),
        }
        fields |= {name: getattr(record, name) for name in OWN_FIELDS if hasattr(record, name)}
        if record.exc_info:
            fields["raised"] = where(record.exc_info)
        return json.dumps(fields, ensure_ascii=False, default=str)


class Plain(logging.Formatter):
    """For a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line to read."""
        at = datetime.fromtimestamp(record.created, UTC).astimezone().strftime("%H:%M:%S")
        line = f"{at} {record.levelname.lower():8}{record.name}: {redact(record.getMessage())}"
        return f"{line} ({where(record.exc_info)})" if record.exc_info else line
