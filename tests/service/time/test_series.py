"""A whole care plan at other times, and plans of every workday by the official calendar (调休)."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from chinese_calendar import is_workday

from language.calendar import Calendar, read_table
from models.offer import OfferState
from models.plan import Plan
from models.request import RequestState
from services import answers, dispatch, holidays, plan_changes, plans
from services.limits import use_calendar
from services.series import Series, read_code, series_from
from services.work import Refusal, Work
from tests.county import Place
from tests.service.test_loop import offers_now
from tests.service.time.test_plans import TUESDAYS, a_clerk, made, requests_of

WORKDAYS = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
THURSDAY = datetime(2026, 11, 26, 2, tzinfo=UTC)  # ten in the morning by the county's clock


async def read(place: Place, plan: Plan, text: str) -> Series | None:
    async def act(work: Work) -> Series | None:
        return series_from(work, plan, text)

    return await place.act(plan.made_by, act)


async def test_what_is_said_of_a_whole_plan(place: Place) -> None:
    plan = await made(place, await a_clerk(place), await place.person("王奶奶"), TUESDAYS, THURSDAY)
    wednesdays = await read(place, plan, "以后都改到周三下午")
    assert wednesdays == Series("FREQ=WEEKLY;BYDAY=WE", date(2026, 11, 25), time(13), time(18))
    both = await read(place, plan, "以后改到每周一三上午九点")
    assert both is not None
    assert (both.rule, both.start, both.end) == ("FREQ=WEEKLY;BYDAY=MO,WE", time(9), None)
    later = await read(place, plan, "以后都改到下午三点")
    assert later == Series(TUESDAYS, plan.first, time(15), None)
    plan.rule = "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH"
    fridays = await read(place, plan, "以后都改成周五")
    assert fridays == Series("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", date(2026, 11, 27), time(10), time(11))
    plan.rule = "FREQ=MONTHLY;BYMONTHDAY=15"
    monthly = await read(place, plan, "以后都改到20号上午")
    assert monthly is not None
    assert (monthly.rule, monthly.start) == ("FREQ=MONTHLY;BYMONTHDAY=20", time(8))
    assert await read(place, plan, "以后都改一改") is None


@pytest.mark.parametrize(
    "rule",
    [
        TUESDAYS,
        WORKDAYS,
        "FREQ=DAILY",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE",
        "FREQ=MONTHLY;BYMONTHDAY=-1",
        "FREQ=MONTHLY;BYDAY=-1FR",
    ],
)
def test_a_series_goes_through_a_button(rule: str) -> None:
    for end in (None, time(16, 30)):
        series = Series(rule, date(2026, 11, 25), time(9, 5), end)
        assert read_code(series.code) == series


@pytest.mark.parametrize("code", ["", "261125", "2611250900WXX", "9999990900W", "2611259900W", "x" * 30])
def test_a_button_that_was_tampered_with(code: str) -> None:
    with pytest.raises(Refusal):
        read_code(code)


def test_a_rule_that_does_not_fit_a_button() -> None:
    with pytest.raises(Refusal):
        _ = Series("FREQ=WEEKLY;COUNT=3;BYDAY=MO", date(2026, 11, 25), time(9), None).code


async def test_a_plan_moves_with_those_who_agreed(place: Place) -> None:
    clerk, resident, helper = await a_clerk(place), await place.person("王奶奶"), await place.volunteer("李敏")
    plan = await made(place, clerk, resident, TUESDAYS, THURSDAY)
    first = (await requests_of(place, plan))[date(2026, 11, 26)]
    await place.tick(lambda work: dispatch.send_wave(work, first.id))
    offer = (await offers_now(place, first.id))[helper]
    await place.act(helper, lambda work: answers.accept(work, offer.id))
    wednesdays = Series("FREQ=WEEKLY;BYDAY=WE", date(2026, 11, 25), time(13), time(15))
    await place.act(clerk, lambda work: plan_changes.move_plan(work, plan.id, wednesdays))

    now = await requests_of(place, plan)
    every = [date(2026, 11, 24) + timedelta(days=n) for n in range(1, 30)]
    assert list(now) == [day for day in every if day.weekday() == 2]
    assert all(
        row.start is not None and row.start.astimezone(place.settings.county.tz).hour == 13 for row in now.values()
    )
    assert now[date(2026, 11, 25)].id == first.id, "the visit that was agreed is moved, not made anew"
    assert now[date(2026, 11, 25)].state is RequestState.SCHEDULED
    told = [row.template for row in await place.told(helper)]
    assert told.count("visit_moved") == 1
    assert [row.template for row in await place.told(resident)].count("plan_moved") == 1
    later = now[date(2026, 12, 9)]
    assert later.next_wave_at == datetime(2026, 12, 2, 5, tzinfo=UTC), "others are asked a week ahead, as before"
    await place.tick(plans.make_ahead)
    assert list(await requests_of(place, plan)) == list(now)


async def test_those_who_were_asked_hear_the_new_time(place: Place) -> None:
    clerk, helper = await a_clerk(place), await place.volunteer("李敏")
    plan = await made(place, clerk, await place.person("王奶奶"), "FREQ=WEEKLY;BYDAY=TH", THURSDAY)
    first = (await requests_of(place, plan))[date(2026, 11, 26)]
    await place.tick(lambda work: dispatch.send_wave(work, first.id))
    series = Series("FREQ=WEEKLY;BYDAY=TH", date(2026, 11, 26), time(15), None)
    await place.act(clerk, lambda work: plan_changes.move_plan(work, plan.id, series))
    assert (await offers_now(place, first.id))[helper].state is OfferState.SENT
    assert "offer_moved" in [row.template for row in await place.told(helper)]
    stranger = await place.person("路人")
    with pytest.raises(Refusal):
        await place.act(stranger, lambda work: plan_changes.move_plan(work, plan.id, series))


async def test_a_day_left_out_stays_left_out(place: Place) -> None:
    clerk = await a_clerk(place)
    plan = await made(place, clerk, await place.person("王奶奶"), TUESDAYS, THURSDAY)
    await place.act(clerk, lambda work: plan_changes.skip_day(work, plan.id, date(2026, 12, 3)))
    series = Series("FREQ=WEEKLY;BYDAY=TH", date(2026, 11, 26), time(15), None)
    await place.act(clerk, lambda work: plan_changes.move_plan(work, plan.id, series))
    assert date(2026, 12, 3) not in await requests_of(place, plan)
    assert date(2026, 12, 10) in await requests_of(place, plan)


def test_every_workday_by_the_official_calendar() -> None:
    """All of 2026: the holidays are left out, the make-up days are in."""
    plan = Plan(rule=WORKDAYS, first=date(2026, 1, 1))
    days = list(plans.occurrences(plan, date(2025, 12, 1), date(2026, 12, 31)))
    every = (date(2026, 1, 1) + timedelta(days=n) for n in range(365))
    assert days == [day for day in every if is_workday(day)]
    assert date(2026, 2, 14) in days, "a Saturday that is worked"
    assert date(2026, 2, 17) not in days, "New Year's Day"
    plan.last = date(2026, 1, 9)
    assert max(plans.occurrences(plan, date(2026, 1, 1), date(2026, 12, 31))) == date(2026, 1, 9)
    for rule in ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH", "FREQ=DAILY", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR"):
        assert not plans.on_workdays(rule)


async def test_a_notice_that_comes_later_puts_a_plan_right(place: Place) -> None:
    """No notice of 2031 is known: Monday to Friday, until a manager sends the table."""
    place.clock.now = datetime(2031, 9, 22, 1, tzinfo=UTC)
    try:
        plan = await made(
            place, await a_clerk(place), await place.person("王奶奶"), WORKDAYS, datetime(2031, 9, 23, 3, tzinfo=UTC)
        )
        assert date(2031, 10, 1) in await requests_of(place, plan)
        years = read_table('[2031]\noff = ["2031-10-01/2031-10-07"]\nwork = ["2031-10-11"]\n')
        await place.tick(lambda work: holidays.store(work.session, years, work.now))
        await place.tick(plans.make_ahead)
        days = await requests_of(place, plan)
        assert not [day for day in days if date(2031, 10, 1) <= day <= date(2031, 10, 7)]
        assert date(2031, 10, 11) in days
    finally:
        use_calendar(Calendar())
