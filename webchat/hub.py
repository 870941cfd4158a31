"""The middle of the chat server: what both sides, bots and people, act upon."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import orjson
from sqlalchemy import select

from models.database import Database
from models.webchat import ChatUpdate
from webchat.errors import BLOCKED, DEACTIVATED, KICKED, NOT_STARTED, UPGRADED, ApiError, bad_request, forbidden
from webchat.faults import Faults
from webchat.flood import Flood
from webchat.journal import Journal, Step
from webchat.live import Live
from webchat.options import Options
from webchat.queries import Queries
from webchat.rooms import Bot, Room, Rooms
from webchat.store import CONFIRM_BELOW, CONFIRM_ONE, SET_LAST_UPDATE, Messages, Stored, bot_step, update_step
from webchat.updates import Updates, Waiting, wanted
from webchat.webhook import Webhooks
from webchat.wire import Params

CALLBACK_LANE = 3 << 33  # a person's button presses queue apart from their messages


@dataclass
class Hub:
    """State of a running server. What must outlive it is in the database; the rest is rebuilt by `start`."""

    database: Database
    clock: Callable[[], datetime]
    perform_answer: Callable[["Hub", Bot, Params], Awaitable[None]]
    options: Options = field(default_factory=Options)
    faults: Faults = field(default_factory=Faults)
    live: Live = field(default_factory=Live)
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    def __post_init__(self) -> None:
        self.rooms = Rooms(self.database)
        self.messages = Messages(self.database)
        self.journal = Journal(self.database)
        self.flood = Flood(self.options.flood, self.clock)
        self.queries = Queries(self.clock, self.options.query_lifetime)
        self.webhooks = Webhooks(self, partial(self.perform_answer, self))
        self.ignored: set[tuple[str, str]] = set()  # method and parameter, each logged once
        self._updates: dict[int, Updates] = {}

    async def start(self) -> None:
        """Read the bots and the updates that wait for them, and begin to serve."""
        bots = await self.rooms.load_bots()
        async with self.database.read() as session:
            rows = list(await session.scalars(select(ChatUpdate).order_by(ChatUpdate.update_id)))
        for row in rows:
            body = orjson.loads(row.payload or "{}")
            self.updates(self.rooms.bot(row.bot_id)).restore(Waiting(row.update_id, row.lane, body, row.expires_at))
            if "callback_query" in body:
                self.queries.restore(row.bot_id, body["callback_query"], row.expires_at)
        self.journal.start()
        await self.webhooks.start(bots)

    def let_go(self) -> None:
        """End every wait of pages and bots."""
        self.live.end()
        self.queries.let_go()
        for updates in self._updates.values():
            updates.close()

    async def close(self) -> None:
        """Stop, with everything written."""
        self.let_go()
        await self.webhooks.close()
        await self.journal.close()

    def updates(self, bot: Bot) -> Updates:
        """The queue of a bot's updates."""
        if bot.id not in self._updates:
            self._updates[bot.id] = Updates(bot.last_update_id, self.clock)
        return self._updates[bot.id]

    async def writable(self, bot: Bot, chat: str) -> Room:
        """The room to which a bot may write.

        Raises:
            ApiError: 400 or 403 with Telegram's reason.
        """
        room = await self.readable(bot, chat)
        if room.former_chat_id is not None and str(room.former_chat_id) == chat.strip():
            raise ApiError(400, f"Bad Request: {UPGRADED}", migrate_to_chat_id=room.chat_id)
        if room.user is not None and room.user.closed:
            raise forbidden(DEACTIVATED)
        if room.blocked:
            raise forbidden(BLOCKED if room.is_private else KICKED)
        if not room.started:
            raise forbidden(NOT_STARTED)
        return room

    async def readable(self, bot: Bot, chat: str) -> Room:
        """The room of a `chat_id`.

        Raises:
            ApiError: 400 where it is missing or there is none.
        """
        if not chat.strip():
            raise bad_request("chat_id is empty")
        try:
            chat_id = int(chat)
        except ValueError:
            raise bad_request("chat not found") from None
        room = await self.rooms.by_chat(bot.id, chat_id) if abs(chat_id) < 2**62 else None
        if room is None:
            known = await self.rooms.user(chat_id) if 0 < chat_id < 2**62 else None
            raise forbidden(NOT_STARTED) if known else bad_request("chat not found")
        return room

    def prepare_update(
        self, bot: Bot, kind: str, body: dict[str, Any], lane: int, lifetime: timedelta | None = None
    ) -> tuple[Waiting, Step] | None:
        """An update for a bot and the step that writes it, or None where the bot does not want its kind."""
        if not wanted(kind, bot.allowed_updates):
            return None
        number = self.updates(bot).take_id()
        expires_at = self.clock() + (lifetime or self.options.update_lifetime)
        waiting = Waiting(number, lane, {"update_id": number, kind: body}, expires_at)
        return waiting, update_step(bot.id, number, lane, waiting.body, expires_at)

    async def confirm(self, bot: Bot, numbers: list[int], *, below: bool = True) -> None:
        """Let go of updates that the bot has: all of `numbers`, which are the lowest that wait (`below`) or just these."""
        if not numbers:
            return
        updates = self.updates(bot)
        updates.drop(numbers)
        last: Step = (SET_LAST_UPDATE, {"bot": bot.id, "last": updates.last_id})
        if below:
            await self.journal.write((CONFIRM_BELOW, {"bot": bot.id, "offset": max(numbers) + 1}), last)
        else:
            steps: list[Step] = [(CONFIRM_ONE, {"bot": bot.id, "number": number}) for number in numbers]
            await self.journal.write(*steps, last)

    async def save_bot(self, bot: Bot) -> None:
        """Store what a bot has set of itself."""
        await self.journal.write(bot_step(bot))

    def announce(self, room: Room, kind: str, stored: Stored, **more: Any) -> None:
        """Tell the pages of a room's members about a message."""
        event = {"type": kind, "room": str(room.id), "message": stored.message, "keyboard": stored.keyboard, **more}
        self.live.tell(room.members, event)
