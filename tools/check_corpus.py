"""Check the annotated messages under language/data and print what they hold.

    check_corpus.py [FILE ...]

Each line must hold exactly the fields of language/data/README.md, or the short set that serves the classifiers alone; the
exit status is 1 where one does not.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from dateutil.rrule import rrulestr

Row = dict[str, Any]

DATA = Path(__file__).resolve().parent.parent / "language" / "data"
INTENTS = ("request", "cancel", "reschedule", "status", "volunteer", "complaint", "thanks", "help", "other")
ITEM_COUNTS = {"A": 10, "B": 9, "C": 9, "D": 9, "E": 9, "F": 7}
ITEMS = tuple(f"{letter}{number:02d}" for letter, count in ITEM_COUNTS.items() for number in range(1, count + 1))
FIELDS = ("id", "lang", "now", "text", "intent", "item", "danger", "start", "end", "repeat", "place", "people", "other")
SHORT = ("id", "lang", "text", "intent", "item", "danger", "other")
MINUTE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
RULE = re.compile(r"FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;[A-Z]+=[-+A-Z0-9,]+)*")
HAN = re.compile(r"[\u4e00-\u9fff]")


def minute(value: object) -> datetime | None:
    """Read a local ISO minute (2026-11-23T09:00); None where the value is not one."""
    if not isinstance(value, str) or not MINUTE.fullmatch(value):
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def check_shape(row: Row) -> Iterator[str]:
    """Say which fields are missing, too many, or of the wrong kind."""
    if set(row) not in (set(FIELDS), set(SHORT)):
        yield f"fields differ: {sorted(set(row) ^ set(FIELDS))}"
        return
    if not isinstance(row["text"], str) or row["text"] != row["text"].strip() or not row["text"]:
        yield "text is empty or has blanks around it"
    if row["lang"] != ("zh" if HAN.search(row["text"]) else "en"):
        yield f"lang {row['lang']!r} does not fit the text"
    for name in ("danger", "other"):
        if not isinstance(row[name], bool):
            yield f"{name} is no boolean"


def check_intent(row: Row) -> Iterator[str]:
    """Check intent, item and other against each other; a short line may name the item of any intent."""
    if row["intent"] not in INTENTS:
        yield f"unknown intent {row['intent']!r}"
    if row["item"] not in (*ITEMS, None) or (row["intent"] == "request" and row["item"] is None):
        yield f"{row['item']!r} is no item for a {row['intent']}"
    if row["intent"] != "request" and row["item"] is not None and "now" in row:
        yield "only a request has an item"
    if row["item"] == "F01" and row["intent"] == "request" and not (row["danger"] and row["other"]):
        yield "a missing person is a danger and somebody else"
    if row["intent"] == "volunteer" and row["other"]:
        yield "a volunteer speaks for themselves"


def check_named(row: Row) -> Iterator[str]:
    """Check place and people against the text."""
    if row["place"] is not None and (not row["place"] or row["place"] not in row["text"]):
        yield f"place {row['place']!r} does not stand in the text"
    if row["people"] is not None and (type(row["people"]) is not int or row["people"] < 2):
        yield f"people {row['people']!r} is not a number above one"


def check_times(row: Row) -> Iterator[str]:
    """Check now, start, end and repeat."""
    now, start, end = (minute(row[name]) for name in ("now", "start", "end"))
    if now is None:
        yield f"now {row['now']!r} is no minute"
        return
    for name, moment in (("start", start), ("end", end)):
        if row[name] is not None and moment is None:
            yield f"{name} {row[name]!r} is no minute"
        if moment is not None and not now.date() - timedelta(days=1) <= moment.date() <= now.date() + timedelta(
            days=400
        ):
            yield f"{name} {row[name]} is too far from now"
    if start is not None and end is not None and start >= end:
        yield "start is not before end"
    if row["repeat"] is not None:
        yield from check_rule(row["repeat"], start)


def check_rule(rule: object, start: datetime | None) -> Iterator[str]:
    """Check that a rule is RFC 5545 and that the first occurrence is one of its days."""
    if not isinstance(rule, str) or not RULE.fullmatch(rule):
        yield f"repeat {rule!r} is no rule"
        return
    try:
        first = next(iter(rrulestr(rule, dtstart=start or datetime.fromisoformat("2026-01-01T00:00"))), None)
    except ValueError as error:
        yield f"repeat {rule!r}: {error}"
        return
    if start is not None and first != start:
        yield f"start {start} is no occurrence of {rule}"


def read(path: Path) -> Iterator[tuple[int, Row | None]]:
    """Give line numbers and rows; None for a line that is no JSON object."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
        except json.JSONDecodeError:
            row = None
        yield number, row if isinstance(row, dict) else None


def problems(row: Row, ids: set[str], texts: set[str]) -> list[str]:
    """All that is wrong with one row; its id and text are added to those already seen."""
    found = list(check_shape(row))
    if found:
        return found
    found += check_intent(row)
    if "now" in row:
        found += [*check_named(row), *check_times(row)]
    found += [f"{name} was seen before" for name, seen in (("id", ids), ("text", texts)) if row[name] in seen]
    ids.add(row["id"])
    texts.add(row["text"])
    return found


def check(paths: Iterable[Path]) -> tuple[dict[str, list[Row]], list[str]]:
    """Read the files; return the rows of each and the faults, one text a fault."""
    ids: set[str] = set()
    texts: set[str] = set()
    rows: dict[str, list[Row]] = {}
    faults: list[str] = []
    for path in paths:
        rows[path.name] = []
        for number, row in read(path):
            found = ["no JSON object"] if row is None else problems(row, ids, texts)
            faults += [f"{path.name}:{number}: {fault}" for fault in found]
            if row is not None and not found:
                rows[path.name].append(row)
    return rows, faults


def summary(name: str, rows: list[Row]) -> str:
    """Counts per field in a few lines of text."""
    lines = [f"{name}: {len(rows)} lines"]
    for field in ("lang", "intent", "item"):
        counts = Counter(row[field] for row in rows if row[field] is not None)
        lines.append(f"  {field}: " + ", ".join(f"{key} {count}" for key, count in sorted(counts.items())))
    said = {
        field: sum(row.get(field) is not None for row in rows)
        for field in ("start", "end", "repeat", "place", "people")
    }
    said |= {field: sum(row[field] for row in rows) for field in ("danger", "other")}
    return "\n".join([*lines, "  said: " + ", ".join(f"{field} {count}" for field, count in said.items())])


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, help="default: every .jsonl under language/data")
    files: list[Path] = parser.parse_args().files or sorted(DATA.glob("*.jsonl"))
    rows, faults = check(files)
    for name, lines in rows.items():
        print(summary(name, lines))
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
