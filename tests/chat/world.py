"""A whole running product for chat tests: the small county, the chat server over real HTTP, the bot, and a clock to turn.

People act through the page's own HTTP interface. Nothing here sleeps: `settle` waits until no update is under way and nothing
is due in the outbox. Deliveries and jobs run when the world settles and turns, so that a test sees the same order every time.

    async def test_something(world: World) -> None:
        wang, li = await world.resident("王秀英"), await world.volunteer("李建国")
        await wang.say("明天上午想理发")
        await wang.press("确定")
        offer = await li.sees("理发")
        await li.press("接单", offer)
"""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import aiohttp
from aiogram import Dispatcher
from sqlalchemy import func, select

from bot.answers import Answers
from bot.bots import BotAccount, bots_of, register
from bot.channel import Channel
from bot.clock import JobClock
from bot.delivery import Delivery
from bot.dispatch import client, house, updates_heard
from bot.edge import Edge
from bot.sender import Sender
from bot.throttle import Throttle
from config import Settings
from config.settings import Delivery as DeliverySettings
from language.understand import Reader
from models.database import Database
from models.grant import Role
from models.outbox import Outbox
from models.person import Account
from models.update import Answer, ProcessedUpdate
from models.webchat import create_chat_user, register_bot
from services.jobs import JOBS, Job
from tests.chat.chatter import Chatter
from tests.conftest import TurnedClock
from tests.county import COUNTY, TOWN, VILLAGE, Place
from webchat.client import ChatClient
from webchat.server import HUB, DemoPersona, Hub, Options, create_app, listen

FAST = DeliverySettings(per_second=1000, chat_per_second=1000, group_per_minute=1000)
FIRST_CHAT_ID = 1001


@dataclass
class World:
    """See the module. `world.place` makes rows and reads them; `world.hub.faults` makes the chat server fail."""

    database: Database
    clock: TurnedClock
    settings: Settings = field(default_factory=lambda: Settings(delivery=FAST))
    dispatcher: Dispatcher | None = None
    jobs: Sequence[Job] = JOBS
    tools: dict[str, Any] = field(default_factory=lambda: {"reader": Reader()})
    throttle: Throttle = field(default_factory=lambda: Throttle(1e9, 1e9))
    people: dict[int, Chatter] = field(default_factory=dict)
    account: BotAccount = field(init=False)
    hub: Hub = field(init=False)
    channel: Channel = field(init=False)
    delivery: Delivery = field(init=False)
    place: Place = field(init=False)
    url: str = field(init=False)

    async def start(self, stack: AsyncExitStack) -> "World":
        """Build the county and start the servers; the stack ends them."""
        self.place = await Place(self.database, self.clock, self.settings).build()
        await self._serve(stack)
        self._session = await stack.enter_async_context(aiohttp.ClientSession())
        answers = Answers(self.database, self.clock)
        self.delivery = Delivery(
            self.database, self.settings, self.clock, [Sender(self.account, self.settings.delivery)]
        )
        self.job_clock = JobClock(self.database, self.settings, self.clock, self.jobs)
        heard = self.dispatcher or house()
        edge = Edge(heard, self.database, self.settings, self.clock, answers, throttle=self.throttle, tools=self.tools)
        self.channel = Channel(self.account, client(self.account), edge, answers, updates_heard(heard), self.clock)
        stack.push_async_callback(self.delivery.close)
        stack.push_async_callback(self._stop, asyncio.create_task(self.channel.run()))
        return self

    async def _serve(self, stack: AsyncExitStack) -> None:
        (account,) = bots_of(self.settings)
        async with self.database.begin() as session:
            await register_bot(session, token=account.token, username="lianxin_bot", name="连心", now=self.clock())
        options = Options(personas=(DemoPersona(0, "", ""),), flood=None, pacing=False)
        app = create_app(database=self.database, clock=self.clock, options=options)
        runner, port = await listen(app)
        stack.push_async_callback(runner.cleanup)
        self.hub, self.url = app[HUB], f"http://127.0.0.1:{port}"
        self.account = replace(account, base_url=self.url)
        async with self.database.begin() as session:
            await register(session, [self.account])

    async def resident(self, name: str, area: str = VILLAGE, **values: Any) -> Chatter:
        """A resident who has consented, with a chat account."""
        return await self.with_account(await self.place.person(name, area, **values), name)

    async def volunteer(self, name: str, area: str = VILLAGE, **values: Any) -> Chatter:
        """A volunteer who can do everything unless told otherwise (see `Place.volunteer`)."""
        return await self.with_account(await self.place.volunteer(name, area, **values), name)

    async def captain(self, name: str, team: str, venue: str = VILLAGE, *members: Chatter, **values: Any) -> Chatter:
        """The captain of a new team with these members."""
        chatter = await self.volunteer(name, venue, **values)
        await self.place.team(team, venue, chatter.person_id, *(member.person_id for member in members))
        return chatter

    async def official(self, name: str, role: Role, area: str) -> Chatter:
        """A clerk, grid worker, manager or auditor of an area."""
        chatter = await self.resident(name, area)
        await self.place.grant(chatter.person_id, role, area)
        return chatter

    async def clerk(self, name: str = "周会计", area: str = TOWN) -> Chatter:
        """The clerk of an area."""
        return await self.official(name, Role.CLERK, area)

    async def manager(self, name: str = "陈主任", area: str = COUNTY) -> Chatter:
        """The manager of an area."""
        return await self.official(name, Role.MANAGER, area)

    async def newcomer(self, name: str = "新来的", language: str = "zh") -> Chatter:
        """Somebody whom the bot does not know yet, and who has not written to it."""
        return await self._chatter(name, 0, language=language, started=False)

    async def with_account(self, person_id: int, name: str, **values: Any) -> Chatter:
        """Give a person a chat account."""
        chatter = await self._chatter(name, person_id, **values)
        async with self.database.begin() as session:
            row = Account(person_id=person_id, bot_id=self.account.id, chat_id=chatter.id, created_at=self.clock())
            session.add(row)
        return chatter

    async def _chatter(self, name: str, person_id: int, *, language: str = "zh", started: bool = True) -> Chatter:
        chat_id = FIRST_CHAT_ID + len(self.people)
        bot_id = self.account.id if started else None
        async with self.database.begin() as session:
            await create_chat_user(
                session, user_id=chat_id, name=name, now=self.clock(), language=language, bot_id=bot_id
            )
        personas = (*self.hub.options.personas, DemoPersona(chat_id, name, ""))
        self.hub.options = replace(self.hub.options, personas=personas)
        at_page = ChatClient(self._session, self.url, chat_id)
        chatter = Chatter(self, name, person_id, at_page, await at_page.room(self.account.id))
        self.people[chat_id] = chatter
        return chatter

    async def settle(self) -> None:
        """Until no update is under way and no message is due."""
        await self._heard()
        while await self.delivery.round():
            await self._heard()

    async def turn(self, *, step: timedelta | None = None, **delta: float) -> None:
        """Turn the clock by a timedelta's arguments, run the jobs that are due, and settle.

        With `step` the clock stops on its way every so often, as where one job's work waits for another's.
        """
        await self.settle()
        end = self.clock() + timedelta(**delta)
        while self.clock() < end:
            self.clock.now = min(end, self.clock() + (step or end - self.clock()))
            await self.job_clock.tick()
            await self.settle()

    async def outbox(self) -> dict[str, int]:
        """How many rows are in each state."""
        async with self.database.read() as session:
            rows = await session.execute(select(Outbox.state, func.count()).group_by(Outbox.state))
            return {state.value: count for state, count in rows}

    async def owed(self) -> tuple[int, int]:
        """How many answers are owed, and how many updates were processed."""
        async with self.database.read() as session:
            answers = await session.scalar(select(func.count()).select_from(Answer))
            updates = await session.scalar(select(func.count()).select_from(ProcessedUpdate))
        return answers or 0, updates or 0

    async def _heard(self) -> None:
        """Until the bot has finished, and said so to the server, every update that it was given."""
        updates = self.hub.updates(self.hub.rooms.bot(self.account.id))
        poller = self.channel.poller
        async with poller.asked:
            await poller.asked.wait_for(lambda: poller.offset > updates.last_id or not len(updates))

    async def _stop(self, running: asyncio.Task[None]) -> None:
        self.channel.stop()
        await running
