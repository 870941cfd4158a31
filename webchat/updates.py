"""Updates that wait for their bot, and the long poll that hands them out."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from webchat.errors import OTHER_POLLER, ApiError, conflict

LONGEST_POLL = 50
MOST_AT_ONCE = 100
BY_REQUEST = {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass(frozen=True, slots=True)
class Waiting:
    """An update, the lane in which it must keep its place, and until when it is worth handing out."""

    id: int
    lane: int
    body: dict[str, Any]
    expires_at: datetime


class Updates:
    """The queue of one bot. Nothing leaves it before it is confirmed or has expired."""

    def __init__(self, last_id: int, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._pending: dict[int, Waiting] = {}
        self._news = asyncio.Event()
        self._poll: asyncio.Future[None] | None = None
        self._last_poll = (-1, -1000.0)  # offset and loop time of the last getUpdates
        self.confirmed: deque[Waiting] = deque(maxlen=MOST_AT_ONCE)  # kept only to hand out again on purpose
        self.last_id = last_id
        self.on_new: Callable[[Waiting], None] | None = None

    @property
    def is_polled(self) -> bool:
        """Whether a getUpdates is waiting now."""
        return self._poll is not None

    def __len__(self) -> int:
        return len(self._pending)

    def take_id(self) -> int:
        """The number of the next update."""
        self.last_id += 1
        return self.last_id

    def restore(self, waiting: Waiting) -> None:
        """Put an update back that was read from the database."""
        self._pending[waiting.id] = waiting
        self.last_id = max(self.last_id, waiting.id)

    def add(self, waiting: Waiting) -> None:
        """Queue an update whose row is committed."""
        self._pending[waiting.id] = waiting
        self._news.set()
        if self.on_new is not None:
            self.on_new(waiting)

    def drop(self, ids: list[int]) -> None:
        """Take confirmed updates out."""
        for number in ids:
            if (waiting := self._pending.pop(number, None)) is not None:
                self.confirmed.append(waiting)

    def has(self, number: int) -> bool:
        """Whether the update still waits."""
        return number in self._pending

    def all(self) -> list[Waiting]:
        """What waits, oldest first."""
        return [self._pending[number] for number in sorted(self._pending)]

    def expired(self) -> list[int]:
        """The numbers of updates that are past their time."""
        now = self._clock()
        return [number for number, waiting in self._pending.items() if waiting.expires_at <= now]

    def below(self, offset: int) -> list[int]:
        """The numbers that an offset confirms; a negative one confirms all but the last so many."""
        numbers = sorted(self._pending)
        if offset < 0:
            return numbers[:offset]
        return [number for number in numbers if number < offset]

    def paced(self, offset: int, limit: int, timeout: int) -> tuple[int, int]:
        """Limit and timeout as Telegram changes them for a bot that asks the same again too soon."""
        now = asyncio.get_running_loop().time()
        last_offset, last_time = self._last_poll
        if offset == last_offset and now < last_time + 3:
            timeout = max(timeout, 3)
            limit = 1 if now < last_time + 0.5 else limit
        self._last_poll = (offset, now)
        return limit, timeout

    async def poll(self, limit: int, patience: float) -> list[Waiting]:
        """Up to `limit` waiting updates; where there are none, wait for one up to `patience` seconds.

        Raises:
            ApiError: 409, when another poll or a webhook takes over meanwhile.
        """
        self.end_poll(OTHER_POLLER)
        mine = self._poll = asyncio.get_running_loop().create_future()
        try:
            if not self._pending and patience > 0:
                await self._wait(mine, patience)
            if mine.done():
                mine.result()
            return self.all()[:limit]
        finally:
            if self._poll is mine:
                self._poll = None
            mine.cancel()

    async def _wait(self, ended: asyncio.Future[None], patience: float) -> None:
        self._news.clear()
        news = asyncio.create_task(self._news.wait(), name="webchat poll")
        waits: set[asyncio.Future[Any]] = {news, ended}
        try:
            await asyncio.wait(waits, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        finally:
            news.cancel()

    def end_poll(self, reason: str) -> None:
        """End the poll that is under way with a 409."""
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(conflict(reason))

    def close(self) -> None:
        """End the poll because the server stops."""
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(ApiError(502, "Bad Gateway"))


def wanted(kind: str, allowed: list[str] | None) -> bool:
    """Whether a bot wants this kind of update; by default all but those that must be asked for."""
    return kind in allowed if allowed else kind not in BY_REQUEST
