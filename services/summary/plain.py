"""What the pages, the PDF and the workbook of a summary are made of: plain data in the words of a language."""

from dataclasses import dataclass

Cell = str | int | float | None
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Line:
    """A figure of three periods; a share is given in percent."""

    name: str
    this: Cell
    before: Cell
    year_before: Cell
    unit: str = ""

    @property
    def change(self) -> str:
        """The difference from the period before, with its sign."""
        if not isinstance(self.this, int | float) or not isinstance(self.before, int | float):
            return ""
        difference = round(self.this - self.before, 1)
        return f"{difference:+g}" if difference else "±0"


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars: a label for each place and one or two rows of values."""

    title: str
    labels: tuple[str, ...]
    names: tuple[str, ...]
    values: tuple[tuple[int, ...], ...]
    lying: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table: columns and rows of numbers and texts."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Target:
    """What a button opens: the action of the press, the id of a row, and one more word."""

    action: str
    id: int
    extra: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Things to do of one kind: lines to read, what each opens in chat (if anything), and the same as a table."""

    kind: str
    title: str
    lines: tuple[str, ...]
    targets: tuple[Target | None, ...]
    table: Table

    @property
    def shown(self) -> tuple[str, ...]:
        """The lines that stand on a page."""
        return self.lines[:SHOWN]

    @property
    def more(self) -> int:
        """How many lines do not."""
        return max(0, len(self.lines) - SHOWN)


@dataclass(frozen=True, slots=True)
class Document:
    """A summary in words."""

    language: str
    title: str
    subtitle: str
    quiet: str
    lines: tuple[Line, ...]
    todo: tuple[Group, ...]
    charts: tuple[Chart, ...]
    tables: tuple[Table, ...]
    thanks: tuple[str, ...]
    notes: tuple[str, ...] = ()
