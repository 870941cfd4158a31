"""The words of the page: Chinese as written in it, English from the catalogue."""

import re
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

PAGE = Path(__file__).parent / "page"
CATALOGUE = Path(__file__).parent.parent / "templates" / "locale" / "en" / "webchat.po"
IN_SCRIPT = re.compile(r"\bt\(\s*\"((?:[^\"\\]|\\.)*)\"")
IN_PAGE = re.compile(r"data-t(?:-[a-z]+)?=\"([^\"]*)\"")


@cache
def english() -> dict[str, str]:
    """Chinese to English."""
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="en")
    return {str(message.id): str(message.string) for message in catalogue if message.id and message.string}


def used() -> set[str]:
    """Every text that the page and its scripts ask to translate."""
    texts: set[str] = set()
    for file in sorted(PAGE.rglob("*.js")):
        texts |= set(IN_SCRIPT.findall(file.read_text("utf-8")))
    for file in sorted(PAGE.rglob("*.html")):
        texts |= set(IN_PAGE.findall(file.read_text("utf-8")))
    return texts
