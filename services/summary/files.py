"""The files of a summary: the message as text, the report as pages, a PDF and a workbook."""

import html
import re
from collections.abc import Mapping
from pathlib import Path

from services.summary.books import Books, Report
from services.summary.choosing import file_stem
from services.summary.document import document
from services.summary.markdown import markdown
from services.summary.message import summary_card
from services.summary.paper import pdf
from services.summary.workbook import workbook
from templates.engine import page, say

_TAG = re.compile(r"</?\w+>")


def message_text(books: Books, report: Report, names: Mapping[int, str], language: str) -> str:
    """The chat message as plain text."""
    card = summary_card(books, report, names, language)
    said = say("summary", language, summary=card, zone=books.zone, now=books.now)
    return html.unescape(_TAG.sub("", said.text)) + "\n"


def write_summary(
    folder: Path, books: Books, report: Report, names: Mapping[int, str], language: str, *, paper: bool = True
) -> list[Path]:
    """Write the message (.txt) and the report as Markdown, HTML, XLSX and, with `paper`, PDF; the paths written."""
    made = document(books, report, names, language)
    stem = file_stem(report.subject.key, report.period) + ("-en" if language == "en" else "")
    contents = {
        ".txt": message_text(books, report, names, language).encode(),
        ".md": markdown(made).encode(),
        ".html": page("summary/page.html.j2", language, document=made).encode(),
        ".xlsx": workbook(made),
    }
    if paper:
        contents[".pdf"] = pdf(made)
    folder.mkdir(parents=True, exist_ok=True)
    for ending, content in contents.items():
        (folder / f"{stem}{ending}").write_bytes(content)
    return [folder / f"{stem}{ending}" for ending in contents]
