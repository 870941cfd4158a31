"""What a cell may hold: a raw value becomes a value of its column's kind, or a fault that says what is allowed."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from services.exchange.elements import COLUMNS, Column, Kind
from services.exchange.reading import FORMULA, RawRow
from services.people import PHONE, phone_in

TIMES = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y/%m/%d %H:%M")
DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d")
NORMAL_PHONE = re.compile(r"\+86\d{9,12}")
SEPARATORS = re.compile(r"[、,，;；\s]+")


class RowRefused(Exception):
    """A row is not taken in. `code` names the reason's words in the report, `facts` are what stands in them."""

    def __init__(self, column: str, code: str, **facts: Any) -> None:
        super().__init__(f"{column}: {code}")
        self.column, self.code, self.facts = column, code, facts


@dataclass(frozen=True, slots=True)
class Ground:
    """What codes are checked against: the county's areas and the catalogue's items."""

    zone: ZoneInfo
    county: str
    areas: Collection[str]
    items: Collection[str]
    categories: Collection[str] = field(default=("A", "B", "C", "D", "E", "F"))


def values_of(row: RawRow, ground: Ground) -> dict[str, Any]:
    """The row's values by column; what is empty is None, what is derived is left out.

    Raises:
        RowRefused: the first cell that does not fit, and what is allowed there.
    """
    return {column.name: _value(column, row, ground) for column in COLUMNS[row.element] if not column.derived}


def _value(column: Column, row: RawRow, ground: Ground) -> Any:
    raw = row.cells.get(column.name)
    if raw is FORMULA:
        raise RowRefused(column.name, "formula")
    if raw is None or raw == "":
        if column.required:
            raise RowRefused(column.name, "empty")
        return None
    return PARSERS[column.kind](column, raw, ground)


def _text(column: Column, raw: Any, _ground: Ground) -> str:
    text = str(raw)
    if len(text) > column.most:
        raise RowRefused(column.name, "long", most=column.most)
    if not text.isprintable() and not text.replace("\n", "").isprintable():
        raise RowRefused(column.name, "unprintable")
    return text


def _number(column: Column, raw: Any, _ground: Ground) -> int:
    text = str(raw)
    if isinstance(raw, bool) or not re.fullmatch(r"-?\d{1,9}", text) or not column.least <= int(text) <= column.most:
        raise RowRefused(column.name, "number", least=column.least, most=column.most)
    return int(text)


def _day(column: Column, raw: Any, _ground: Ground) -> date:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    for form in DAYS:
        try:
            return datetime.strptime(str(raw), form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise RowRefused(column.name, "day")


def _time(column: Column, raw: Any, ground: Ground) -> datetime:
    local = raw if isinstance(raw, datetime) else None
    for form in TIMES if local is None else ():
        try:
            local = datetime.strptime(str(raw), form)  # noqa: DTZ007 - the county's zone is put in below
            break
        except ValueError:
            continue
    if local is None or not 1990 <= local.year <= 2200:
        raise RowRefused(column.name, "time")
    return local.replace(tzinfo=ground.zone).astimezone(UTC)


def _choice(column: Column, raw: Any, _ground: Ground) -> str:
    if str(raw) not in column.choices:
        raise RowRefused(column.name, "choice", choices="、".join(column.choices))
    return str(raw)


def _codes(column: Column, raw: Any, ground: Ground) -> list[str]:
    codes = [code for code in SEPARATORS.split(_text(column, raw, ground)) if code]
    known = {*ground.items, *ground.categories}
    if column.name == "服务项目" and not known.issuperset(codes):
        raise RowRefused(column.name, "item")
    return codes


def _area(column: Column, raw: Any, ground: Ground) -> str:
    if str(raw) not in ground.areas:
        raise RowRefused(column.name, "area", county=ground.county)
    return str(raw)


def _item(column: Column, raw: Any, ground: Ground) -> str:
    if str(raw) not in ground.items:
        raise RowRefused(column.name, "item")
    return str(raw)


def _phone(column: Column, raw: Any, _ground: Ground) -> str | None:
    if "*" in str(raw):
        return None
    if NORMAL_PHONE.fullmatch(str(raw)):
        return str(raw)
    if not PHONE.fullmatch(str(raw)):
        raise RowRefused(column.name, "phone")
    return phone_in(str(raw))[0]


PARSERS = {
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.DAY: _day,
    Kind.TIME: _time,
    Kind.CHOICE: _choice,
    Kind.CODES: _codes,
    Kind.AREA: _area,
    Kind.ITEM: _item,
    Kind.PHONE: _phone,
}
