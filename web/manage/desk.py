"""One request of a signed-in person: who they are, what they may see, and how a page is answered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from models.grant import Action
from models.ids import long, short
from models.web_session import WebSession
from services.managing.lists import may_export
from services.work import Refusal, Work
from templates.summary.words import short_day, weekday
from templates.web.words import word
from web.shell import HEADERS, respond

LONGEST_WORDS = 1000


@dataclass(frozen=True, slots=True)
class Desk:
    """The request, the work in whose transaction it is answered, the session, and what every form carries."""

    request: web.Request
    work: Work
    session: WebSession
    form_token: str
    form: Mapping[str, Any]

    @property
    def language(self) -> str:
        """The language in which the page is answered."""
        return self.work.actor.language

    def must(self, *actions: Action) -> None:
        """Refuse unless there is any area in which the person may do one of these.

        Raises:
            NotAllowed: there is none.
        """
        if not any(self.work.actor.areas(action) for action in actions):
            self.work.actor.must(actions[0])

    def query(self, name: str) -> str:
        """A word of the address, empty where there is none."""
        return self.request.query.get(name, "").strip()[:100]

    def number(self, name: str, least: int = 0) -> int:
        """A whole number of the address, or the least that is allowed."""
        text = self.query(name)
        return max(least, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else least

    def page(self) -> int:
        """Which page of a list."""
        return self.number("page", 1)

    def place(self) -> str:
        """The place of the address where it looks like one."""
        code = self.query("place")
        return code if code.isascii() and code.isdigit() and len(code) in (6, 9, 12) else ""

    def row_id(self, name: str = "id") -> int:
        """The id in the path.

        Raises:
            Refusal: it is none of ours.
        """
        return read_id(self.request.match_info[name])

    def field(self, name: str) -> str:
        """A field of the form that was sent."""
        value = self.form.get(name, "")
        return value.strip()[:LONGEST_WORDS] if isinstance(value, str) else ""

    def version(self) -> int:
        """The version of the row that the form was made for."""
        text = self.field("version")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else -1

    def to(self, path: str, /, **query: object) -> str:
        """An address of ours that keeps the language of this page."""
        kept = {"lang": self.query("lang")} if self.query("lang") else {}
        given = {name: str(value) for name, value in query.items() if value not in ("", None, 0)}
        text = urlencode({**given, **kept})
        return f"{path}?{text}" if text else path

    def same(self, **changed: object) -> str:
        """This page with other words in its address."""
        return self.to(self.request.path, **{**self.request.query, **changed})

    def file(self, name: str, kind: str) -> str:
        """The address of this list as a file."""
        return self.to(f"/manage/{name}.{kind}", **dict(self.request.query))

    def show(self, template: str, status: int = 200, **context: Any) -> web.Response:
        """Render `templates/web/manage/<template>`."""
        work = self.work
        return respond(
            self.request,
            f"manage/{template}",
            self.language,
            status=status,
            desk=self,
            pages=list(self._pages()),
            here=self.request.path,
            short=short,
            say=partial(_say, self.language),
            on_day=partial(_on_day, self.language),
            zone=work.zone,
            now=work.now,
            **context,
        )

    def may_export(self, *actions: Action) -> bool:
        """Whether a list can be taken away as a file."""
        return may_export(self.work.actor, *actions)

    def _pages(self) -> Iterator[str]:
        for name, actions in PAGES.items():
            if not actions or any(self.work.actor.areas(action) for action in actions):
                yield name


PAGES: dict[str, tuple[Action, ...]] = {
    "today": (Action.READ_SUMMARY,),
    "requests": (Action.READ_REQUESTS,),
    "visits": (Action.READ_REQUESTS,),
    "teams": (Action.READ_SUMMARY,),
    "volunteers": (Action.READ_PEOPLE,),
    "approvals": (Action.APPROVE_HOURS, Action.APPROVE_MEMBERS),
    "ledger": (Action.READ_LEDGER,),
    "directives": (Action.READ_SUMMARY,),
    "settings": (),
}


def read_id(text: str) -> int:
    """An id as it stands in an address.

    Raises:
        Refusal: it is none of ours.
    """
    try:
        return long(text)
    except ValueError:
        raise Refusal("changed") from None


def see_other(to: str) -> web.Response:
    """Lead the browser to another page."""
    return web.Response(status=303, headers={**HEADERS, "Location": to})


def _on_day(language: str, day: date) -> str:
    return f"{short_day(day, language)} {weekday(day, language)}"


def _say(language: str, name: str, **values: object) -> str:
    return word(name, language, **values)
