"""The files of a summary: the message as text, and the report as a page."""

import html
import re
from collections.abc import Mapping
from pathlib import Path

from services.summary.books import Books, Report
from services.summary.choosing import file_stem
from services.summary.document import document
from services.summary.markdown import markdown
from services.summary.message import summary_card
from templates.engine import page, say

_TAG = re.compile(r"</?\w+>")


def message_text(books: Books, report: Report, names: Mapping[int, str], language: str) -> str:
    """The chat message as plain text."""
    card = summary_card(books, report, names, language)
    said = say("summary", language, summary=card, zone=books.zone, now=books.now)
    return html.unescape(_TAG.sub("", said.text)) + "\n"


def write_summary(folder: Path, books: Books, report: Report, names: Mapping[int, str], language: str) -> list[Path]:
    """Write the message (.txt) and the report as Markdown and HTML; the paths written."""
    made = document(books, report, names, language)
    stem = file_stem(report.subject.key, report.period) + ("-en" if language == "en" else "")
    texts = {
        ".txt": message_text(books, report, names, language),
        ".md": markdown(made),
        ".html": page("summary/page.html.j2", language, document=made),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for ending, text in texts.items():
        (folder / f"{stem}{ending}").write_text(text, encoding="utf-8")
    return [folder / f"{stem}{ending}" for ending in texts]
