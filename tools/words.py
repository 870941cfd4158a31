"""The English of what is shown: `python -m tools.words check` names every text that lacks one, `list` prints them as PO entries.

Chinese texts stand in the templates and are their own keys. Their English stands in `templates/locale/en/*.po`, each file kept
by those who keep the templates of that part.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

TEMPLATES = Path("templates")
FOLDER = TEMPLATES / "locale" / "en"
OPTIONS = {"**.j2": {"extensions": "jinja2.ext.do", "newstyle_gettext": "true", "encoding": "utf-8"}}
METHODS = [("**.j2", "jinja2"), ("**.py", "python")]


def shown() -> dict[str, str]:
    """Every text of the templates, with the place where it stands first."""
    found: dict[str, str] = {}
    for name, line, message, _comments, _context in extract_from_dir(str(TEMPLATES), METHODS, OPTIONS):
        for text in [message] if isinstance(message, str) else message:
            if text and text not in found:
                found[text] = f"{TEMPLATES / name}:{line}"
    return found


def translated() -> set[str]:
    """Every text that has an English."""
    return {text for file in FOLDER.glob("*.po") for text in _texts(file)}


def _texts(file: Path) -> Iterator[str]:
    with file.open("rb") as source:
        for message in read_po(source, locale="en"):
            if message.id and message.string and not message.fuzzy:
                yield message.id if isinstance(message.id, str) else message.id[0]


def main(arguments: list[str]) -> int:
    """Run as a command; the exit code."""
    if arguments not in (["check"], ["list"]):
        print(__doc__)
        return 2
    english = translated()
    missing = {text: place for text, place in shown().items() if text not in english}
    for text, place in missing.items():
        if arguments == ["check"]:
            print(f"{place}: no English for {text!r}")
        else:
            print(f'#: {place}\nmsgid "{_escaped(text)}"\nmsgstr ""\n')
    return 1 if missing and arguments == ["check"] else 0


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
