"""Lists as files: a workbook, or comma-separated values that a spreadsheet opens. No text in them can be taken for a formula."""

import csv
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter

from services.summary.plain import Cell, Table
from services.summary.workbook import safe

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
WIDEST, NARROWEST = 40, 8


def as_csv(table: Table) -> bytes:
    """The table in UTF-8 with a byte-order mark, by which Excel knows it; a text that begins like a formula is prefixed."""
    made = StringIO()
    writer = csv.writer(made)
    writer.writerow([safe(name) for name in table.columns])
    writer.writerows([[_plain(cell) for cell in row] for row in table.rows])
    return made.getvalue().encode("utf-8-sig")


def as_xlsx(table: Table) -> bytes:
    """The table as a workbook of one sheet; texts are cells of texts, whatever they begin with."""
    made = BytesIO()
    with xlsxwriter.Workbook(made, OPTIONS) as book:
        sheet = book.add_worksheet()
        head = book.add_format({"bold": True, "bottom": 1})
        for column, name in enumerate(table.columns):
            sheet.write_string(0, column, name, head)
            sheet.set_column(column, column, _width(table, column))
        for number, cells in enumerate(table.rows, 1):
            _write(sheet, number, cells)
        sheet.freeze_panes(1, 0)
        if table.rows:
            sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    return made.getvalue()


def _write(sheet: Any, number: int, cells: tuple[Cell, ...]) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, int | float):
            sheet.write_number(number, column, cell)
        elif cell is not None:
            sheet.write_string(number, column, cell)


def _plain(cell: Cell) -> Cell:
    return safe(cell) if isinstance(cell, str) else cell


def _width(table: Table, column: int) -> int:
    texts = [table.columns[column], *(str(row[column] or "") for row in table.rows[:200])]
    longest = max(sum(2 if ord(char) > 255 else 1 for char in text) for text in texts)
    return min(WIDEST, max(NARROWEST, longest + 2))
