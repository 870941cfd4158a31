"""The door of the managers' pages: who is signed in, one transaction for each request, and refusals in plain words.

A page is read in a session that writes nothing; the looks at personal details are written down before it is sent.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from hmac import compare_digest
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler
from markupsafe import Markup
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.exc import StaleDataError

from config import Settings
from models.database import Database
from models.disclosure import Look
from models.grant import NotAllowed
from models.machine import IllegalMove
from models.web_session import WebSession
from services.managing.signing import SEEN_EVERY, form_token, may_manage, session_of
from services.notices import work_of
from services.work import Clock, Refusal, Work
from templates.engine import LANGUAGES, say
from web.manage.desk import Desk, see_other
from web.shell import language_of, respond

COOKIE = "lianxin-manage"
TRIES = 3
PAGE = re.compile(r"/manage(?:/(?!in/)[a-z]+(?:/[0-9a-z]+)?)?")
MISSING = ("no_request", "no_team", "no_person", "no_directive", "no_visit")

Show = Callable[[Desk], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Done:
    """What an action leads to: the address of the next page, and what that says, each (went well, text)."""

    to: str
    told: tuple[tuple[bool, str], ...] = ()


Act = Callable[[Desk], Awaitable[Done]]


class Site:
    """Makes aiohttp handlers of pages and actions."""

    def __init__(self, database: Database, settings: Settings, clock: Clock) -> None:
        self.database, self.settings, self.clock = database, settings, clock
        self.secure = settings.webchat.public_url.startswith("https://")
        self.cookie = f"__Host-{COOKIE}" if self.secure else COOKIE

    def page(self, show: Show) -> Handler:
        """A page for whoever is signed in."""

        async def handle(request: web.Request) -> web.StreamResponse:
            now = self.clock()
            async with self.database.read() as session, _unwritten(session):
                desk = await self._desk(session, request, {})
                if desk is None:
                    return self._signed_out(request)
                answer = await _shown(desk, show)
                looks = [row for row in session.new if isinstance(row, Look)]
                session.expunge_all()
            if looks or desk.session.told or now - desk.session.seen_at > SEEN_EVERY:
                async with self.database.begin() as session:
                    session.add_all(looks)
                    kept = await session.get(WebSession, desk.session.id)
                    if kept is not None:
                        kept.seen_at, kept.told = now, None
            return answer

        return handle

    def act(self, act: Act) -> Handler:
        """An action for whoever is signed in, sent from one of our own forms; leads to a page that says what was done."""

        async def handle(request: web.Request) -> web.StreamResponse:
            form = await request.post()
            if not _is_own(request, self.settings.webchat.public_url):
                raise web.HTTPForbidden
            for _ in range(TRIES):
                try:
                    return await self._once(request, form, act)
                except (StaleDataError, IntegrityError):
                    continue
            return await self._refused(request, Refusal("changed"))

        return handle

    async def _once(self, request: web.Request, form: Mapping[str, Any], act: Act) -> web.StreamResponse:
        try:
            async with self.database.begin() as session:
                desk = await self._desk(session, request, form)
                if desk is None:
                    return self._signed_out(request)
                if not compare_digest(desk.field("form").encode(), desk.form_token.encode()):
                    return desk.show("refused.html.j2", status=403, why="form")
                done = await act(desk)
                desk.session.told = [list(one) for one in done.told] or None
        except (Refusal, NotAllowed, IllegalMove) as error:
            return await self._refused(request, error)
        return see_other(done.to)

    async def _refused(self, request: web.Request, error: Exception) -> web.StreamResponse:
        """Lead back to where the action was sent from, and say why it was not done and what is true now."""
        async with self.database.begin() as session:
            desk = await self._desk(session, request, {})
            if desk is None:
                return self._signed_out(request)
            if isinstance(error, NotAllowed) or (isinstance(error, Refusal) and error.template in MISSING):
                return _no_page(desk, error)
            desk.session.told = [[False, reason_of(desk.work, error)]]
            return see_other(came_from(request))

    async def _desk(self, session: AsyncSession, request: web.Request, form: Mapping[str, Any]) -> Desk | None:
        now, cookie = self.clock(), request.cookies.get(self.cookie, "")
        signed = await session_of(session, cookie, now) if cookie else None
        if signed is None:
            return None
        work = await work_of(session, signed.person_id, now, self.settings)
        if not may_manage(work.actor):
            return None
        wanted = request.query.get("lang", "")
        if wanted in LANGUAGES:
            work = replace(work, actor=replace(work.actor, language=wanted))
        return Desk(request, work, signed, form_token(cookie), form)

    def _signed_out(self, request: web.Request) -> web.Response:
        return respond(request, "manage/signed_out.html.j2", language_of(request), status=401)


def reason_of(work: Work, error: Exception) -> str:
    """Why something was not done, in the words of the chat."""
    template, context = "changed", dict[str, object]()
    if isinstance(error, Refusal):
        template, context = error.template, dict(error.context)
    elif isinstance(error, NotAllowed):
        template = "not_allowed"
    said = say(f"refused/{template}", work.actor.language, **{"zone": work.zone, "now": work.now, **context})
    return Markup(said.text).striptags()  # noqa: S704 - its tags are taken off


async def _shown(desk: Desk, show: Show) -> web.StreamResponse:
    try:
        return await show(desk)
    except (Refusal, NotAllowed) as error:
        return _no_page(desk, error)


def _no_page(desk: Desk, error: Exception) -> web.Response:
    """What is not there and what is somebody else's look the same."""
    denied = isinstance(error, NotAllowed)
    status = 403 if denied else 404
    return desk.show("refused.html.j2", status=status, why="denied" if denied else "missing")


class _unwritten:  # noqa: N801 - reads as a word
    """Nothing is flushed inside: what is added is taken out and written elsewhere."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session.sync_session

    async def __aenter__(self) -> None:
        self._session.autoflush = False

    async def __aexit__(self, *_: object) -> None:
        self._session.autoflush = True


def _is_own(request: web.Request, public_url: str) -> bool:
    """Whether a form was sent from a page of ours: the browser says so, and the form's own token is asked for besides."""
    origin, site = request.headers.get("Origin", ""), request.headers.get("Sec-Fetch-Site", "same-origin")
    own = (request.host, urlsplit(public_url).netloc)
    return site in ("same-origin", "none") and (not origin or urlsplit(origin).netloc in own)


def came_from(request: web.Request, otherwise: str = "/manage") -> str:
    """The page on which the form stood, where it was one of these; only its path is taken, so that it leads nowhere else."""
    came = urlsplit(request.headers.get("Referer", ""))
    return f"{came.path}?{came.query}".rstrip("?") if PAGE.fullmatch(came.path) else otherwise
