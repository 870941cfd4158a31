"""What stands behind ``understand`` and ``train`` on the command line: streams in, streams out, an exit code."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from language import learning
from language.county import County
from language.model_file import ModelFileError
from language.understand import Reader
from language.understanding import Understanding

BLOCK = 400  # lines read before the first is answered
SHARE = 0.4  # of them asked of the embeddings: keeps 150 messages a second on one core, however doubtful they are


def understand(
    source: Iterable[str],
    out: TextIO,
    errors: TextIO,
    reader: Reader,
    county: County | None = None,
    *,
    share: float = SHARE,
) -> int:
    """Read messages (``id``, ``now``, ``text`` as JSON, one a line) and write what each means with the same id.

    Of every block of lines the most doubtful, at most this ``share`` of all, are asked of the sentence embeddings. A line
    that cannot be read is named on ``errors`` with its number and the rest goes on. Returns the exit code: 0, or 1 where a
    line was bad.
    """
    bad = 0
    numbered = iter(enumerate(source, 1))
    while lines := list(islice(numbered, BLOCK)):
        rows = []
        for number, line in lines:
            try:
                rows += [_message(line)] if line.strip() else []
            except (ValueError, TypeError, KeyError) as error:
                bad += 1
                errors.write(f"line {number}: {error if str(error) else type(error).__name__}\n")
        all_said = reader.read_all([(row["text"], row["now"]) for row in rows], county, share=share)
        for row, said in zip(rows, all_said, strict=True):
            out.write(json.dumps({"id": row["id"], **as_row(said)}, ensure_ascii=False) + "\n")
    return 1 if bad else 0


def _message(line: str) -> dict[str, Any]:
    row = json.loads(line)
    if not isinstance(row, dict):
        raise TypeError("not an object")
    for name in ("id", "now", "text"):
        if not isinstance(row.get(name), str):
            raise ValueError(f"no {name}")
    now = datetime.fromisoformat(row["now"])
    if now.tzinfo:
        raise ValueError("now must be local, without a zone")
    return {"id": row["id"], "now": now, "text": row["text"]}


def as_row(said: Understanding) -> dict[str, Any]:
    """The fields of an annotated line, with the ranked items and the spans beside them."""
    return {
        "intent": said.intent,
        "item": said.item,
        "danger": said.danger,
        "danger_kind": said.danger_kind,
        "start": _minute(said.start),
        "end": _minute(said.end),
        "repeat": said.repeat,
        "place": said.place,
        "area": said.area,
        "people": said.people,
        "other": said.other,
        "items": [[ranked.code, round(ranked.chance, 4)] for ranked in said.items[:5]],
        "margin": round(said.margin, 4),
        "spans": {name: [span.start, span.end] for name, span in said.spans.items()},
    }


def _minute(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="minutes") if moment else None


def train(path: Path, out: TextIO, corrections: Sequence[dict[str, Any]] = (), *, check: bool = True) -> int:
    """Build the model file from the program's lines and the corrections.

    With ``check`` it prints cross-validated figures without and with the corrections and keeps the old file where they make
    it worse. Returns the exit code: 0, or 1 where the new model was refused.
    """
    if check:
        before = learning.cross_validate()
        out.write(f"before: {before}\n")
        if corrections:
            after = learning.cross_validate(corrections)
            out.write(f"after:  {after}\n")
            if after.worse_than(before):
                out.write(f"refused: {len(corrections)} corrections make the model worse; the old file is kept\n")
                return 1
    models = learning.build(path, corrections)
    out.write(f"built {path} (version {models.about['version']}, {models.about['lines']} lines)\n")
    return 0


def load_reader(path: Path, *, embeddings: bool | None = None) -> Reader:
    """The reader with its model file, or with the rules alone where there is none that can be read."""
    try:
        return Reader.load(path, embeddings=embeddings)
    except (FileNotFoundError, ModelFileError):
        return Reader.load()
