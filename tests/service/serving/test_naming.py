"""Naming a team's people: twice, at a time they have promised, taken off, and another for one who is ill."""

from datetime import timedelta

import pytest

from models.request import RequestState
from models.visit import AttendanceState, Visit, VisitState
from services import answers, serving, staffing, withdrawing
from services.hours import absences
from services.work import Refusal
from tests.county import VILLAGE, Place
from tests.service.asking.reading import states
from tests.service.test_loop import filed, offers_now, request_now, tomorrow

A = AttendanceState


async def accepted(place: Place, captain: int) -> Visit:
    """A team's visit of two tomorrow at nine, for which nobody is named."""
    request_id = await filed(place, await place.person("王奶奶"), tomorrow(place, item="A03"))
    offer = (await offers_now(place, request_id))[captain]
    return await place.act(captain, lambda work: answers.accept(work, offer.id))


async def test_who_is_named_may_be_taken_off_before_all_are_named(place: Place) -> None:
    captain, first = await place.volunteer("队长", skills=("A",)), await place.volunteer("小张", skills=("A",))
    busy = await place.volunteer("小王", skills=("A", "C"))
    await place.team("高桥分队", VILLAGE, captain, first, busy)
    visit = await accepted(place, captain)
    other = await filed(place, await place.person("张爷爷"), tomorrow(place))
    offer = (await offers_now(place, other))[busy]
    promised = await place.act(busy, lambda work: answers.accept(work, offer.id))

    for _ in range(2):
        await place.act(captain, lambda work: staffing.name_person(work, visit.id, first))
    assert len(await place.told(first, "named")) == 1
    with pytest.raises(Refusal, match="overlap") as caught:
        await place.act(captain, lambda work: staffing.name_person(work, visit.id, busy))
    assert caught.value.context == {"start": promised.start, "end": promised.end}
    now = await place.act(captain, lambda work: staffing.unname_person(work, visit.id, first))
    assert (now.state, await states(place, visit.id)) == (VisitState.STAFFING, {first: A.CANCELLED})
    assert len(await place.told(first, "visit_off")) == 1

    await place.act(captain, lambda work: staffing.name_person(work, visit.id, first))
    place.clock.now = visit.start - timedelta(hours=1)
    with pytest.raises(Refusal, match="visit_not_ready"):
        await place.act(first, lambda work: serving.on_the_way(work, visit.id))
    await place.act(first, lambda work: withdrawing.cannot_come(work, visit.id, "sick"))
    assert await states(place, visit.id) == {first: A.SICK}
    assert (await request_now(place, visit.request_id)).state is RequestState.ACCEPTED
    assert len(await place.told(captain, "name_again")) == 1


async def test_another_is_named_for_one_who_is_ill_when_it_begins(place: Place) -> None:
    captain, first, second, third = [await place.volunteer(name) for name in ("队长", "小张", "小王", "小赵")]
    await place.team("高桥分队", VILLAGE, captain, first, second, third)
    visit = await accepted(place, captain)
    for person in (first, second):
        full = await place.act(captain, lambda work, one=person: staffing.name_person(work, visit.id, one))
    place.clock.now = visit.start
    await place.act(captain, lambda work: absences.mark_absent(work, visit.id, second, "sick", "发烧了"))
    now = await place.act(captain, lambda work: staffing.name_person(work, visit.id, third))
    assert (now.state, now.code) == (VisitState.PLANNED, full.code), "the resident's code stays"
    assert await states(place, visit.id) == {first: A.PLANNED, second: A.SICK, third: A.PLANNED}
    assert [len(await place.told(one, "going")) for one in (second, third)] == [1, 1]
    await place.act(third, lambda work: serving.check_in(work, visit.id, now.code or ""))
    assert (await request_now(place, visit.request_id)).state is RequestState.SERVING
