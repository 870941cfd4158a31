"""Delivery by webhook: one update of a lane at a time, tried again until it is taken or too old."""

import asyncio
import logging
import random
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import aiohttp
import orjson

from webchat.errors import ApiError, too_many_requests
from webchat.faults import Kind
from webchat.rooms import Bot
from webchat.updates import Waiting
from webchat.wire import Params, Upload, json_object, read_parts

if TYPE_CHECKING:
    from webchat.hub import Hub

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
ANSWER_TIMEOUT = aiohttp.ClientTimeout(total=60)
MAX_ANSWER = 2**20
LONGEST_RETRY_AFTER = 3600
GONE_FOR = timedelta(hours=23)

log = logging.getLogger(__name__)
Perform = Callable[[Bot, Params], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Failure:
    """The last delivery that went wrong."""

    at: datetime
    message: str


class Sender:
    """Delivers the updates of one bot."""

    def __init__(self, hub: "Hub", bot: Bot, session: aiohttp.ClientSession, perform: Perform) -> None:
        self._hub, self._bot, self._session, self._perform = hub, bot, session, perform
        webhook = bot.webhook or {}
        self._url = str(webhook["url"])
        self._slots = asyncio.Semaphore(webhook["max_connections"])
        self._lanes: dict[int, deque[Waiting]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._gone_since: datetime | None = None
        self.failure: Failure | None = None

    def add(self, waiting: Waiting) -> None:
        """Queue an update in its lane."""
        if waiting.lane in self._lanes:
            self._lanes[waiting.lane].append(waiting)
            return
        self._lanes[waiting.lane] = deque([waiting])
        task = asyncio.create_task(self._run(waiting.lane), name=f"webhook lane of bot {self._bot.id}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Stop; what was not delivered stays with the server."""
        tasks = [task for task in self._tasks if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, lane: int) -> None:
        queue = self._lanes[lane]
        while queue:
            await self._deliver(queue[0])
            queue.popleft()
        del self._lanes[lane]

    async def _deliver(self, waiting: Waiting) -> None:
        updates, wait = self._hub.updates(self._bot), 0.0
        while updates.has(waiting.id):
            if waiting.expires_at <= self._hub.clock():
                break
            async with self._slots:
                retry_after = await self._attempt(waiting)
            if retry_after is None:
                break
            await asyncio.sleep(max(wait, retry_after))
            wait = self._next_wait(wait)
        if updates.has(waiting.id):
            await self._hub.confirm(self._bot, [waiting.id], below=False)

    def _next_wait(self, wait: float) -> float:
        first, longest = self._hub.options.webhook_first_retry, self._hub.options.webhook_longest_retry
        doubled = wait * 2 if wait else first
        return doubled if doubled < longest else longest * random.uniform(1, 2)

    async def _attempt(self, waiting: Waiting) -> float | None:
        """Post one update; None when it was taken, else the least number of seconds to wait."""
        headers = {SECRET_HEADER: self._bot.secret} if self._bot.secret else {}
        headers["Content-Type"] = "application/json"
        try:
            async with self._session.post(self._url, data=orjson.dumps(waiting.body), headers=headers) as answer:
                if 200 <= answer.status < 300:
                    await self._taken(answer)
                    again = self._hub.faults.strike(Kind.DUPLICATE, "webhook", self._bot.id)
                    return None if again is None else 0.0
                return await self._refused(answer)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            self.failure = Failure(self._hub.clock(), f"Connection failed: {type(error).__name__}")
            return 0.0

    async def _taken(self, answer: aiohttp.ClientResponse) -> None:
        self._gone_since = None
        try:
            params = await answer_params(answer)
            if "method" in params:
                await self._perform(self._bot, params)
        except (ApiError, ValueError) as error:
            log.warning("the answer of bot %s to a webhook could not be carried out: %s", self._bot.id, error)

    async def _refused(self, answer: aiohttp.ClientResponse) -> float:
        now = self._hub.clock()
        self.failure = Failure(now, f"Wrong response from the webhook: {answer.status} {answer.reason}")
        if answer.status == 410:
            self._gone_since = self._gone_since or now
            if now - self._gone_since >= GONE_FOR:
                await self._hub.webhooks.set(self._bot, None, None)
        else:
            self._gone_since = None
        asked = answer.headers.get("Retry-After", "")
        return float(min(int(asked), LONGEST_RETRY_AFTER)) if asked.isascii() and asked.isdigit() else 0.0


class Webhooks:
    """The senders of all bots that have a webhook."""

    def __init__(self, hub: "Hub", perform: Perform) -> None:
        self._hub, self._perform = hub, perform
        self._senders: dict[int, Sender] = {}
        self._session: aiohttp.ClientSession | None = None
        self._set_at: dict[int, float] = {}

    async def start(self, bots: list[Bot]) -> None:
        """Deliver for every bot that had a webhook when the server stopped."""
        self._session = aiohttp.ClientSession(timeout=ANSWER_TIMEOUT)
        for bot in bots:
            if bot.webhook:
                self._open(bot)

    async def close(self) -> None:
        """Stop delivering."""
        for sender in self._senders.values():
            await sender.close()
        if self._session is not None:
            await self._session.close()

    async def set(self, bot: Bot, webhook: dict[str, Any] | None, secret: str | None) -> None:
        """Change or end the webhook of a bot.

        Raises:
            ApiError: 429, it was set less than a second ago.
        """
        now = asyncio.get_running_loop().time()
        if webhook and self._hub.options.pacing and now - self._set_at.get(bot.id, -1.0) < 1:
            raise too_many_requests(1)
        self._set_at[bot.id] = now
        self._hub.updates(bot).on_new = None
        if (sender := self._senders.pop(bot.id, None)) is not None:
            await sender.close()
        bot.webhook, bot.secret = webhook, secret
        await self._hub.save_bot(bot)
        if webhook:
            self._open(bot)

    def last_error(self, bot: Bot) -> Failure | None:
        """What went wrong last, if anything did."""
        sender = self._senders.get(bot.id)
        return sender.failure if sender else None

    def _open(self, bot: Bot) -> None:
        assert self._session is not None  # noqa: S101 - start comes first
        sender = self._senders[bot.id] = Sender(self._hub, bot, self._session, self._perform)
        updates = self._hub.updates(bot)
        updates.on_new = sender.add
        for waiting in updates.all():
            sender.add(waiting)


async def answer_params(answer: aiohttp.ClientResponse) -> Params:
    """The call that a webhook's answer holds, in any of the forms that a call may have."""
    if answer.content_type == "multipart/form-data":
        values: dict[str, Any] = {}
        uploads: dict[str, Upload] = {}
        await read_parts(aiohttp.MultipartReader(answer.headers, answer.content), values, uploads, MAX_ANSWER)
        return Params(values, uploads)
    body = await answer.content.read(MAX_ANSWER)
    if answer.content_type == "application/x-www-form-urlencoded":
        return Params(dict(parse_qsl(body.decode())))
    return Params(json_object(body)) if answer.content_type == "application/json" else Params()
