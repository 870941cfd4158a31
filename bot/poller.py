"""Takes updates from the Bot API and hands each on, in a lane for every chat.

Within a chat the order is kept; one slow chat holds up no other. The offset moves only past what is finished, so that whatever
is killed when, an unfinished update comes again (and the edge knows the finished ones). A stop finishes what was begun.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from itertools import count

from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramConflictError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import DeleteWebhook, GetUpdates
from aiogram.types import Update

from bot.errors import CommandError
from bot.salvage import salvage
from bot.source import lane_of

log = logging.getLogger(__name__)
LONG_POLL = 50  # seconds, the most that Telegram grants
PATIENCE = 0.6  # seconds to wait for unfinished work before asking for more; Telegram shortens answers below 0.5
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
CONFLICTS_TOLD = 5  # after so many in a row this process gives way

Handle = Callable[[Update], Awaitable[None]]


class PollingError(CommandError):
    """Polling makes no sense any more; the message says why and what to do."""


class Poller:
    """Polls one bot. `handle` returns when an update is finished, and raises only when it should be tried again."""

    def __init__(self, bot: Bot, handle: Handle, allowed: list[str], *, drain_seconds: float = 20) -> None:
        self._bot, self._handle, self._allowed, self._drain = bot, handle, allowed, drain_seconds
        self._lanes: dict[int, deque[Update]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._open: set[int] = set()
        self._done: set[int] = set()  # finished, but above an unfinished one
        self._next = 0
        self._stopping = asyncio.Event()
        self._progress = asyncio.Event()
        self.asked = (
            asyncio.Condition()
        )  # notified before each getUpdates: `offset` then stands behind all that is finished
        self.finished = 0

    @property
    def offset(self) -> int:
        """The lowest update that is not finished, or the one after the last."""
        return min(self._open, default=self._next)

    def stop(self) -> None:
        """Take no more; `run` returns when what was begun is finished."""
        self._stopping.set()

    async def run(self) -> None:
        """Poll until `stop`.

        Raises:
            PollingError: the token is not accepted, or another program polls the same bot.
        """
        await self._bot(DeleteWebhook())
        async with asyncio.TaskGroup() as lanes:
            await self._poll(lanes)
            await self._finish()
        with suppress(
            AiogramError, TimeoutError
        ):  # tell what is finished; if that fails, the edge knows the duplicates
            await self._bot(GetUpdates(offset=self.offset, limit=1, timeout=0), request_timeout=5)

    async def _poll(self, lanes: asyncio.TaskGroup) -> None:
        failures = conflicts = 0
        while not self._stopping.is_set():
            try:
                batch = await self._ask()
                failures = conflicts = 0
                if batch is not None:
                    self._accept(batch, lanes)
                    await self._breathe()
            except (TelegramUnauthorizedError, TelegramNotFound) as error:
                raise PollingError(
                    "the bot's token is not accepted by its server: check the token and the base_url"
                ) from error
            except TelegramConflictError as error:
                conflicts += 1
                if conflicts >= CONFLICTS_TOLD:
                    raise PollingError(
                        "another program takes the updates of this bot: stop it, or give this one another token"
                    ) from error
                log.warning("another program takes the updates of this bot", extra={"bot_id": self._bot.id})
                await self._pause(conflicts)
            except TelegramRetryAfter as error:
                await self._wait_stop(error.retry_after)
            except (AiogramError, OSError) as error:
                failures += 1
                log.warning("no updates: %s", type(error).__name__, extra={"bot_id": self._bot.id, "count": failures})
                await self._pause(failures)

    async def _ask(self) -> list[Update] | None:
        """The next updates; None when it was told to stop meanwhile."""
        async with self.asked:
            self.asked.notify_all()
        self._done = {number for number in self._done if number >= self.offset}
        call = GetUpdates(offset=self.offset, timeout=0 if self._open else LONG_POLL, allowed_updates=self._allowed)
        asking = asyncio.ensure_future(self._bot(call, request_timeout=LONG_POLL + 10))
        stopping = asyncio.ensure_future(self._stopping.wait())
        try:
            await asyncio.wait({asking, stopping}, return_when=asyncio.FIRST_COMPLETED)
            return await asking if asking.done() else None
        except ClientDecodeError as error:
            return salvage(error.data, self._bot)
        finally:
            asking.cancel()
            stopping.cancel()

    def _accept(self, batch: list[Update], lanes: asyncio.TaskGroup) -> None:
        for update in batch:
            if update.update_id in self._open or update.update_id in self._done:
                continue
            self._open.add(update.update_id)
            self._next = update.update_id + 1
            lane = lane_of(update)
            if lane in self._lanes:
                self._lanes[lane].append(update)
            else:
                self._lanes[lane] = deque([update])
                task = lanes.create_task(self._work(lane), name="lane")
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _work(self, lane: int) -> None:
        """Handle the updates of one chat, one after the other, until there are none."""
        waiting = self._lanes[lane]
        while waiting and await self._until_finished(waiting[0]):
            update = waiting.popleft()
            self._open.discard(update.update_id)
            self._done.add(update.update_id)
            self.finished += 1
            self._progress.set()
        del self._lanes[lane]
        self._progress.set()

    async def _until_finished(self, update: Update) -> bool:
        """Try until it is finished; false when told to stop before."""
        for attempt in count(1):
            try:
                await self._handle(update)
                return True
            except Exception as error:
                extra = {"bot_id": self._bot.id, "update_id": update.update_id, "count": attempt}
                log.warning("an update has to wait: %s", type(error).__name__, extra=extra)
            await self._pause(attempt)
            if self._stopping.is_set():
                return False
        raise AssertionError("unreachable")

    async def _breathe(self) -> None:
        """Wait until half of what is open is finished, or for a while: asking again now would bring the same again."""
        enough, asked = len(self._open) // 2, self.offset
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while self._open and (len(self._open) > enough or self.offset == asked) and not self._stopping.is_set():
                    self._progress.clear()
                    await self._progress.wait()

    async def _finish(self) -> None:
        try:
            async with asyncio.timeout(self._drain):
                while self._lanes:
                    self._progress.clear()
                    await self._progress.wait()
        except TimeoutError:
            log.warning("stopped with unfinished updates; they come again", extra={"count": len(self._open)})
            for task in self._tasks:
                task.cancel()

    async def _pause(self, attempt: int) -> None:
        await self._wait_stop(min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(attempt - 1, 8)))

    async def _wait_stop(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)
