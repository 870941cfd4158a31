"""The report as a PDF of A4 pages, and a chart as a picture, both set by typst from data that never touch its source."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from typing import Any

import typst

import data
from services.summary.plain import Chart, Document, Group, Line, Table
from services.summary.printable import printable
from templates.engine import FOLDER
from templates.summary.words import word

REPORT, CHART = FOLDER / "summary" / "report.typ", FOLDER / "summary" / "chart.typ"
TILES = ("filed", "visits", "hours", "volunteers")
MOST_LINES = 5
MOST_ROWS = 24
PIXELS_PER_INCH = 160


class PaperError(Exception):
    """The report could not be set as it should; the message is typst's own."""


def pdf(document: Document) -> bytes:
    """The document as a PDF.

    Raises:
        PaperError: typst warned, as of a font that is missing.
    """
    return _compile(REPORT, "pdf", {"document": _json(_plain(document))})


def picture(chart: Chart, subtitle: str, language: str) -> bytes:
    """A chart of lying bars as a PNG.

    Raises:
        PaperError: typst warned, as of a font that is missing.
    """
    shown = asdict(chart) | {"subtitle": subtitle, "lang": _lang(language)}
    return _compile(CHART, "png", {"chart": _json(shown)})


def _compile(source: Any, kind: Any, inputs: dict[str, str]) -> bytes:
    made, warnings = _compiler(str(source)).compile_with_warnings(
        format=kind, sys_inputs=inputs, ppi=PIXELS_PER_INCH if kind == "png" else None
    )
    if warnings or not isinstance(made, bytes):
        raise PaperError("; ".join(warning.message for warning in warnings) or "more than one page")
    return made


@cache
def _compiler(source: str) -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[data.FONTS])
    return typst.Compiler(source, root=FOLDER / "summary", font_paths=fonts)


def _plain(document: Document) -> dict[str, Any]:
    language = document.language
    names = {word(name, language): place for place, name in enumerate(TILES)}
    tiles = [line for line in document.lines if line.name in names]
    return {
        "lang": _lang(language),
        "title": document.title,
        "subtitle": document.subtitle,
        "kind": word("summary", language),
        "page": word("page", language, page="PAGE", pages="PAGES"),
        "quiet": document.quiet,
        "tiles": [{"name": one.name, "value": one.this, "change": _change(one, language)} for one in tiles],
        "words": {name: word(name, language) for name in ("todo", "nothing", "thanks")},
        "todo": [_group(group, language) for group in document.todo],
        "thanks": document.thanks,
        "charts": [asdict(chart) for chart in document.charts],
        "tables": [_table(table, language) for table in _tables(document)],
        "notes": document.notes,
    }


def _change(line: Line, language: str) -> str:
    return "" if line.before is None else word("tile", language, before=line.before, change=line.change)


def _tables(document: Document) -> Iterable[Table]:
    language = document.language
    columns = tuple(word(name, language) for name in ("what", "this", "before", "change", "year_before"))
    rows = tuple((line.name, line.this, line.before, line.change, line.year_before) for line in document.lines)
    charted = {chart.title for chart in document.charts if not chart.lying}
    yield Table(word("figures", language), columns, rows)
    yield from (table for table in document.tables if table.title not in charted)


def _group(group: Group, language: str) -> dict[str, Any]:
    more = len(group.lines) - MOST_LINES
    return {
        "title": f"{group.title}（{len(group.lines)}）" if language != "en" else f"{group.title} ({len(group.lines)})",
        "lines": group.lines[:MOST_LINES],
        "more": word("and_more", language, more=more) if more > 0 else "",
    }


def _table(table: Table, language: str) -> dict[str, Any]:
    more = len(table.rows) - MOST_ROWS
    return {
        "title": table.title,
        "columns": table.columns,
        "rows": table.rows[:MOST_ROWS],
        "more": word("and_more", language, more=more) if more > 0 else "",
    }


def _json(value: Any) -> str:
    return json.dumps(printable(value), ensure_ascii=False)


def _lang(language: str) -> str:
    return "en" if language == "en" else "zh"
