"""Reminders in the database: once each whatever is killed when, at the new time where a visit moves, and to a captain."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.clock import JobClock
from config import Settings
from models.database import Database
from models.grant import Role
from models.outbox import Outbox
from models.person import Account
from models.visit import Visit
from services import alarms, answers, moving, reminders
from services.jobs import Job
from services.notices import load
from services.work import Work
from tests.conftest import TurnedClock
from tests.county import TOWN, VILLAGE, Place
from tests.service.test_loop import filed, offers_now, tomorrow

REMIND = ("remind_evening", "remind_soon", "remind_names")


class Killed(Exception):
    """The process ends here."""


async def agreed(place: Place) -> tuple[int, int, Visit]:
    """A visit tomorrow at nine between a resident with an account and a volunteer."""
    resident, helper = await place.person("王奶奶"), await place.volunteer("李敏")
    async with place.database.begin() as session:
        session.add(Account(person_id=resident, bot_id=1, chat_id=1, created_at=place.clock()))
    request_id = await filed(place, resident, tomorrow(place))
    offer = (await offers_now(place, request_id))[helper]
    return resident, helper, await place.act(helper, lambda work: answers.accept(work, offer.id))


async def reminded(place: Place) -> Counter[tuple[int, str]]:
    """How often each person was reminded with each template."""

    async def read(session):  # type: ignore[no-untyped-def]
        rows = await session.scalars(select(Outbox).where(Outbox.template.in_(REMIND)))
        return Counter((row.person_id, row.template) for row in rows)

    return await place.look(read)


async def test_each_reminder_once_with_fifty_deaths(place: Place) -> None:
    """Every run dies twice: once before its commit, and once in a second process that takes the same minute."""
    resident, helper, visit = await agreed(place)
    killed = 0

    async def dies(work: Work) -> None:
        await reminders.remind(work)
        raise Killed

    while place.clock() < visit.start:
        place.clock.turn(minutes=50)
        for _ in range(2):
            with pytest.raises(Killed):
                await place.tick(dies)
            killed += 1
            await place.tick(reminders.remind)
    assert killed >= 50
    people = (resident, helper)
    assert await reminded(place) == {(person, template): 1 for person in people for template in REMIND[:2]}
    for person in people:
        [evening] = await place.told(person, "remind_evening")
        [soon] = await place.told(person, "remind_soon")
        assert visit.start - timedelta(hours=14) <= evening.due_at <= visit.start - timedelta(hours=12)
        assert visit.start - timedelta(hours=1) <= soon.due_at < visit.start - timedelta(minutes=15), "not before eight"


async def test_the_clocks_of_several_processes_say_it_once(place: Place) -> None:
    resident, helper, visit = await agreed(place)
    jobs = (Job("reminders", timedelta(minutes=1), reminders.remind),)
    place.clock.now = visit.start - timedelta(hours=13)
    for _ in range(5):
        for clock in [JobClock(place.database, place.settings, place.clock, jobs) for _ in range(3)]:
            await clock.tick()
        place.clock.turn(minutes=1)
    assert await reminded(place) == {(resident, "remind_evening"): 1, (helper, "remind_evening"): 1}


async def test_a_visit_that_moves_takes_its_reminders_along(place: Place) -> None:
    resident, helper, visit = await agreed(place)
    place.clock.now = visit.start - timedelta(hours=14)
    await place.tick(reminders.remind)
    [old] = await place.told(helper, "remind_evening")
    later = visit.start + timedelta(days=1, hours=2)
    await place.act(resident, lambda work: moving.move_request(work, visit.request_id, later, None))
    async with place.database.begin() as session:
        assert await load(session, old, place.clock(), place.settings) is None, "what is queued and untrue is not sent"
    place.clock.now = visit.start - timedelta(hours=2)
    await place.tick(reminders.remind)
    assert len(await place.told(helper, "remind_soon")) == 0
    place.clock.now = later - timedelta(hours=15)
    await place.tick(reminders.remind)
    place.clock.now = later - timedelta(hours=2)
    await place.tick(reminders.remind)
    assert await reminded(place) == Counter(
        {
            (resident, "remind_evening"): 2,
            (helper, "remind_evening"): 2,
            (resident, "remind_soon"): 1,
            (helper, "remind_soon"): 1,
        }
    )


async def test_who_has_only_just_heard_is_not_reminded(place: Place) -> None:
    place.clock.now = datetime(2026, 11, 24, 11, 30, tzinfo=UTC)  # half past seven in the evening
    await agreed(place)
    await place.tick(reminders.remind)
    assert not await reminded(place)


async def test_where_the_resident_has_no_account_the_one_who_asked_is_reminded(place: Place) -> None:
    resident, helper = await place.person("王奶奶"), await place.volunteer("李敏")
    request_id = await filed(place, resident, tomorrow(place))
    offer = (await offers_now(place, request_id))[helper]
    visit = await place.act(helper, lambda work: answers.accept(work, offer.id))
    place.clock.now = visit.start - timedelta(hours=13)
    await place.tick(reminders.remind)
    assert await reminded(place) == {(resident, "remind_evening"): 1, (helper, "remind_evening"): 1}


async def test_a_captain_is_nudged_until_people_are_named(place: Place) -> None:
    resident = await place.person("王奶奶", lives_alone=True)
    captain, first, second = [await place.volunteer(name) for name in ("队长", "小张", "小王")]
    await place.team("高桥分队", VILLAGE, captain, first, second)
    request_id = await filed(place, resident, tomorrow(place, item="A03", hour=15))
    offer = (await offers_now(place, request_id))[captain]
    visit = await place.act(captain, lambda work: answers.accept(work, offer.id))
    for hours in (23, 20, 3, 2):
        place.clock.now = visit.start - timedelta(hours=hours)
        await place.tick(reminders.remind)
    assert await reminded(place) == {(captain, "remind_names"): 2}, "a day before and four hours before"
    clerk = await place.person("小陈", TOWN)
    await place.grant(clerk, Role.CLERK, TOWN)
    place.clock.now = visit.start + timedelta(minutes=14)
    await place.tick(alarms.raise_alarms)
    assert not await place.told(clerk, "alarm_not_started")
    place.clock.now = visit.start + timedelta(minutes=15)
    for _ in range(3):
        await place.tick(alarms.raise_alarms)
        place.clock.turn(minutes=1)
    assert len(await place.told(clerk, "alarm_not_started")) == 1


async def test_in_a_county_of_another_zone_when_its_clocks_change(database: Database) -> None:
    """8 November 2026 is a week after, 1 November the day on which New York's clocks go back: seven in the evening is that by
    its own clock on both sides."""
    settings = Settings.model_validate({"county": {"zone": "America/New_York"}})
    zone = ZoneInfo("America/New_York")
    clock = TurnedClock(datetime(2026, 10, 31, 14, 0, tzinfo=UTC))
    place = await Place(database, clock, settings).build()
    resident, helper = await place.person("王奶奶"), await place.volunteer("李敏")
    start = datetime(2026, 11, 1, 10, 0, tzinfo=zone).astimezone(UTC)
    wish = tomorrow(place)
    wish = type(wish)(wish.item_code, VILLAGE, wish.text, wish.place, start, None)
    request_id = await filed(place, resident, wish)
    offer = (await offers_now(place, request_id))[helper]
    await place.act(helper, lambda work: answers.accept(work, offer.id))
    while clock() < start:
        clock.turn(minutes=10)
        await place.tick(reminders.remind)
    [evening] = await place.told(helper, "remind_evening")
    [soon] = await place.told(helper, "remind_soon")
    assert evening.due_at.astimezone(zone) == datetime(2026, 10, 31, 19, 0, tzinfo=zone)
    assert soon.due_at.astimezone(zone) == datetime(2026, 11, 1, 8, 0, tzinfo=zone)
    assert soon.due_at - evening.due_at == timedelta(hours=14), "the night has an hour more"
