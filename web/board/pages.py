"""The pages of the public board: read from the database at most every few minutes, without a cookie, for anybody's cache."""

import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TypeVar

from aiohttp import web

from config import Settings
from models.database import Database
from services.board import PublicBoard, ledger_roots, public_board
from services.work import Clock, Work, clock_work
from web.shell import HEADERS, language_of, respond

FRESH = timedelta(minutes=5)
MOST_BOARDS = 500
LONGEST_CODE = 12
T = TypeVar("T")
PUBLIC = {"Cache-Control": "public, max-age=300", "Vary": "Accept-Language", "X-Robots-Tag": "all"}


class Boards:
    """Boards by the code of their venue, each read anew when it is no longer fresh."""

    def __init__(self, database: Database, settings: Settings, clock: Clock) -> None:
        self.settings = settings
        self._database, self._clock = database, clock
        self._kept: OrderedDict[str, tuple[datetime, PublicBoard]] = OrderedDict()

    async def of(self, code: str) -> PublicBoard | None:
        """The board of a venue; None where there is none."""
        at, kept = self._kept.get(code, (None, None))
        if at is not None and timedelta(0) <= self._clock() - at < FRESH:
            return kept
        made = await self.read(lambda work: public_board(work, code))
        if made is not None:
            self._kept[code] = (self._clock(), made)
            self._kept.move_to_end(code)
            if len(self._kept) > MOST_BOARDS:
                self._kept.popitem(last=False)
        return made

    async def read(self, use_case: Callable[[Work], Awaitable[T]]) -> T:
        """What a use case reads for nobody in particular."""
        async with self._database.read() as session:
            return await use_case(clock_work(session, self._clock(), self.settings))


def routes(database: Database, settings: Settings, clock: Clock) -> list[web.RouteDef]:
    """The routes of the board, for the application's router."""
    boards = Boards(database, settings, clock)

    async def board(request: web.Request) -> web.Response:
        """The board of a venue, or the county's; 304 where the reader has it already."""
        language = language_of(request)
        code = request.match_info.get("code", settings.county.code)
        found = await boards.of(code) if code.isascii() and code.isdigit() and len(code) <= LONGEST_CODE else None
        if found is None:
            return respond(request, "board/none.html.j2", language, status=404, home=settings.county.code)
        answer = respond(request, "board/board.html.j2", language, headers=PUBLIC, board=found, zone=settings.county.tz)
        return _tagged(request, answer)

    async def roots(request: web.Request) -> web.Response:
        """Every root of the ledger, the newest first: {"roots": [{"day", "entries", "root"}]}."""
        found = [asdict(one) for one in await boards.read(ledger_roots)]
        answer = web.json_response({"roots": found}, headers={**HEADERS, **PUBLIC})
        return _tagged(request, answer)

    return [
        web.get("/board", board),
        web.get("/board/roots.json", roots),
        web.get("/board/{code}", board),
    ]


def _tagged(request: web.Request, answer: web.Response) -> web.Response:
    body = answer.body if isinstance(answer.body, bytes) else b""
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    answer.headers["ETag"] = tag
    if request.headers.get("If-None-Match") == tag:
        return web.Response(status=304, headers={**answer.headers, "Content-Type": "text/html"})
    answer.enable_compression()
    return answer
