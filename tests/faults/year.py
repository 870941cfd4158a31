"""A clock and a delivery as a process of its own, which plays a year of edges step by step and may be killed at any moment.

The time stands in a file and moves on only when all that a moment asks for is done: who is killed begins that moment again.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from multiprocessing.synchronize import Event
from zoneinfo import ZoneInfo

from sqlalchemy.orm import configure_mappers

from bot.bots import bots_of
from bot.clock import JobClock
from bot.delivery import Delivery
from bot.sender import Sender
from models.crypto import use_keyring
from models.database import Database
from services.jobs import Job
from services.reminders import remind
from templates.engine import environment
from tests.faults.shared import Config, SharedClock

# Month ends, New Year, 春节 and its make-up days, and two changes of the clocks in New York.
EDGES = (
    date(2026, 11, 30),
    date(2026, 12, 31),
    date(2027, 1, 1),
    date(2027, 2, 5),
    date(2027, 2, 6),
    date(2027, 2, 28),
    date(2027, 3, 1),
    date(2027, 3, 14),
    date(2027, 4, 4),
    date(2027, 10, 10),
    date(2027, 11, 7),
)
HOURS = (time(9, 30), time(14))
STEP = timedelta(minutes=30)
LEASE = timedelta(minutes=10)
REMINDERS = ("remind_evening", "remind_soon")
JOBS = (Job("reminders", timedelta(minutes=1), remind),)

configure_mappers()  # once, in the server from which the children are forked, so that a restart costs a blink
for _name in REMINDERS:
    environment("zh").get_template(f"chat/{_name}.j2")


@dataclass(frozen=True)
class Year:
    """The child's settings, and the moments that it plays."""

    config: Config
    moments: Sequence[datetime]


def moments(zone: ZoneInfo) -> Iterator[datetime]:
    """Each half hour of the evening before an edge and of its day until two; what lies between is jumped over."""
    for day in EDGES:
        eve = day - timedelta(days=1)
        for since, until in (((eve, time(18)), (eve, time(21, 30))), ((day, time(7)), (day, time(14)))):
            at, end = datetime.combine(*since, zone).astimezone(UTC), datetime.combine(*until, zone)
            while at < end:
                yield at
                at += STEP


def play(year: Year, over: Event) -> None:
    """Play on from the moment in the file until killed, or until the year is over."""
    use_keyring(year.config.keys)
    asyncio.run(_play(year, over))


async def _play(year: Year, over: Event) -> None:
    database, clock = Database(year.config.database), SharedClock(year.config.clock_file)
    settings = year.config.settings
    (account,) = (replace(bot, base_url=year.config.base_url) for bot in bots_of(settings))
    delivery = Delivery(database, settings, clock, [Sender(account, settings.delivery)], lease=LEASE)
    jobs = JobClock(database, settings, clock, JOBS)
    for moment in year.moments:
        if moment < clock():
            continue
        clock.turn(moment - clock())
        await jobs.tick()
        while await delivery.round():
            pass
    over.set()
