"""A county whose bot is a process that can be killed: the chat server and the people live on in the test's own process."""

import asyncio
import multiprocessing
import random
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import aiohttp
from sqlalchemy import select

from bot.bots import bots_of, register
from models.crypto import keyring
from models.database import Database
from models.outbox import Outbox, OutboxState
from models.person import Account
from models.update import Answer
from models.webchat import create_chat_user, register_bot
from tests.chat.world import FAST, FIRST_CHAT_ID
from tests.county import Place
from tests.faults.child import run
from tests.faults.shared import Config, SharedClock
from webchat.client import ChatClient
from webchat.rooms import Room
from webchat.server import HUB, DemoPersona, Hub, Options, create_app, listen
from webchat.store import Stored

LONG = timedelta(days=30)  # the clock runs fast, and nothing may pass away before the bot is up again


@dataclass
class Somebody:
    """A person at the page."""

    person_id: int
    page: ChatClient
    room: str

    async def said_to(self) -> list[dict[str, Any]]:
        """What the bot wrote, oldest first."""
        views = await self.page.messages(self.room, limit=200)
        return [view["message"] for view in views if view["message"]["from"]["is_bot"]]


@dataclass
class KilledCounty:
    """See the module."""

    place: Place
    clock: SharedClock
    chance: random.Random
    hub: Hub
    url: str
    session: aiohttp.ClientSession
    config: Config
    bot_id: int
    people: list[Somebody] = field(default_factory=list)
    unsure: Counter[int] = field(default_factory=Counter)  # by chat: answers and messages under way at a kill
    sent: Counter[tuple[int, str]] = field(
        default_factory=Counter
    )  # by chat: what the bot wrote, as it first stood there
    kills: int = 0

    @property
    def database(self) -> Database:
        """The database, which outlives every kill."""
        return self.place.database

    async def join(self, person_id: int, name: str) -> Somebody:
        """Give a person a chat account."""
        chat_id = FIRST_CHAT_ID + len(self.people)
        async with self.database.begin() as session:
            await create_chat_user(session, user_id=chat_id, name=name, now=self.clock(), bot_id=self.bot_id)
            row = Account(person_id=person_id, bot_id=self.bot_id, chat_id=chat_id, created_at=self.clock())
            session.add(row)
        self.hub.options = replace(
            self.hub.options, personas=(*self.hub.options.personas, DemoPersona(chat_id, name, ""))
        )
        page = ChatClient(self.session, self.url, chat_id)
        somebody = Somebody(person_id, page, await page.room(self.bot_id))
        self.people.append(somebody)
        return somebody

    def listen(self) -> None:
        """Note every message of the bot that says something of its own: a line of the diary, or one with buttons."""
        announce = self.hub.announce

        def noted(room: Room, kind: str, stored: Stored, **more: Any) -> None:
            message = stored.message
            if kind == "message" and message["from"]["is_bot"]:
                buttons = str(message.get("reply_markup", ""))
                if buttons or message["text"].startswith("记下"):
                    self.sent[room.chat_id, message["text"] + buttons] += 1
            announce(room, kind, stored, **more)

        self.hub.announce = noted  # type: ignore[method-assign]

    def seen_twice(self) -> Counter[int]:
        """By chat, how many messages came once more than they should."""
        twice: Counter[int] = Counter()
        for (chat_id, _), count in self.sent.items():
            twice[chat_id] += count - 1
        return +twice

    async def start(self) -> None:
        """Start the bot, and wait until it asks for updates."""
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["tests.faults.child"])
        alive = context.Event()
        self._process = context.Process(target=run, args=(self.config, alive), daemon=True)
        self._process.start()
        while not alive.is_set():  # noqa: ASYNC110 - it is another process that sets it
            await asyncio.sleep(0.005)

    async def kill(self) -> None:
        """Kill it with -9, and note what was under way."""
        self._process.kill()
        self._process.join()
        self.kills += 1
        async with self.database.begin() as session:  # a writing session: it begins when the dead one's is undone
            self.unsure.update(await session.scalars(select(Answer.chat_id)))
            sending = select(Outbox.chat_id).where(Outbox.state == OutboxState.SENDING)
            self.unsure.update(chat_id for chat_id in await session.scalars(sending) if chat_id)

    def updates_waiting(self) -> int:
        """How many updates the bot has not confirmed."""
        return len(self.hub.updates(self.hub.rooms.bot(self.bot_id)))


async def killed_county(database: Database, folder: Any, seed: int, stack: AsyncExitStack) -> KilledCounty:
    """Build one at half past eight in the morning; the stack ends it."""
    from tests.conftest import NOON

    clock = SharedClock(folder / "clock", NOON - timedelta(hours=3.5))
    place = await Place(database, clock).build()  # type: ignore[arg-type]
    settings = place.settings.model_copy(update={"delivery": FAST})
    (account,) = bots_of(settings)
    async with database.begin() as session:
        await register_bot(session, token=account.token, username="lianxin_bot", name="连心", now=clock())
    options = Options(personas=(DemoPersona(0, "", ""),), flood=None, query_lifetime=LONG, update_lifetime=LONG)
    app = create_app(database=database, clock=clock, options=options)
    runner, port = await listen(app)
    stack.push_async_callback(runner.cleanup)
    url = f"http://127.0.0.1:{port}"
    async with database.begin() as session:
        await register(session, [replace(account, base_url=url)])
    config = Config(database.url, url, str(folder / "clock"), settings, keyring())
    http = await stack.enter_async_context(aiohttp.ClientSession())
    county = KilledCounty(place, clock, random.Random(seed), app[HUB], url, http, config, account.id)
    county.listen()
    return county
