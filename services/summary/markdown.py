"""A summary as Markdown."""

from collections.abc import Iterator, Sequence

from services.summary.plain import Cell, Document
from templates.summary.words import word

_SPECIAL = str.maketrans({char: f"\\{char}" for char in "\\`*_[]<>|#"})


def markdown(document: Document) -> str:
    """The document as a Markdown page."""
    return "\n".join(_lines(document)).rstrip() + "\n"


def _lines(document: Document) -> Iterator[str]:
    yield from (f"# {_plain(document.title)}", "", f"{_plain(document.subtitle)}", "")
    if document.quiet:
        yield from (document.quiet, "")
    else:
        yield from _body(document)
    for note in document.notes:
        yield from (f"*{_plain(note)}*", "")


def _body(document: Document) -> Iterator[str]:
    language = document.language
    yield from (f"## {word('todo', language)}", "")
    for group in document.todo:
        yield from (f"### {_plain(group.title)}（{len(group.lines)}）", "")
        yield from (f"{place}. {_plain(line)}" for place, line in enumerate(group.shown, 1))
        if group.more:
            yield from ("", word("and_more", language, more=group.more))
        yield ""
    if not document.todo:
        yield from (word("nothing", language), "")
    if document.thanks:
        yield from (f"## {word('thanks', language)}", "", *(f"- {_plain(line)}" for line in document.thanks), "")
    columns = [word(name, language) for name in ("what", "this", "before", "change", "year_before")]
    rows = [(line.name, line.this, line.before, line.change, line.year_before) for line in document.lines]
    yield from _table(word("figures", language), columns, rows)
    for table in document.tables:
        yield from _table(table.title, table.columns, table.rows)


def _table(title: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Iterator[str]:
    yield from (f"## {_plain(title)}", "", _row(columns), "| --- |" + " ---: |" * (len(columns) - 1))
    yield from (_row(row) for row in rows)
    yield ""


def _row(cells: Sequence[Cell]) -> str:
    return "| " + " | ".join("—" if cell is None else _plain(str(cell)) for cell in cells) + " |"


def _plain(text: str) -> str:
    return text.translate(_SPECIAL)
