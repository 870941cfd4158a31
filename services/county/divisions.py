"""Reading a divisions file: `code,name,parent_code,level` with 12-digit codes. Every fault is named with its line."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from models.area import CODE_LENGTHS, AreaLevel

COLUMNS = ["code", "name", "parent_code", "level"]
LEVELS = {  # the words of the file; a street is a town-level unit
    "county": AreaLevel.COUNTY,
    "town": AreaLevel.TOWN,
    "street": AreaLevel.TOWN,
    "village": AreaLevel.VILLAGE,
}
ABOVE = {AreaLevel.TOWN: AreaLevel.COUNTY, AreaLevel.VILLAGE: AreaLevel.TOWN}


class DivisionsError(Exception):
    """The file cannot be used; the message names the line and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Division:
    """One area of a county, with its code cut to the digits of its level."""

    code: str
    name: str
    level: AreaLevel
    parent_code: str | None
    line: int


def read_divisions(file: Path, county_code: str) -> list[Division]:
    """The county, its towns and its villages, parents first.

    Raises:
        DivisionsError: the file cannot be read, a row is bad (with its line), or it has no such county.
    """
    rows = [division for division in _rows(file, county_code) if division.code.startswith(county_code)]
    if not any(row.level is AreaLevel.COUNTY for row in rows):
        raise DivisionsError(f"{file.name} has no county {county_code} (a county's code has 6 digits, as 320830)")
    _check(rows, file)
    return sorted(rows, key=lambda row: (len(row.code), row.code))


def _rows(file: Path, county_code: str) -> Iterator[Division]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            reader = csv.reader(text)
            if next(reader, None) != COLUMNS:
                raise DivisionsError(f"{file.name} line 1: the columns must be {','.join(COLUMNS)}")
            for row in reader:
                if row and _is_ours(row, county_code):
                    yield _division(row, reader.line_num, file)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DivisionsError(f"{file.name} cannot be read: {error}") from error


def _is_ours(row: list[str], county_code: str) -> bool:
    """Whether a row says it is of this county; a row too broken to say so is ours too, to be refused."""
    return row[0].startswith(county_code) or not row[0].isdigit() or len(row) != len(COLUMNS)


def _division(row: list[str], line: int, file: Path) -> Division:
    if len(row) != len(COLUMNS):
        raise DivisionsError(f"{file.name} line {line}: {len(row)} fields, {len(COLUMNS)} are needed")
    code, name, parent, word = (field.strip() for field in row)
    level = LEVELS.get(word)
    if len(code) != 12 or not code.isdigit():
        raise DivisionsError(f"{file.name} line {line}: the code {code!r} is not of 12 digits")
    if level is None:
        raise DivisionsError(f"{file.name} line {line}: the level {word!r} is none of {', '.join(LEVELS)}")
    if not name:
        raise DivisionsError(f"{file.name} line {line}: the name is empty")
    digits = CODE_LENGTHS[level]
    if code[digits:].strip("0"):
        raise DivisionsError(f"{file.name} line {line}: the code {code} has more digits than a {word} has")
    above = ABOVE.get(level)
    parent_code = parent[: CODE_LENGTHS[above.value]] if above else None
    return Division(code[:digits], name, level, parent_code, line)


def _check(rows: list[Division], file: Path) -> None:
    seen: dict[str, int] = {}
    for row in rows:
        if row.code in seen:
            raise DivisionsError(f"{file.name} line {row.line}: {row.code} stands in line {seen[row.code]} already")
        seen[row.code] = row.line
    for row in rows:
        if row.parent_code is not None and (row.parent_code not in seen or not row.code.startswith(row.parent_code)):
            raise DivisionsError(f"{file.name} line {row.line}: its parent {row.parent_code!r} is not in the file")
