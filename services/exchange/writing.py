"""Writing a file of exchange row by row, so that memory does not grow with it: XLSX with a sheet for each element, or JSON."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import orjson
import xlsxwriter

from services.exchange.elements import COLUMNS, FORMAT, NO, VERSION, YES, Element
from services.exchange.gathering import Gathering, Line
from services.summary.workbook import safe

MOST_ROWS = 1_048_575
ABOUT = "说明"


class Writer(Protocol):
    """What writes one kind of file."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
    def begin(self, element: Element) -> None:
        """From now on rows are of this element."""

    def write(self, lines: Sequence[Line]) -> None:
        """Add rows."""


async def write(gathering: Gathering, file: Path, made_at: datetime, on_rows: Callable[[int], None]) -> dict[str, int]:
    """Write everything into a file whose name ends in .xlsx or .json; returns how many rows of each element.

    `on_rows` is called with the number of rows of each part.

    Raises:
        ValueError: the name ends in something else.
    """
    kind = KINDS.get(file.suffix.lower())
    if kind is None:
        raise ValueError(f"the file's name must end in .xlsx or .json: {file.name}")
    about = {
        "格式": FORMAT,
        "版本": VERSION,
        "区划代码": gathering.area,
        "生成时间": made_at.astimezone(gathering.work.zone).strftime("%Y-%m-%d %H:%M:%S"),
        "号码已遮住": not gathering.unmasked,
    }
    counts = dict.fromkeys((element.value for element in Element), 0)
    with kind(file, about) as writer:
        for element in Element:
            writer.begin(element)
            parts: AsyncIterator[Sequence[Line]] = gathering.lines(element)
            async for part in parts:
                writer.write(part)
                counts[element.value] += len(part)
                on_rows(len(part))
    return counts


class _Workbook:
    """A sheet for each element (and a further one where a sheet is full); no text can be taken for a formula."""

    def __init__(self, file: Path, about: dict[str, Any]) -> None:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(str(file), options | {"strings_to_numbers": False})
        self._head = self._book.add_format({"bold": True, "bottom": 1})
        sheet = self._book.add_worksheet(ABOUT)
        for row, (name, value) in enumerate(about.items()):
            sheet.write_string(row, 0, name, self._head)
            sheet.write_string(row, 1, (YES if value else NO) if isinstance(value, bool) else str(value))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._book.close()

    def begin(self, element: Element) -> None:
        self._element, self._sheets = element, 0
        self._new_sheet()

    def write(self, lines: Sequence[Line]) -> None:
        for line in lines:
            if self._row > MOST_ROWS:
                self._new_sheet()
            for place, cell in enumerate(line):
                if isinstance(cell, int):
                    self._sheet.write_number(self._row, place, cell)
                elif cell:
                    self._sheet.write_string(self._row, place, safe(cell))
            self._row += 1

    def _new_sheet(self) -> None:
        self._sheets += 1
        name = self._element.value if self._sheets == 1 else f"{self._element.value} {self._sheets}"
        self._sheet = self._book.add_worksheet(name)
        for place, column in enumerate(COLUMNS[self._element]):
            self._sheet.write_string(0, place, column.name, self._head)
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_column(0, len(COLUMNS[self._element]) - 1, 16)
        self._row = 1


class _Json:
    """One object: what the file is, then a list of objects for each element. What a column lacks is left out."""

    def __init__(self, file: Path, about: dict[str, Any]) -> None:
        self._file, self._about = file, about

    def __enter__(self) -> Self:
        self._stack = ExitStack()
        self._out = self._stack.enter_context(self._file.open("wb"))
        self._out.write(orjson.dumps(self._about)[:-1])
        self._open = False
        return self

    def __exit__(self, *_error: object) -> None:
        with self._stack:
            self._out.write(b"\n]}\n" if self._open else b"}\n")

    def begin(self, element: Element) -> None:
        self._out.write((b"\n]" if self._open else b"") + b",\n" + orjson.dumps(element.value) + b":[")
        self._names = [column.name for column in COLUMNS[element]]
        self._open, self._first = True, True

    def write(self, lines: Sequence[Line]) -> None:
        for line in lines:
            row = {name: cell for name, cell in zip(self._names, line, strict=True) if cell not in (None, "")}
            self._out.write((b"\n" if self._first else b",\n") + orjson.dumps(row))
            self._first = False


KINDS: dict[str, Callable[..., Writer]] = {".xlsx": _Workbook, ".json": _Json}
