"""The figures behind a summary as a workbook: a sheet for the figures, one for each list and each table."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import xlsxwriter

from services.summary.plain import Cell, Document, Table
from templates.summary.words import word

FORMULA = ("=", "+", "-", "@", "\t", "\r")
NUMBER = ("+", "-")
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def workbook(document: Document) -> bytes:
    """The document as an XLSX. Texts are written as texts, and none of them can be taken for a formula."""
    made = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(made, options) as book:
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        used: set[str] = set()
        for table in _tables(document):
            sheet = book.add_worksheet(_sheet_name(table.title, used))
            _fill(sheet, table, head)
    return made.getvalue()


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula: one that begins like one gets an apostrophe in front."""
    if text.startswith(NUMBER) and _is_number(text):
        return text
    return f"'{text}" if text.startswith(FORMULA) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _tables(document: Document) -> Sequence[Table]:
    language = document.language
    columns = tuple(word(name, language) for name in ("what", "this", "before", "change", "year_before"))
    title = (document.title, document.subtitle, None, None, None)
    rows: list[tuple[Cell, ...]] = [
        (line.name, line.this, line.before, line.change, line.year_before) for line in document.lines
    ]
    rows += [(note, None, None, None, None) for note in document.notes]
    figures = Table(word("figures", language), columns, (title, *rows))
    return [figures, *(group.table for group in document.todo), *document.tables]


def _fill(sheet: Any, table: Table, head: Any) -> None:
    for column, name in enumerate(table.columns):
        sheet.write_string(0, column, safe(name), head)
    for row, cells in enumerate(table.rows, 1):
        for column, cell in enumerate(cells):
            if isinstance(cell, int | float):
                sheet.write_number(row, column, cell)
            elif cell is not None:
                sheet.write_string(row, column, safe(cell))
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, max(1, len(table.columns) - 1), 16)


def _sheet_name(title: str, used: set[str]) -> str:
    """At most 31 characters, none of those that a sheet's name may not have, and no name twice."""
    name = title.translate(FORBIDDEN).strip()[:31] or "-"
    place = 2
    while name.lower() in used:
        name = f"{name[:28]} {place}"
        place += 1
    used.add(name.lower())
    return name
