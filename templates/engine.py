"""Rendering: a template and a language give a message with its buttons, or a page.

A chat template has a block `text` and may have a block `buttons` (under the message) or `keyboard` (in place of the letters).
In these two a line is a row and ` || ` stands between buttons; a button is `label => data`, where data comes from `press(…)` or
is a URL.
"""

import html
import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from jinja2.ext import Extension
from markupsafe import Markup

from templates import words
from templates.press import Press

FOLDER = Path(__file__).parent
LANGUAGES = ("zh", "en")


class KeepLines(Extension):
    """The line break after a translated text stays, although that after other tags goes: a template reads as it is shown."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Double the break, of which Jinja2 takes one."""
        return source.replace("{% endtrans %}\n", "{% endtrans %}\n\n")


@dataclass(frozen=True, slots=True)
class Button:
    """A button: its label and its callback data or URL (both empty for a reply keyboard)."""

    label: str
    data: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A message as it will be shown: HTML text, buttons below it, and a reply keyboard."""

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    keyboard: tuple[tuple[Button, ...], ...] = ()

    def markup(self) -> dict[str, Any] | None:
        """The `reply_markup` of the Bot API, or None."""
        if self.buttons:
            return {"inline_keyboard": [[_inline(button) for button in row] for row in self.buttons]}
        if self.keyboard:
            rows = [[_key(button) for button in row] for row in self.keyboard]
            return {"keyboard": rows, "resize_keyboard": True, "is_persistent": True}
        return None


def say(template: str, language: str, **context: Any) -> Said:
    """Render `chat/<template>.j2` in a language."""
    found = environment(language).get_template(f"chat/{template}.j2")
    return Said(
        text=_tidy(_block(found, "text", context)),
        buttons=_buttons(_block(found, "buttons", context)),
        keyboard=_buttons(_block(found, "keyboard", context)),
    )


def page(template: str, language: str, **context: Any) -> str:
    """Render any other template (a web page, a summary) in a language."""
    return environment(language).get_template(template).render(**context)


@cache
def environment(language: str) -> Environment:
    """The Jinja2 environment of a language; a variable that is missing is an error."""
    env = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do", KeepLines],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(press=_press, language=language, words=words)
    env.filters.update(
        when=lambda at, zone: words.say_when(at, zone, language),
        window=lambda start, zone, end=None: words.say_window(start, end, zone, language),
        clock=_clock,
        duration=lambda minutes: words.say_minutes(minutes, language),
        distance=lambda minutes: words.say_minutes(minutes, language),
        label=_label,
    )
    return env


@cache
def translations(language: str) -> NullTranslations:
    """The translations of a language, read from every catalogue of its folder."""
    folder = FOLDER / "locale" / language
    merged: NullTranslations = NullTranslations()
    for file in sorted(folder.glob("*.po")) if folder.is_dir() else []:
        compiled = BytesIO()
        with file.open("rb") as source:
            write_mo(compiled, read_po(source, locale=language))
        compiled.seek(0)
        catalogue = Translations(compiled)
        merged = merged.merge(catalogue) if isinstance(merged, Translations) else catalogue
    return merged


def _tidy(text: str) -> str:
    """At most one empty line between two, and none at the ends."""
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", text)).strip()


def _block(template: Template, name: str, context: dict[str, Any]) -> str:
    block = template.blocks.get(name)
    return "" if block is None else "".join(block(template.new_context(context)))


def _buttons(text: str) -> tuple[tuple[Button, ...], ...]:
    rows = (tuple(_button(part) for part in line.split(" || ")) for line in text.splitlines() if line.strip())
    return tuple(rows)


def _button(part: str) -> Button:
    label, _, target = (html.unescape(piece).strip() for piece in part.partition("=>"))
    is_url = target.startswith(("http://", "https://"))
    return Button(label, "" if is_url else target, target if is_url else "")


def _inline(button: Button) -> dict[str, Any]:
    return (
        {"text": button.label, "url": button.url}
        if button.url
        else {"text": button.label, "callback_data": button.data}
    )


def _key(button: Button) -> dict[str, Any]:
    special = {"location": {"request_location": True}, "contact": {"request_contact": True}}
    return {"text": button.label, **special.get(button.data, {})}


def _press(action: str, row_id: int = 0, version: int = 0, extra: str = "") -> str:
    return Press(action, row_id, version, extra).pack()


def _clock(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%H:%M")


def _label(text: str) -> Markup:
    """A text that may stand in a button: one line, without what separates buttons."""
    flat = " ".join(str(text).split()).replace("||", "|").replace("=>", "→")
    return Markup(html.escape(flat[:40]))  # noqa: S704 - escaped in this very line
