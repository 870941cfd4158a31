"""A year of edges in a county in another time zone, its clock killed with -9 fifty times: each reminder exactly once."""

import asyncio
import multiprocessing
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from config import Settings
from models.database import Database
from models.outbox import Outbox, OutboxState
from models.person import Person
from models.request import RequestState
from models.visit import Attendance, Visit, VisitState
from services.filing import Wish, draft
from services.work import Work
from tests.faults.county import KilledCounty, killed_county
from tests.faults.year import EDGES, HOURS, REMINDERS, Year, moments, play

ZONE = "America/New_York"
KILLS = 50
Said = tuple[int, int, str]  # person, visit, template

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
async def county(database: Database, tmp_path: Path) -> AsyncIterator[KilledCounty]:
    async with AsyncExitStack() as stack:
        county = await killed_county(database, tmp_path, 5, stack)
        zone = Settings.model_validate({"county": {"zone": ZONE}}).county
        settings = county.config.settings.model_copy(update={"county": zone})
        county.place.settings, county.config = settings, replace(county.config, settings=settings)
        yield county


@pytest.mark.slow
@pytest.mark.xdist_group("kills")  # one server to fork the bots from
@pytest.mark.timeout(240)
async def test_a_year_of_kills(county: KilledCounty) -> None:
    zone = ZoneInfo(ZONE)
    resident = await county.place.person("王奶奶", door="3组")
    helper = await county.place.volunteer("李敏")
    for person, name in ((resident, "王奶奶"), (helper, "李敏")):
        await county.join(person, name)
    visits = await county.place.act(resident, lambda work: _agree(work, resident, helper, zone))
    arrived: list[tuple[int, str, datetime]] = []
    _note(county, arrived)
    kills = await _play_and_kill(county, Year(county.config, list(moments(zone))))
    assert kills == KILLS

    rows = await _rows(county)
    expected = {
        (person, visit.id, template): at
        for visit in visits
        for person in (resident, helper)
        for template, at in _by_hand(visit.start, zone)
    }
    assert Counter((row.person_id, row.ids["visit"], row.template) for row in rows) == Counter(
        dict.fromkeys(expected, 1)
    )
    assert all(row.state is OutboxState.SENT for row in rows), [(row.template, row.state, row.error) for row in rows]
    for row in rows:
        due = expected[row.person_id, row.ids["visit"], row.template]
        assert row.due_at == due, (row.template, due, row.due_at)
    came = Counter((chat, text, at.astimezone(zone).date()) for chat, text, at in arrived)
    assert len(came) == len(expected)
    assert came.total() - len(came) <= county.unsure.total(), "only what was under way at a kill may have come twice"
    assert all(8 <= at.astimezone(zone).hour < 21 for _, _, at in arrived), "nothing comes at night"


async def _agree(work: Work, resident: int, helper: int, zone: ZoneInfo) -> list[Visit]:
    """A visit at each hour of each edge, agreed long ago."""
    person = await work.session.get_one(Person, resident)
    made = []
    for start in (datetime.combine(day, hour, zone).astimezone(UTC) for day in EDGES for hour in HOURS):
        end = start + timedelta(hours=1)
        request = await draft(work, person, Wish("D01", person.area_code, "聊天", person.door, start, end))
        request.state = RequestState.SCHEDULED
        visit = Visit(
            request_id=request.id, state=VisitState.PLANNED, start=start, end=end, needed=1, created_at=work.now
        )
        work.session.add(visit)
        await work.session.flush()
        work.session.add(Attendance(visit_id=visit.id, person_id=helper))
        made.append(visit)
    return made


def _by_hand(start: datetime, zone: ZoneInfo) -> list[tuple[str, datetime]]:
    """When a visit's reminders are due, by walking through the quarters of an hour before it."""
    quarter = timedelta(minutes=15)
    clock = [at for n in range(130) if (at := start - timedelta(hours=32) + n * quarter) < start]
    eve = start.astimezone(zone).date() - timedelta(days=1)
    evening = next(at for at in clock if at.astimezone(zone).date() == eve and at.astimezone(zone).hour >= 19)
    soon = next(at for at in clock if at >= start - timedelta(hours=2) and 8 <= at.astimezone(zone).hour < 21)
    return [("remind_evening", evening), ("remind_soon", soon)]


async def _play_and_kill(county: KilledCounty, year: Year) -> int:
    """Let the child play, kill it a blink after each of some random moments of the year, and begin anew; returns the kills."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.faults.year"])
    chance, over = random.Random(3), context.Event()
    for target in (*sorted(chance.choices(year.moments[:-1], k=KILLS)), None):
        county._process = context.Process(target=play, args=(year, over), daemon=True)
        county._process.start()
        if target is None:
            await asyncio.to_thread(over.wait, 60)
        while target is not None and county.clock() < target:  # noqa: ASYNC110 - it is another process that turns it
            await asyncio.sleep(0.001)
        await asyncio.sleep(chance.uniform(0.0, 0.03))
        await county.kill()
    assert over.is_set()
    return county.kills - 1  # the last one had nothing left to do


async def _rows(county: KilledCounty) -> list[Outbox]:
    async with county.database.read() as session:
        return list(await session.scalars(select(Outbox).where(Outbox.template.in_(REMINDERS))))


def _note(county: KilledCounty, arrived: list[tuple[int, str, datetime]]) -> None:
    """Write down every message that arrives at the chat server, with the time it arrived at."""
    announce = county.hub.announce

    def noted(room, kind, stored, **more):  # type: ignore[no-untyped-def]
        if kind == "message" and stored.message["from"]["is_bot"]:
            arrived.append((room.chat_id, stored.message["text"], county.clock()))
        announce(room, kind, stored, **more)

    county.hub.announce = noted  # type: ignore[method-assign]
