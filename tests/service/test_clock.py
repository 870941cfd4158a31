"""The clock: every slot of a job happens once, however many tick, and a failed one is tried again."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.clock import JobClock, slot_of
from config import Settings
from models.database import Database
from models.history import History
from models.job import JobSlot
from services.jobs import Job
from services.work import Work
from tests.conftest import TurnedClock

HOURLY = timedelta(hours=1)


async def note(work: Work) -> None:
    """Leave a row."""
    work.session.add(History(kind="ran", row_id=1, before="", after="", at=work.now))


async def runs(database: Database) -> int:
    async with database.read() as session:
        return await session.scalar(select(func.count()).where(History.kind == "ran")) or 0


def ticker(database: Database, clock: TurnedClock, *jobs: Job) -> JobClock:
    return JobClock(database, Settings(), clock, jobs)


async def test_a_slot_happens_once_for_many_processes(database: Database, clock: TurnedClock) -> None:
    job = Job("note", HOURLY, note)
    clocks = [ticker(database, clock, job) for _ in range(4)]
    for _ in range(3):
        ran = await asyncio.gather(*(one.tick() for one in clocks for _ in range(2)))
        assert sum(ran) == 1
        clock.turn(hours=1)
    assert await runs(database) == 3


async def test_slots_that_passed_unseen_are_not_made_up_one_by_one(database: Database, clock: TurnedClock) -> None:
    one = ticker(database, clock, Job("note", HOURLY, note))
    await one.tick()
    clock.turn(days=3)
    await one.tick()
    assert await runs(database) == 2


async def test_a_job_that_fails_gives_its_slot_back_with_all_it_did(database: Database, clock: TurnedClock) -> None:
    failures = [ValueError()]

    async def fragile(work: Work) -> None:
        await note(work)
        if failures:
            raise failures.pop()

    one = ticker(database, clock, Job("fragile", HOURLY, fragile))
    with pytest.raises(ValueError):
        await one.tick()
    assert await runs(database) == 0
    assert await one.tick() == 1
    assert await runs(database) == 1
    async with database.read() as session:
        assert (await session.scalars(select(JobSlot.slot))).all() == ["2026-11-24T04:00:00+00:00"]


async def test_it_beats_at_once_and_lets_a_running_job_finish(database: Database, clock: TurnedClock) -> None:
    begun, may_end = asyncio.Event(), asyncio.Event()

    async def slow(work: Work) -> None:
        begun.set()
        await may_end.wait()
        await note(work)

    one = ticker(database, clock, Job("slow", HOURLY, slow))
    running = asyncio.create_task(one.run())
    await begun.wait()
    one.stop()
    may_end.set()
    await running
    assert await runs(database) == 1


def test_slots_begin_at_midnight_utc(clock: TurnedClock) -> None:
    job = Job("note", timedelta(minutes=90), note)
    assert slot_of(job, clock()) == "2026-11-24T03:00:00+00:00"
    assert slot_of(job, clock.turn(minutes=29)) == "2026-11-24T03:00:00+00:00"
    assert slot_of(job, clock.turn(minutes=1)) == "2026-11-24T04:30:00+00:00"
