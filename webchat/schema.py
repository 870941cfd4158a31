"""The part of the Bot API that is implemented here, as data."""

from functools import cache
from pathlib import Path
from typing import Any

import orjson

OLDER_NAMES = {"reply_to_message_id", "allow_sending_without_reply", "method"}


@cache
def load() -> dict[str, Any]:
    """Version, methods (fields and what is returned) and types."""
    schema: dict[str, Any] = orjson.loads((Path(__file__).parent / "schema.json").read_bytes())
    return schema


@cache
def fields(method: str) -> frozenset[str]:
    """The parameters of a method, with those of older versions that still work."""
    return frozenset(load()["methods"][method]["fields"]) | OLDER_NAMES
