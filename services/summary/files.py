"""The files of a summary: the message as text, the report as pages, a PDF and a workbook."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from services.summary.books import Books, Report
from services.summary.choosing import file_stem
from services.summary.document import document
from services.summary.markdown import markdown
from services.summary.message import summary_card
from services.summary.paper import pdf
from services.summary.plain import Document
from services.summary.workbook import workbook
from templates.engine import page, say

_TAG = re.compile(r"</?\w+>")


@dataclass(frozen=True, slots=True)
class Sheaf:
    """A report in words, with the name of its files."""

    stem: str
    message: str
    document: Document


def message_text(books: Books, report: Report, names: Mapping[int, str], language: str) -> str:
    """The chat message as plain text."""
    card = summary_card(books, report, names, language)
    said = say("summary", language, summary=card, zone=books.zone, now=books.now)
    return html.unescape(_TAG.sub("", said.text)) + "\n"


def write_summary(
    folder: Path, books: Books, report: Report, names: Mapping[int, str], language: str, *, paper: bool = True
) -> list[Path]:
    """Write the message (.txt) and the report as Markdown, HTML, XLSX and, with `paper`, PDF; the paths written."""
    return write_sheaf(folder, sheaf(books, report, names, language), paper=paper)


def sheaf(books: Books, report: Report, names: Mapping[int, str], language: str) -> Sheaf:
    """What is to be written of a report: cheap to make and to hand to another process."""
    stem = file_stem(report.subject.key, report.period) + ("-en" if language == "en" else "")
    text = message_text(books, report, names, language)
    return Sheaf(stem, text, document(books, report, names, language))


def write_sheaf(folder: Path, one: Sheaf, *, paper: bool = True) -> list[Path]:
    """Write the files of a report; the paths written."""
    contents = {
        ".txt": one.message.encode(),
        ".md": markdown(one.document).encode(),
        ".html": page("summary/page.html.j2", one.document.language, document=one.document).encode(),
        ".xlsx": workbook(one.document),
    }
    if paper:
        contents[".pdf"] = pdf(one.document)
    folder.mkdir(parents=True, exist_ok=True)
    for ending, content in contents.items():
        (folder / f"{one.stem}{ending}").write_bytes(content)
    return [folder / f"{one.stem}{ending}" for ending in contents]
