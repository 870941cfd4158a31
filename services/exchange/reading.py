"""Reading a file of exchange: rows as they stand in it, with their numbers; nothing is trusted and nothing is computed.

A formula in a cell is never evaluated: it is a fault of its row.
"""

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import orjson
from openpyxl.utils.exceptions import InvalidFileException

from services.exchange.elements import COLUMNS, FORMAT, VERSION, Element, named

LARGEST = 512 * 1024 * 1024
FORMULA = object()


class ExchangeError(Exception):
    """The file as a whole cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row as it stands: its number (1 is the heading of a sheet, or the first object of a list) and its cells by column."""

    element: Element
    number: int
    cells: Mapping[str, Any]


@dataclass(slots=True)
class Read:
    """What a file holds. `ignored` are columns that are no part of the exchange, `missing` are columns that every row needs."""

    rows: list[RawRow] = field(default_factory=list)
    ignored: list[tuple[str, str]] = field(default_factory=list)
    missing: list[tuple[Element, str]] = field(default_factory=list)


def read(file: Path) -> Read:
    """Read an .xlsx or .json file, rows in the order in which they are taken in.

    Raises:
        ExchangeError: it cannot be opened, is too large, is not what its name says, or holds no element of the exchange.
    """
    readers = {".xlsx": _read_workbook, ".json": _read_json}
    reader = readers.get(file.suffix.lower())
    if reader is None:
        raise ExchangeError(f"the file's name must end in .xlsx or .json: {file.name}")
    try:
        if file.stat().st_size > LARGEST:
            raise ExchangeError(f"{file.name} is larger than {LARGEST >> 20} MB")
        found = reader(file)
    except OSError as error:
        raise ExchangeError(f"{file.name} cannot be read: {error.strerror or error}") from error
    if not found.rows and not found.missing:
        raise ExchangeError(f"{file.name} holds no rows of {'、'.join(Element)}")
    order = list(Element)
    found.rows.sort(key=lambda row: order.index(row.element))
    return found


def _read_workbook(file: Path) -> Read:
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=False)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise ExchangeError(f"{file.name} is no XLSX workbook") from error
    found = Read()
    try:
        for sheet in book.worksheets:
            element = _element(sheet.title)
            if element is not None:
                _take_sheet(found, element, sheet)
    finally:
        book.close()
    return found


def _take_sheet(found: Read, element: Element, sheet: Any) -> None:
    rows = sheet.iter_rows()
    heads = [str(cell.value).strip() if cell.value is not None else "" for cell in next(rows, ())]
    if not _heads_fit(found, element, heads):
        return
    for number, cells in enumerate(rows, 2):
        values = {
            name: FORMULA if cell.data_type == "f" else _plain(cell.value)
            for name, cell in zip(heads, cells, strict=False)
            if name and cell.value is not None
        }
        if values:
            found.rows.append(RawRow(element, number, values))


def _read_json(file: Path) -> Read:
    try:
        document = orjson.loads(file.read_bytes())
    except orjson.JSONDecodeError as error:
        raise ExchangeError(f"{file.name} is no JSON: {error}") from error
    if not isinstance(document, dict):
        raise ExchangeError(f"{file.name} is no JSON object with lists of {'、'.join(Element)}")
    if document.get("格式", FORMAT) != FORMAT or document.get("版本", VERSION) != VERSION:
        raise ExchangeError(f"{file.name} is of another format or version than {FORMAT} {VERSION}")
    found = Read()
    for element in Element:
        listed = document.get(element.value, [])
        if not isinstance(listed, list):
            raise ExchangeError(f"{element.value} in {file.name} is no list")
        heads = list(dict.fromkeys(name for one in listed if isinstance(one, dict) for name in one))
        if listed and _heads_fit(found, element, heads):
            found.rows += (RawRow(element, number, _object(one)) for number, one in enumerate(listed, 1))
    return found


def _object(one: Any) -> dict[str, Any]:
    return (
        {str(name): _plain(value) for name, value in one.items() if value is not None} if isinstance(one, dict) else {}
    )


def _heads_fit(found: Read, element: Element, heads: list[str]) -> bool:
    """Note what is ignored and what is missing; false where rows cannot be read at all."""
    known = named(element)
    found.ignored += ((element.value, _shown(name)) for name in heads if name and name not in known)
    missing = [column.name for column in COLUMNS[element] if column.required and column.name not in heads]
    found.missing += ((element, name) for name in missing)
    return not missing


def _shown(name: str) -> str:
    return "".join(char for char in name if char.isprintable())[:40]


def _element(title: str) -> Element | None:
    """The element of a sheet, whose further sheets have a number behind the name."""
    name = title.strip().rstrip("0123456789 ")
    return next((element for element in Element if element.value == name), None)


def _plain(value: Any) -> Any:
    """A cell as text, whole number, time or day; an apostrophe that keeps a text from being a formula goes."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str):
        text = value.strip()
        return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text
    return value if isinstance(value, int | float | datetime | date) else str(value)
