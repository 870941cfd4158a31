"""The days of plans: who is asked first for them, which of them are told of when nobody came, and rules that end."""

from datetime import UTC, date, datetime

from models.offer import OfferState
from models.plan import Plan
from services import answers, dispatch, ending, plans
from services.cards import RequestCard
from services.queue import forward
from tests.county import TOWN, Place
from tests.service.asking.reading import said
from tests.service.test_loop import offers_now
from tests.service.time.test_plans import a_clerk, made, requests_of
from tests.service.time.test_series import THURSDAY


def test_a_rule_that_ends_has_no_more_days() -> None:
    plan = Plan(rule="FREQ=WEEKLY;COUNT=3;BYDAY=TH", first=date(2026, 11, 26))
    days = plans.occurrences(plan, date(2026, 11, 27), date(2027, 11, 26))
    assert list(days) == [date(2026, 12, 3), date(2026, 12, 10)]


async def test_whoever_came_before_is_asked_first_but_once(place: Place) -> None:
    """Nobody has come yet: nobody is familiar. Later a team has given a day back in the night: it is asked for as usual."""
    clerk, resident = await a_clerk(place), await place.person("王奶奶")
    helper = await place.volunteer("李敏")
    plan = await made(place, clerk, resident, "FREQ=WEEKLY;BYDAY=TH", THURSDAY)
    first, second = list((await requests_of(place, plan)).values())[:2]
    await place.tick(plans.ask_familiar)
    assert await offers_now(place, first.id) == {}
    await place.tick(dispatch.run_waves)
    offer = (await offers_now(place, first.id))[helper]
    await place.act(helper, lambda work: answers.accept(work, offer.id))

    captain = await place.volunteer("队长", TOWN)
    team = await place.team("马坝分队", TOWN, captain)
    put = await place.act(clerk, lambda work: forward(work, second.id, team))
    await place.act(captain, lambda work: answers.accept(work, put.id))
    place.clock.now = datetime(2026, 11, 26, 14, tzinfo=UTC)  # ten at night
    await place.act(captain, lambda work: answers.withdraw(work, put.id))
    assert second.next_wave_at is not None
    place.clock.now = datetime(2026, 11, 27, 0, tzinfo=UTC)
    await place.tick(plans.ask_familiar)
    assert {who: one.state for who, one in (await offers_now(place, second.id)).items()} == {
        captain: OfferState.WITHDRAWN
    }
    await place.tick(dispatch.run_waves)
    assert (await offers_now(place, second.id))[helper].state is OfferState.SENT


async def test_of_days_that_passed_those_are_told_for_which_nobody_had_agreed(place: Place) -> None:
    """For the other one the alarm of its visit is there. What is told falls silent when the day is called off."""
    clerk, helper = await a_clerk(place), await place.volunteer("李敏")
    agreed = await made(place, clerk, await place.person("王奶奶"), "FREQ=WEEKLY;BYDAY=TH", THURSDAY)
    [with_helper] = [row for day, row in (await requests_of(place, agreed)).items() if day == agreed.first]
    await place.tick(lambda work: dispatch.send_wave(work, with_helper.id))
    offer = (await offers_now(place, with_helper.id))[helper]
    await place.act(helper, lambda work: answers.accept(work, offer.id))
    alone = await made(place, clerk, await place.person("张爷爷"), "FREQ=WEEKLY;BYDAY=TH", THURSDAY)
    [without] = [row for day, row in (await requests_of(place, alone)).items() if day == alone.first]
    place.clock.now = datetime(2026, 11, 26, 3, tzinfo=UTC)
    await place.tick(plans.make_ahead)
    assert [row.ids for row in await place.told(clerk, "plan_missed")] == [{"request": without.id}]
    notice = await said(place, clerk, "plan_missed")
    assert notice is not None
    card: RequestCard = notice.context["request"]
    assert (card.number, card.repeat) == (without.number, "FREQ=WEEKLY;BYDAY=TH")
    await place.act(clerk, lambda work: ending.cancel(work, without.id))
    assert await said(place, clerk, "plan_missed") is None
