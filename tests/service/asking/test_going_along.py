"""A team goes along with one who accepted for themselves: its captain names the others, and either side may give back."""

import pytest

from models.grant import Role
from models.offer import Offer, OfferState
from models.request import RequestState
from models.visit import AttendanceState, Visit, VisitState
from services import answers, queue, staffing, withdrawing
from services.work import Refusal
from tests.county import FAR_VILLAGE, TOWN, Place
from tests.service.asking.reading import states
from tests.service.test_loop import filed, offers_now, request_now, tomorrow

A = AttendanceState


async def joined(place: Place) -> tuple[int, int, list[int], Offer, Visit]:
    """One of two has accepted, then a team that a clerk asked: (request, helper, captain and members, its offer, visit)."""
    resident, clerk = await place.person("王奶奶"), await place.person("小陈", TOWN)
    await place.grant(clerk, Role.CLERK, TOWN)
    helper = await place.volunteer("李敏")
    request_id = await filed(place, resident, tomorrow(place, item="A07"))
    mine = (await offers_now(place, request_id))[helper]
    await place.act(helper, lambda work: answers.accept(work, mine.id))
    people = [await place.volunteer(name, FAR_VILLAGE) for name in ("队长", "小张", "小王")]
    team = await place.team("官滩分队", TOWN, *people)
    put = await place.act(clerk, lambda work: queue.forward(work, request_id, team))
    visit = await place.act(people[0], lambda work: answers.accept(work, put.id))
    assert (visit.team_id, visit.state, await states(place, visit.id)) == (
        team,
        VisitState.STAFFING,
        {helper: A.PLANNED},
    )
    named = await place.act(people[0], lambda work: staffing.name_person(work, visit.id, people[1]))
    assert named.state is VisitState.PLANNED
    return request_id, helper, people, put, visit


async def test_who_went_first_cannot_come_and_the_captain_names_another(place: Place) -> None:
    request_id, helper, (captain, first, second), _, visit = await joined(place)
    with pytest.raises(Refusal, match="own_word"):
        await place.act(captain, lambda work: staffing.unname_person(work, visit.id, helper))
    await place.act(helper, lambda work: withdrawing.cannot_come(work, visit.id, "busy"))
    assert await states(place, visit.id) == {helper: A.CANCELLED, first: A.PLANNED}
    assert (await offers_now(place, request_id))[helper].state is OfferState.WITHDRAWN
    assert (await request_now(place, request_id)).state is RequestState.ACCEPTED
    assert len(await place.told(captain, "name_again")) == 1
    again = await place.act(captain, lambda work: staffing.name_person(work, visit.id, second))
    assert again.state is VisitState.PLANNED


async def test_the_team_gives_back_and_who_went_first_still_goes(place: Place) -> None:
    request_id, helper, (captain, first, _), put, visit = await joined(place)
    await place.act(captain, lambda work: answers.withdraw(work, put.id))
    assert await states(place, visit.id) == {helper: A.PLANNED, first: A.CANCELLED}
    assert [len(await place.told(one, "visit_off")) for one in (helper, first)] == [0, 1]
    now = await place.look(lambda session: session.get_one(Visit, visit.id))
    mine = (await offers_now(place, request_id))[helper]
    assert (now.team_id, now.offer_id, now.state) == (None, mine.id, VisitState.STAFFING)
    assert mine.state is OfferState.ACCEPTED
    assert (await request_now(place, request_id)).state in (RequestState.OPEN, RequestState.OFFERED, RequestState.UNMET)
