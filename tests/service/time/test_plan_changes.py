"""What becomes of a plan when it is paused twice, moved, or ended: each day it was made for goes its own way."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from models.plan import Plan, PlanState
from models.queries.time import days_of
from models.request import RequestState
from services import answers, dispatch, ending, moving, plan_changes, plans, serving
from services.plan_cards import PlanCard
from services.series import Series
from services.work import Refusal
from tests.county import Place
from tests.service.asking.reading import said
from tests.service.test_loop import filed, offers_now, request_now
from tests.service.time.test_plans import a_clerk, made, requests_of
from tests.service.time.test_series import THURSDAY, read

THURSDAYS = "FREQ=WEEKLY;BYDAY=TH"
FRIDAYS = Series("FREQ=WEEKLY;BYDAY=FR", date(2026, 11, 27), time(10), time(11))


async def plan_now(place: Place, plan: Plan) -> Plan:
    return await place.look(lambda session: session.get_one(Plan, plan.id))


async def test_what_cannot_become_of_a_plan_and_days_that_are_left_out(place: Place) -> None:
    """A day may be left out twice, and so may one whose request was cancelled: it is left out once."""
    clerk, resident = await a_clerk(place), await place.person("王奶奶")
    plan = await made(place, clerk, resident, THURSDAYS, THURSDAY)
    first = (await requests_of(place, plan))[date(2026, 11, 26)]
    plain = await filed(place, await place.person("张爷爷"))
    far = Series(THURSDAYS, date(2027, 3, 4), time(9), None)
    for refused in (
        lambda work: plan_changes.pause_plan(work, plan.id, "9"),
        lambda work: plan_changes.resume_plan(work, plan.id),
        lambda work: plan_changes.move_plan(work, plan.id, far),
        lambda work: plans.make_plan(work, first.id),
        lambda work: plans.make_plan(work, plain),
    ):
        with pytest.raises(Refusal, match="changed"):
            await place.act(clerk, refused)
    now = await plan_now(place, plan)
    assert (now.state, now.rule, now.first) == (PlanState.ACTIVE, THURSDAYS, plan.first)
    cancelled = (await requests_of(place, plan))[date(2026, 12, 10)]
    await place.act(clerk, lambda work: ending.cancel(work, cancelled.id))
    for day in (date(2026, 12, 3), date(2026, 12, 3), date(2026, 12, 10)):
        await place.act(clerk, lambda work, one=day: plan_changes.skip_day(work, plan.id, one))
    await place.tick(plans.make_ahead)
    known = await place.look(lambda session: days_of(session, plan.id, plan.first))
    assert known[date(2026, 12, 3)].request_id is None
    assert list(await requests_of(place, plan)) == [date(2026, 11, 26), date(2026, 12, 17)]

    plan.rule = "FREQ=DAILY;INTERVAL=2"
    assert await read(place, plan, "以后都改到周三") == Series(
        "FREQ=WEEKLY;BYDAY=WE", date(2026, 11, 25), time(10), time(11)
    ), "every second day becomes every week"


async def test_a_pause_is_lengthened_and_ends_by_itself(place: Place) -> None:
    clerk, resident = await a_clerk(place), await place.person("王奶奶")
    plan = await made(place, clerk, resident, THURSDAYS, THURSDAY)
    await place.act(clerk, lambda work: plan_changes.pause_plan(work, plan.id, "7"))
    place.clock.turn(days=3)
    await place.act(clerk, lambda work: plan_changes.pause_plan(work, plan.id, "14"))
    place.clock.turn(days=5)
    await place.tick(plans.make_ahead)
    now = await plan_now(place, plan)
    assert (now.state, now.paused_until) == (PlanState.PAUSED, date(2026, 12, 11))
    assert min(await requests_of(place, plan)) == date(2026, 12, 17)
    place.clock.now = datetime(2026, 12, 11, 1, tzinfo=UTC)
    await place.tick(plans.make_ahead)
    assert (await plan_now(place, plan)).state is PlanState.ACTIVE


async def test_who_waits_in_vain_moves_along_and_who_was_called_off_does_not(place: Place) -> None:
    """On Thursday nobody can be asked for; the one of the week after was cancelled. The plan moves to Fridays."""
    clerk, resident = await a_clerk(place), await place.person("王奶奶")
    plan = await made(place, clerk, resident, THURSDAYS, THURSDAY)
    first, second, third = list((await requests_of(place, plan)).values())[:3]
    await place.tick(dispatch.run_waves)
    assert (await request_now(place, first.id)).state is RequestState.UNMET
    await place.act(clerk, lambda work: ending.cancel(work, second.id))
    await place.act(clerk, lambda work: plan_changes.move_plan(work, plan.id, FRIDAYS))
    now = await requests_of(place, plan)
    assert list(now)[:2] == [date(2026, 11, 27), date(2026, 12, 11)], "the fourth of December stays called off"
    assert [row.id for row in list(now.values())[:2]] == [first.id, third.id]
    notice = await said(place, resident, "plan_moved")
    assert notice is not None
    card: PlanCard = notice.context["plan"]
    assert (card.rule, [day.code for day in card.days][:2]) == (FRIDAYS.rule, ["2026-11-27", "2026-12-04"])
    assert [day.left_out for day in card.days][:3] == [False, True, False]
    await place.act(clerk, lambda work: plan_changes.end_plan(work, plan.id))
    assert await said(place, resident, "plan_moved") is None
    assert not await requests_of(place, plan)
    with pytest.raises(Refusal, match="changed"):
        await place.act(clerk, lambda work: plan_changes.end_plan(work, plan.id))


async def test_what_is_being_served_goes_on_whatever_becomes_of_the_plan(place: Place) -> None:
    """Thursday's was brought forward to Wednesday, when the plan is moved and then ended while it is served."""
    clerk, resident = await a_clerk(place), await place.person("王奶奶")
    helper = await place.volunteer("李敏")
    plan = await made(place, clerk, resident, THURSDAYS, THURSDAY)
    first = (await requests_of(place, plan))[date(2026, 11, 26)]
    await place.tick(lambda work: dispatch.send_wave(work, first.id))
    offer = (await offers_now(place, first.id))[helper]
    visit = await place.act(helper, lambda work: answers.accept(work, offer.id))
    wednesday = THURSDAY - timedelta(days=1)
    await place.act(resident, lambda work: moving.move_request(work, first.id, wednesday, None))
    place.clock.now = wednesday
    await place.act(helper, lambda work: serving.check_in(work, visit.id, visit.code or ""))
    await place.act(clerk, lambda work: plan_changes.move_plan(work, plan.id, FRIDAYS))
    now = await requests_of(place, plan)
    assert list(now)[:2] == [date(2026, 11, 25), date(2026, 12, 4)], "this week's is served, and not made again"
    await place.act(clerk, lambda work: plan_changes.end_plan(work, plan.id))
    assert (await request_now(place, first.id)).state is RequestState.SERVING
    place.clock.turn(minutes=45)
    await place.act(helper, lambda work: serving.check_out(work, visit.id))
    assert (await request_now(place, first.id)).state is RequestState.SERVED
