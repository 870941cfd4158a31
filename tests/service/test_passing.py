"""Passing an offer on, another time, a pause, and the morning's requests all at once."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from models.grant import NotAllowed, Role
from models.machine import IllegalMove
from models.offer import OfferState
from models.request import RequestState
from services import answers, other_time, passing, pausing, queue
from services.filing import Wish
from services.jobs import JOBS
from services.work import Refusal
from tests.county import NEXT_VILLAGE, TOWN, VILLAGE, Place
from tests.service.test_loop import filed, offers_now, request_now, tomorrow

SHANGHAI = ZoneInfo("Asia/Shanghai")


async def two_teams(place: Place) -> tuple[int, int, int, int]:
    """A town team and a village team, each with a captain and two members: (captain, captain, team, team)."""
    people = [await place.volunteer(f"镇上{n}", TOWN) for n in range(3)]
    villagers = [await place.volunteer(f"村里{n}", VILLAGE) for n in range(3)]
    town = await place.team("镇分队", TOWN, *people)
    village = await place.team("村分队", VILLAGE, *villagers, skills=("C",))
    return people[0], villagers[0], town, village


async def test_a_captain_hands_down_and_the_other_captain_answers(place: Place) -> None:
    resident = await place.person("王奶奶")
    captain, below, _, village = await two_teams(place)
    request_id = await filed(place, resident, tomorrow(place, item="A07"))
    offer = (await offers_now(place, request_id))[captain]
    with pytest.raises(Refusal, match="changed"):
        await place.act(captain, lambda work: passing.pass_on(work, offer.id, village))

    async def teach(work):  # type: ignore[no-untyped-def]
        from models.team import Team

        (await work.session.get_one(Team, village)).skills = ["A"]

    await place.tick(teach)
    with pytest.raises((Refusal, NotAllowed)):
        await place.act(below, lambda work: passing.pass_on(work, offer.id, village))
    passed = await place.act(captain, lambda work: passing.pass_on(work, offer.id, village))
    assert passed.person_id == below
    assert passed.deadline == offer.deadline
    assert (await offers_now(place, request_id))[captain].state is OfferState.PASSED
    assert "offer" in [row.template for row in await place.told(below)]
    with pytest.raises(Refusal, match="offer_passed_on"):
        await place.act(captain, lambda work: answers.accept(work, offer.id))
    visit = await place.act(below, lambda work: answers.accept(work, passed.id))
    assert visit.team_id == village


async def test_another_time_is_taken_by_the_resident(place: Place) -> None:
    resident, helper = await place.person("王奶奶"), await place.volunteer("李敏")
    request_id = await filed(place, resident)
    offer = (await offers_now(place, request_id))[helper]
    times = await place.act(helper, lambda work: other_time.proposals(work, offer))
    assert times
    with pytest.raises(Refusal, match="changed"):
        await place.act(helper, lambda work: other_time.propose(work, offer.id, times[0] + timedelta(minutes=7)))
    await place.act(helper, lambda work: other_time.propose(work, offer.id, times[0]))
    assert "other_time" in [row.template for row in await place.told(resident)]
    with pytest.raises(Refusal):
        await place.act(helper, lambda work: other_time.take(work, offer.id))
    visit = await place.act(resident, lambda work: other_time.take(work, offer.id))
    assert visit.start == times[0]
    assert (await request_now(place, request_id)).state is RequestState.SCHEDULED
    assert "going" in [row.template for row in await place.told(helper)]
    with pytest.raises(Refusal, match="proposal_gone"):
        await place.act(resident, lambda work: other_time.take(work, offer.id))


async def test_who_pauses_is_not_asked(place: Place) -> None:
    resident, helper = await place.person("王奶奶"), await place.volunteer("李敏")
    other = await place.volunteer("赵军", NEXT_VILLAGE)
    await place.act(helper, lambda work: pausing.pause(work, "7"))
    assert set(await offers_now(place, await filed(place, resident))) == {other}
    await place.act(helper, lambda work: pausing.pause(work, "0"))
    assert helper in await offers_now(place, await filed(place, resident))
    for person, length in ((helper, "99"), (resident, "7")):
        with pytest.raises(Refusal):
            await place.act(person, lambda work, chosen=length: pausing.pause(work, chosen))


async def test_who_was_asked_rests(place: Place) -> None:
    resident, helper = await place.person("王奶奶"), await place.volunteer("李敏")
    first = await filed(place, resident)
    assert helper in await offers_now(place, first)
    assert helper not in await offers_now(place, await filed(place, resident))
    place.clock.turn(hours=21)
    assert helper in await offers_now(place, await filed(place, resident))


async def test_the_mornings_requests_do_not_take_each_others_only_helper(place: Place) -> None:
    """Both requests would be put to the all-rounder first; together each gets somebody."""
    residents = [await place.person("甲"), await place.person("乙")]
    rounder = await place.volunteer("多面手", skills=("C09", "A02"))
    await place.volunteer("会买菜的", NEXT_VILLAGE, skills=("A02",))
    place.clock.now = datetime(2026, 11, 24, 22, 0, tzinfo=SHANGHAI).astimezone(UTC)
    start = datetime(2026, 11, 25, 14, 0, tzinfo=SHANGHAI).astimezone(UTC)
    wishes = [Wish(item, VILLAGE, "帮忙", "3组", start, start + timedelta(hours=4)) for item in ("A02", "C09")]
    shopping, phone = [await filed(place, who, wish) for who, wish in zip(residents, wishes, strict=True)]
    place.clock.now = datetime(2026, 11, 25, 8, 0, tzinfo=SHANGHAI).astimezone(UTC)
    for job in JOBS:
        await place.tick(job.run)
    assert rounder in await offers_now(place, phone)
    asked = await offers_now(place, shopping)
    assert asked
    assert rounder not in asked


async def test_the_clerk_sees_who_was_asked_and_why_and_forwards(place: Place) -> None:
    clerk = await place.person("小陈", TOWN)
    await place.grant(clerk, Role.CLERK, TOWN)
    resident = await place.person("王奶奶")
    captain, _, town, _ = await two_teams(place)
    request_id = await filed(place, resident)
    asked = await place.act(clerk, lambda work: _asked(work, request_id))
    assert asked
    assert all(one.reasons for one in asked)
    offer = await place.act(clerk, lambda work: queue.forward(work, request_id, town))
    assert offer.person_id == captain
    with pytest.raises(Refusal, match="asked_before"):
        await place.act(clerk, lambda work: queue.forward(work, request_id, town))
    found = await place.act(clerk, queue.waiting)
    assert [one.id for one in found.requests] == [request_id]
    await place.act(captain, lambda work: answers.accept(work, offer.id))
    with pytest.raises((Refusal, IllegalMove)):
        await place.act(clerk, lambda work: queue.forward(work, request_id, town))


async def _asked(work, request_id):  # type: ignore[no-untyped-def]
    return await queue.who_was_asked(work, await queue.handled(work, request_id))
