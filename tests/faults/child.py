"""The bot as a process of its own, for tests that kill it: everything but the chat server, on a clock that the test turns.

The process is forked from a server that has imported all of it already, so that a restart costs a blink.
"""

import asyncio
from dataclasses import replace
from datetime import timedelta
from multiprocessing.synchronize import Event
from typing import Any

from aiogram import F, Router
from aiogram.types import Message
from sqlalchemy import func, select

from bot.answers import Answers
from bot.bots import bots_of
from bot.channel import Channel
from bot.clock import JobClock
from bot.delivery import Delivery
from bot.dispatch import client, dispatcher, updates_heard
from bot.edge import Edge
from bot.sender import Sender
from bot.throttle import Throttle
from bot.warm import warm_up
from handlers.answer import reply
from handlers.routers import routers
from language.understand import Reader
from models.crypto import use_keyring
from models.database import Database
from models.history import History
from models.person import Person
from services.jobs import JOBS
from services.work import Work
from templates.engine import Said
from tests.faults.shared import Config, SharedClock

warm_up()  # once, in the server from which the children are forked
DIARY = "diary"
diary = Router(name=DIARY)


@diary.message(F.text.startswith("记 "))
async def write_down(message: Message, work: Work, person: Person) -> Any:
    """Write down how many lines this person has written before: each must be written once, in order."""
    number = int((message.text or "").split()[1])
    lines = select(func.count()).where(History.kind == DIARY, History.row_id == person.id)
    before = await work.session.scalar(lines)
    work.session.add(History(kind=DIARY, row_id=person.id, before=str(before), after=str(number), at=work.now))
    return reply(message, Said(f"记下第 {number} 条"))


def run(config: Config, alive: Event) -> None:
    """Be the bot until killed; `alive` is set when it asks for updates."""
    use_keyring(config.keys)
    asyncio.run(_run(config, alive))


async def _run(config: Config, alive: Event) -> None:
    database, clock = Database(config.database), SharedClock(config.clock_file)
    settings, answers = config.settings, Answers(database, clock)
    (account,) = (replace(bot, base_url=config.base_url) for bot in bots_of(settings))
    delivery = Delivery(database, settings, clock, [Sender(account, settings.delivery)], lease=timedelta(hours=1))
    jobs = JobClock(database, settings, clock, JOBS, delivery.woken.set)
    heard = dispatcher([diary, *routers()])
    edge = Edge(
        heard,
        database,
        settings,
        clock,
        answers,
        throttle=Throttle(1e9, 1e9),
        on_told=delivery.woken.set,
        tools={"reader": Reader()},
    )
    channel = Channel(account, client(account), edge, answers, updates_heard(heard), clock)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(channel.run())
        async with channel.poller.asked:
            await channel.poller.asked.wait()
        alive.set()
        tasks.create_task(delivery.run())
        tasks.create_task(_tick(jobs, delivery))


async def _tick(jobs: JobClock, delivery: Delivery) -> None:
    while True:
        await jobs.tick()
        delivery.woken.set()
        await asyncio.sleep(0.05)
