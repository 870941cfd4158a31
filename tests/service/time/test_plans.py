"""Care plans: requests four weeks ahead, the familiar first, days left out, pauses, and days on which nobody came."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from config import Settings
from models.database import Database
from models.grant import Role
from models.offer import OfferState
from models.person import Person
from models.plan import Plan, PlanDay
from models.request import Request, RequestState
from services import answers, dispatch, plan_changes, plans
from services.filing import draft, open_request
from services.work import Refusal, Work
from tests.conftest import TurnedClock
from tests.county import TOWN, Place
from tests.service.test_loop import offers_now, tomorrow

TUESDAYS = "FREQ=WEEKLY;BYDAY=TU,TH"


async def a_clerk(place: Place) -> int:
    clerk = await place.person("小陈", TOWN)
    await place.grant(clerk, Role.CLERK, TOWN)
    return clerk


async def made(place: Place, clerk: int, resident: int, rule: str, start: datetime) -> Plan:
    """A plan made by a clerk from a request for a resident."""

    async def act(work: Work) -> Plan:
        wish = replace(tomorrow(place), repeat=rule, start=start, end=start + timedelta(hours=1))
        request = await draft(work, await work.session.get_one(Person, resident), wish)
        await open_request(work, request.id)
        return await plans.make_plan(work, request.id)

    return await place.act(clerk, act)


async def requests_of(place: Place, plan: Plan) -> dict[date, Request]:
    """The plan's requests that live, by local day."""

    async def read(session):  # type: ignore[no-untyped-def]
        statement = select(Request).where(Request.plan_id == plan.id, Request.state != RequestState.CANCELLED)
        zone = place.settings.county.tz
        return {
            row.start.astimezone(zone).date(): row for row in await session.scalars(statement.order_by(Request.start))
        }

    return await place.look(read)


async def test_four_weeks_are_made_once_whatever_dies(place: Place) -> None:
    clerk, resident = await a_clerk(place), await place.person("王奶奶")
    plan = await made(place, clerk, resident, TUESDAYS, datetime(2026, 11, 26, 2, tzinfo=UTC))

    async def dies(work: Work) -> None:
        await plans.make_ahead(work)
        raise RuntimeError("killed")

    for _ in range(25):
        with pytest.raises(RuntimeError, match="killed"):
            await place.tick(dies)
        await place.tick(plans.make_ahead)
        place.clock.turn(hours=12)
    days = list(await requests_of(place, plan))
    last = place.clock().date() + timedelta(days=28)
    by_hand = [date(2026, 11, 26) + timedelta(days=n) for n in range(60)]
    assert days == [day for day in by_hand if day.weekday() in (1, 3) and day < last]
    assert len(days) == len(set(days))


async def test_people_are_asked_a_week_ahead_and_the_familiar_first(place: Place) -> None:
    clerk, resident = await a_clerk(place), await place.person("王奶奶")
    far, near = await place.volunteer("赵军", TOWN), await place.volunteer("李敏")
    start = datetime(2026, 11, 26, 2, tzinfo=UTC)
    plan = await made(place, clerk, resident, "FREQ=WEEKLY;BYDAY=TH", start)
    first, second = list((await requests_of(place, plan)).values())[:2]
    await place.tick(lambda work: dispatch.send_wave(work, first.id))
    await place.tick(lambda work: plans.ask_familiar(work))
    assert not await offers_now(place, second.id), "the second Thursday is not asked for yet"
    offers = await offers_now(place, first.id)
    if far not in offers:
        place.clock.turn(hours=8)
        await place.tick(dispatch.run_waves)
        offers = await offers_now(place, first.id)
    await place.act(far, lambda work: answers.accept(work, offers[far].id))
    place.clock.now = second.next_wave_at or start
    assert place.clock() == start
    await place.tick(plans.ask_familiar)
    asked = await offers_now(place, second.id)
    assert set(asked) == {far}
    assert asked[far].state is OfferState.SENT
    place.clock.turn(hours=7)
    await place.tick(dispatch.run_waves)
    assert near in await offers_now(place, second.id), "who says nothing is not waited for"


async def test_a_stay_in_hospital(place: Place) -> None:
    clerk, resident, helper = await a_clerk(place), await place.person("王奶奶"), await place.volunteer("李敏")
    plan = await made(place, clerk, resident, TUESDAYS, datetime(2026, 11, 26, 2, tzinfo=UTC))
    first = (await requests_of(place, plan))[date(2026, 11, 26)]
    await place.tick(lambda work: dispatch.send_wave(work, first.id))
    offer = (await offers_now(place, first.id))[helper]
    await place.act(helper, lambda work: answers.accept(work, offer.id))
    await place.act(clerk, lambda work: plan_changes.pause_plan(work, plan.id, "7"))
    assert min(await requests_of(place, plan)) == date(2026, 12, 1)
    assert "offer_revoked" in [row.template for row in await place.told(helper)]
    await place.tick(plans.make_ahead)
    assert min(await requests_of(place, plan)) == date(2026, 12, 1)
    await place.act(clerk, lambda work: plan_changes.resume_plan(work, plan.id))
    assert min(await requests_of(place, plan)) == date(2026, 11, 26), "home early: the days are made again"
    await place.act(clerk, lambda work: plan_changes.pause_plan(work, plan.id, "0"))
    assert not await requests_of(place, plan)
    place.clock.turn(days=40)
    await place.tick(plans.make_ahead)
    assert not await requests_of(place, plan)


async def test_a_day_is_left_out_and_a_plan_ends(place: Place) -> None:
    clerk, resident = await a_clerk(place), await place.person("王奶奶")
    plan = await made(place, clerk, resident, TUESDAYS, datetime(2026, 11, 26, 2, tzinfo=UTC))
    day = date(2026, 12, 3)
    await place.act(clerk, lambda work: plan_changes.skip_day(work, plan.id, day))
    await place.tick(plans.make_ahead)
    assert day not in await requests_of(place, plan)
    with pytest.raises(Refusal):
        await place.act(clerk, lambda work: plan_changes.skip_day(work, plan.id, date(2026, 12, 4)))
    stranger = await place.person("路人")
    with pytest.raises(Refusal):
        await place.act(stranger, lambda work: plan_changes.end_plan(work, plan.id))
    await place.act(clerk, lambda work: plan_changes.end_plan(work, plan.id))
    assert not await requests_of(place, plan)
    await place.tick(plans.make_ahead)
    assert not await requests_of(place, plan)


async def test_a_day_on_which_nobody_came_is_told_once(place: Place) -> None:
    clerk, resident = await a_clerk(place), await place.person("王奶奶")
    await made(place, clerk, resident, TUESDAYS, datetime(2026, 11, 26, 2, tzinfo=UTC))
    place.clock.now = datetime(2026, 11, 26, 3, tzinfo=UTC)
    for _ in range(3):
        await place.tick(plans.make_ahead)
    assert len(await place.told(clerk, "plan_missed")) == 1


@pytest.mark.parametrize("zone_name", ["America/New_York", "Asia/Shanghai"])
async def test_a_year_of_a_plan_over_its_edges(database: Database, zone_name: str) -> None:
    """A last Friday of each month at half past eight: made week by week for a year, at that hour by the county's clock."""
    zone = ZoneInfo(zone_name)
    place = await Place(
        database,
        TurnedClock(datetime(2026, 11, 24, 14, tzinfo=UTC)),
        Settings.model_validate({"county": {"zone": zone_name}}),
    ).build()
    clerk, resident = await a_clerk(place), await place.person("王奶奶")
    start = datetime(2026, 11, 27, 8, 30, tzinfo=zone).astimezone(UTC)
    plan = await made(place, clerk, resident, "FREQ=MONTHLY;BYDAY=-1FR", start)
    for _ in range(52):
        place.clock.turn(days=7)
        await place.tick(plans.make_ahead)

    async def read(session):  # type: ignore[no-untyped-def]
        rows = await session.scalars(
            select(Request).join(PlanDay, PlanDay.request_id == Request.id).where(PlanDay.plan_id == plan.id)
        )
        return sorted(row.start.astimezone(zone) for row in rows)

    found = await place.look(read)
    assert [(at.hour, at.minute) for at in found] == [(8, 30)] * len(found)
    every = (date(2026, 11, 24) + timedelta(days=n) for n in range(365 + 28))
    fridays = [day for day in every if day.weekday() == 4 and (day + timedelta(days=7)).month != day.month]
    assert [at.date() for at in found] == [
        day for day in fridays if day <= place.clock().astimezone(zone).date() + timedelta(days=28)
    ]
