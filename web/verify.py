"""The page that verifies papers about service: `/verify/<number>`; whoever tries many numbers has to wait."""

import math
from collections import OrderedDict, deque
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from config import Settings
from models.database import Database
from services.certificates.verifying import Verified, verify
from services.work import Clock, clock_work
from web.shell import language_of, respond

MOST_ADDRESSES = 10_000
LONGEST_NUMBER = 64


class Misses:
    """Wrong numbers by the address from which they came, for some minutes."""

    def __init__(self, most: int, minutes: int) -> None:
        self._most, self._kept = most, timedelta(minutes=minutes)
        self._times: OrderedDict[str, deque[datetime]] = OrderedDict()

    def wait(self, address: str, now: datetime) -> int:
        """For how many seconds no further number is looked up for an address; 0 where it may ask."""
        times = self._times.get(address)
        while times and not timedelta(0) <= now - times[0] < self._kept:
            times.popleft()
        if not times or len(times) < self._most:
            return 0
        return max(1, math.ceil((times[0] + self._kept - now).total_seconds()))

    def note(self, address: str, now: datetime) -> None:
        """Count a wrong number."""
        self._times.setdefault(address, deque(maxlen=self._most)).append(now)
        self._times.move_to_end(address)
        if len(self._times) > MOST_ADDRESSES:
            self._times.popitem(last=False)


def routes(database: Database, settings: Settings, clock: Clock) -> list[web.RouteDef]:
    """The routes of the page, for the application's router."""
    misses = Misses(settings.certificates.wrong_numbers, settings.certificates.wrong_minutes)

    async def look(number: str) -> Verified | None:
        async with database.read() as session:
            return await verify(clock_work(session, clock(), settings), number)

    async def page(request: web.Request) -> web.Response:
        """A number, by the address of the QR code or typed in; without one, where to type it."""
        number = request.match_info.get("number") or request.query.get("number", "")
        number, language = number.strip()[:LONGEST_NUMBER], language_of(request)
        shown: dict[str, Any] = {"number": number, "verified": None, "minutes": 0, "zone": settings.county.tz}
        if not number:
            return respond(request, "verify.html.j2", language, **shown)
        address = _address(request, settings)
        if seconds := misses.wait(address, clock()):
            shown["minutes"] = math.ceil(seconds / 60)
            headers = {"Retry-After": str(seconds)}
            return respond(request, "verify.html.j2", language, status=429, headers=headers, **shown)
        found = await look(number)
        if found is None:
            misses.note(address, clock())
            return respond(request, "verify.html.j2", language, status=404, **shown)
        return respond(request, "verify.html.j2", language, **{**shown, "verified": found})

    return [web.get("/verify", page), web.get("/verify/{number}", page)]


def _address(request: web.Request, settings: Settings) -> str:
    """Where a request comes from; behind a proxy (where there is a public address) the last address that it names."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    if settings.webchat.public_url and forwarded:
        return forwarded.rpartition(",")[2].strip()
    return request.remote or ""
