"""How fast messages leave: our own rate limiter for python-telegram-bot's ExtBot.

Each bot, each private chat and each group has a pace; whoever is late waits for their place, urgent messages first. A 429 is
not waited out here: the rows of the chat in the outbox are put off, so that it holds for every process and outlives a stop.
"""

import asyncio
import math
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from heapq import heappush
from itertools import count
from time import monotonic
from typing import Any

from telegram.ext import BaseRateLimiter

from config.settings import Delivery
from models.outbox import Lane

URGENCY = {Lane.URGENT: 0, Lane.NORMAL: 1, Lane.LATER: 2}
MOST_KEPT = 10_000
Sleep = Callable[[float], Coroutine[Any, Any, None]]


@dataclass(slots=True)
class Pace:
    """One message every `gap` seconds, with `slack` seconds of earlier silence to make up for."""

    gap: float
    slack: float
    free_at: float = -math.inf

    def wait(self, now: float) -> float:
        """Seconds until the next message may leave."""
        return max(0.0, self.free_at - now)

    def take(self, now: float) -> None:
        """Let one leave."""
        self.free_at = max(self.free_at, now - self.slack) + self.gap


class Pacer(BaseRateLimiter[Lane]):
    """The paces of one bot."""

    def __init__(self, settings: Delivery, time: Callable[[], float] = monotonic, sleep: Sleep = asyncio.sleep) -> None:
        self._settings, self._time, self._sleep = settings, time, sleep
        self._bot = Pace(1 / settings.per_second, 0.5)
        self._chats: dict[int, Pace] = {}
        self._queue: list[tuple[int, int]] = []
        self._arrivals = count()
        self._turn = asyncio.Condition()

    async def initialize(self) -> None:
        """Nothing to set up."""

    async def shutdown(self) -> None:
        """Nothing to let go."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Lane | None,
    ) -> Any:
        """Wait for the chat's and the bot's pace, then make the call."""
        chat_id = data.get("chat_id")
        if chat_id is not None:
            await self._take_chat(int(chat_id))
            await self._take_bot(rate_limit_args or Lane.NORMAL)
        return await callback(*args, **kwargs)

    async def _take_chat(self, chat_id: int) -> None:
        pace = self._chat(chat_id)
        wait = pace.wait(self._time())
        pace.take(self._time())
        if wait > 0:
            await self._sleep(wait)

    async def _take_bot(self, lane: Lane) -> None:
        """Wait for the bot's pace, behind whoever is more urgent or came earlier."""
        mine = (URGENCY[lane], next(self._arrivals))
        heappush(self._queue, mine)
        async with self._turn:
            await self._turn.wait_for(lambda: self._queue[0] == mine)
            try:
                if (wait := self._bot.wait(self._time())) > 0:
                    await self._sleep(wait)
                self._bot.take(self._time())
            finally:
                self._queue.remove(mine)
                self._queue.sort()
                self._turn.notify_all()

    def _chat(self, chat_id: int) -> Pace:
        if chat_id not in self._chats:
            if len(self._chats) > MOST_KEPT:
                now = self._time()
                self._chats = {key: pace for key, pace in self._chats.items() if pace.wait(now) > 0}
            group = Pace(60 / self._settings.group_per_minute, 10)
            private = Pace(1 / self._settings.chat_per_second, 2)
            self._chats[chat_id] = group if chat_id < 0 else private
        return self._chats[chat_id]
