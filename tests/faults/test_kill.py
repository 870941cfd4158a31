"""`kill -9` of the bot at random moments of a day: every update counts once, in order, and nothing is lost."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from models.database import Database
from models.history import History
from models.offer import Offer, OfferState
from models.outbox import Outbox, OutboxState
from models.request import Request, RequestState
from models.update import Answer, ProcessedUpdate
from models.visit import Visit
from tests.county import NEXT_VILLAGE, VILLAGE
from tests.faults.child import DIARY
from tests.faults.county import KilledCounty, Somebody, killed_county

KILLS = {"sqlite": 50, "postgresql": 50}
WRITERS, RESIDENTS, VOLUNTEERS = 6, 12, 6
OVER = (OutboxState.SENT, OutboxState.DROPPED, OutboxState.EXPIRED)


@pytest.fixture
async def county(database: Database, tmp_path: Path) -> AsyncIterator[KilledCounty]:
    async with AsyncExitStack() as stack:
        yield await killed_county(database, tmp_path, 1, stack)


@pytest.mark.slow
@pytest.mark.xdist_group("kills")  # one server to fork the bots from
@pytest.mark.timeout(600)
async def test_a_day_of_kills(county: KilledCounty, capsys: pytest.CaptureFixture[str]) -> None:
    writers, residents, volunteers = await _people(county)
    last_id = county.hub.updates(county.hub.rooms.bot(county.bot_id)).last_id
    await county.start()
    over, calm = asyncio.Event(), asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        lines = [tasks.create_task(_write(county, one, over)) for one in writers]
        for one in residents:
            tasks.create_task(_ask(county, one))
        for one in volunteers:
            tasks.create_task(_answer_offers(county, one, calm))
        tasks.create_task(_pass_time(county, over))
        await _kill(county)
        over.set()
        await _finish(county)
        calm.set()
    await _finish(county)
    await county.kill()

    updates = county.hub.updates(county.hub.rooms.bot(county.bot_id)).last_id - last_id
    written = {writer.person_id: task.result() for writer, task in zip(writers, lines, strict=True)}
    await _every_update_counted_once(county, updates, written)
    await _no_request_lost(county, residents)
    twice = county.seen_twice()
    assert all(count <= county.unsure[chat_id] for chat_id, count in twice.items()), (twice, county.unsure)
    with capsys.disabled():
        print(
            f"\n{county.kills} kills, {updates} updates, {county.unsure.total()} answers and messages under way at a kill, "
            f"{twice.total()} of them seen twice"
        )


async def _people(county: KilledCounty) -> tuple[list[Somebody], list[Somebody], list[Somebody]]:
    place = county.place
    writers = [await county.join(await place.person(f"写字{i}"), f"写字{i}") for i in range(WRITERS)]
    residents = [await county.join(await place.person(f"居民{i}", door=f"{i}组"), f"居民{i}") for i in range(RESIDENTS)]
    villages = (VILLAGE, NEXT_VILLAGE)
    helpers = [
        await county.join(await place.volunteer(f"志愿{i}", villages[i % 2]), f"志愿{i}") for i in range(VOLUNTEERS)
    ]
    return writers, residents, helpers


async def _kill(county: KilledCounty) -> None:
    for _ in range(KILLS[county.database.engine.dialect.name]):
        await asyncio.sleep(county.chance.uniform(0.0, 0.3))
        await county.kill()
        await county.start()


async def _pass_time(county: KilledCounty, over: asyncio.Event) -> None:
    while not over.is_set():
        county.clock.turn(timedelta(seconds=40))
        await asyncio.sleep(0.1)


async def _write(county: KilledCounty, writer: Somebody, over: asyncio.Event) -> int:
    """Write lines without waiting for answers, as long as not too many wait; returns how many."""
    count = 0
    while not over.is_set():
        while county.updates_waiting() > 8:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        for _ in range(county.chance.randint(1, 4)):
            await writer.page.say(writer.room, f"记 {count}")
            count += 1
        await asyncio.sleep(county.chance.uniform(0.1, 1.0))
    return count


async def _ask(county: KilledCounty, resident: Somebody) -> None:
    """Ask for one thing and confirm it."""
    await asyncio.sleep(county.chance.uniform(0, 10))
    await resident.page.say(resident.room, "明天上午家里电视没有声音了")
    await _press(resident, "draft.ok", set())


async def _press(somebody: Somebody, action: str, done: set[str]) -> None:
    """Press the newest button with this action, as soon as there is one, and never twice."""
    while True:
        for message in reversed(await somebody.said_to()):
            rows = message.get("reply_markup", {}).get("inline_keyboard", [])
            for data in (button.get("callback_data", "") for row in rows for button in row):
                if data.startswith(f"{action}:") and data not in done:
                    done.add(data)
                    await somebody.page.press(somebody.room, message["message_id"], data)
                    return
        await asyncio.sleep(0.2)


async def _answer_offers(county: KilledCounty, volunteer: Somebody, calm: asyncio.Event) -> None:
    """Accept or decline whatever comes."""
    done: set[str] = set()
    while not calm.is_set():
        action = county.chance.choice(("offer.yes", "offer.yes", "offer.no"))
        waiting = asyncio.create_task(_press(volunteer, action, done))
        ending = asyncio.create_task(calm.wait())
        await asyncio.wait({waiting, ending}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        ending.cancel()


async def _finish(county: KilledCounty) -> None:
    """Let the last bot finish: nothing waits, nothing is owed, nothing is under way."""
    while county.updates_waiting() or await _unfinished(county):
        await asyncio.sleep(0.1)
        if not county.updates_waiting():
            county.clock.turn(timedelta(minutes=5))  # so that the leases of the dead run out


async def _unfinished(county: KilledCounty) -> int:
    now = county.clock()
    live = (
        select(func.count())
        .select_from(Outbox)
        .where(Outbox.state.in_((OutboxState.QUEUED, OutboxState.SENDING)), Outbox.due_at <= now)
    )
    async with county.database.read() as session:
        return (await session.scalar(select(func.count()).select_from(Answer)) or 0) + (await session.scalar(live) or 0)


async def _every_update_counted_once(county: KilledCounty, updates: int, written: dict[int, int]) -> None:
    async with county.database.read() as session:
        assert await session.scalar(select(func.count()).select_from(ProcessedUpdate)) == updates
        assert await session.scalar(select(func.count()).where(ProcessedUpdate.answered_at.is_(None))) == 0
        lines = await session.execute(
            select(History.row_id, History.before, History.after).where(History.kind == DIARY)
        )
        found: dict[int, list[int]] = {}
        for person_id, before, after in lines:
            assert before == after, "a line was written out of order, or twice"
            found.setdefault(person_id, []).append(int(after))
    assert {person_id: sorted(numbers) for person_id, numbers in found.items()} == {
        person_id: list(range(count)) for person_id, count in written.items()
    }


async def _no_request_lost(county: KilledCounty, residents: list[Somebody]) -> None:
    async with county.database.read() as session:
        requests = list(await session.scalars(select(Request)))
        assert Counter(one.resident_id for one in requests) == Counter(one.person_id for one in residents)
        assert all(one.state is not RequestState.DRAFT for one in requests)
        accepted = await session.scalar(select(func.count()).where(Offer.state == OfferState.ACCEPTED))
        visits = list(await session.scalars(select(Visit.request_id)))
        assert accepted and max(Counter(visits).values()) == 1
        for row in await session.scalars(select(Outbox).where(Outbox.due_at <= county.clock())):
            assert row.state in OVER, (row.template, row.state, row.error)
