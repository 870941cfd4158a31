"""The server's process of the benchmark: the chat server with either a bare aiogram echo or our bot."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from time import process_time

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message

import data
from bot import logs
from bot.answers import Answers
from bot.bots import BotAccount
from bot.channel import Channel
from bot.dispatch import client, house, updates_heard
from bot.edge import Edge
from bot.throttle import Throttle
from bot.time import system_clock
from bot.warm import warm_up
from config import Settings
from config.settings import BotSettings
from language.understand import Reader
from migrations.upgrade import upgrade
from models.area import Area, AreaLevel, Venue, VenueLevel
from models.crypto import Keyring, use_keyring
from models.database import Database
from models.person import Account, Person
from models.webchat import create_chat_user, register_bot
from services.county.catalogue import read_catalogue
from webchat.server import DemoPersona, Options, create_app, listen

BOT_ID, TOKEN = 7001, "7001:a_secret_of_the_bot"
VILLAGE = "320830101201"


@dataclass(frozen=True)
class Server:
    """What to serve: `echo` or `ours`, on which database, for how many people."""

    bot: str
    database: str
    people: int


def serve(server: Server, pipe: Connection) -> None:
    """Serve until told \"stop\" by the pipe; the address and the bot's id go out by it, and the CPU time when asked for."""
    logs.set_up("critical")
    use_keyring(Keyring({"b": bytes(range(32))}, "b", bytes(range(32, 64))))
    asyncio.run(_serve(server, pipe))


async def _serve(server: Server, pipe: Connection) -> None:
    if server.bot == "ours":
        warm_up()
    async with AsyncExitStack() as stack:
        database = Database(server.database)
        stack.push_async_callback(database.close)
        await upgrade(database)
        await _people(database, server.people)
        personas = tuple(DemoPersona(1001 + number, f"居民{number}", "") for number in range(server.people))
        app = create_app(database=database, clock=system_clock, options=Options(personas=personas, flood=None))
        runner, port = await listen(app)
        stack.push_async_callback(runner.cleanup)
        url = f"http://127.0.0.1:{port}"
        account = BotAccount(BOT_ID, "bench", TOKEN, url, "320830", BotSettings())
        running = asyncio.create_task(_echo(account) if server.bot == "echo" else _ours(account, database, stack))
        pipe.send((url, BOT_ID))
        while await asyncio.to_thread(pipe.recv) == "time":
            pipe.send(process_time())
        running.cancel()
        await asyncio.wait({running})


async def _echo(account: BotAccount) -> None:
    """Nothing but aiogram, as its own documentation has it."""
    dispatcher = Dispatcher()
    bot = Bot(account.token, session=AiohttpSession(api=TelegramAPIServer.from_base(account.base_url)))

    @dispatcher.message(F.text)
    async def echo(message: Message) -> None:
        await message.answer(message.text or "")

    await dispatcher.start_polling(bot, handle_signals=False)


async def _ours(account: BotAccount, database: Database, stack: AsyncExitStack) -> None:
    """Our poller, edge and handlers."""
    answers = Answers(database, system_clock)
    stack.push_async_callback(answers.close)
    tools = {"reader": Reader()}
    edge = Edge(house(), database, Settings(), system_clock, answers, throttle=Throttle(1e9, 1e9), tools=tools)
    await Channel(account, client(account), edge, answers, updates_heard(house()), system_clock).run()


async def _people(database: Database, count: int) -> None:
    now = datetime.now(UTC)
    async with database.begin() as session:
        for code, level, venue in (
            (VILLAGE[:6], AreaLevel.COUNTY, VenueLevel.CENTER),
            (VILLAGE[:9], AreaLevel.TOWN, VenueLevel.STATION),
            (VILLAGE, AreaLevel.VILLAGE, VenueLevel.POST),
        ):
            parent = {6: None, 9: code[:6], 12: code[:9]}[len(code)]
            session.add(Area(code=code, name=f"区划{code}", level=level, parent_code=parent, lat=33.0, lon=118.5))
            await session.flush()
            session.add(Venue(code=code, level=venue, name=f"站{code}"))
        categories, items = read_catalogue(data.CATALOGUE)
        session.add_all([*categories, *items])
        await register_bot(session, token=TOKEN, username="bench_bot", name="连心", now=now)
        for number in range(count):
            person = Person(area_code=VILLAGE, name=f"居民{number}", created_at=now, consented_at=now, door="3组")
            session.add(person)
            await session.flush()
            session.add(Account(person_id=person.id, bot_id=BOT_ID, chat_id=1001 + number, created_at=now))
            await create_chat_user(session, user_id=1001 + number, name=f"居民{number}", now=now, bot_id=BOT_ID)
