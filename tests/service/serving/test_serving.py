"""The service itself where two come: setting out, leaving at once, who may not, and who came though it was given up."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.grant import Role
from models.hours import Entry
from models.request import RequestState
from models.visit import AttendanceState, Visit, VisitState
from services import alarms, answers, serving, withdrawing
from services.hours import evidence
from services.work import Refusal
from tests.county import TOWN, Place
from tests.service.asking.reading import said, states
from tests.service.test_loop import filed, offers_now, request_now, tomorrow

A = AttendanceState


async def two_agreed(place: Place, resident: int, *helpers: int) -> Visit:
    """A visit tomorrow at nine to which two go, each for themselves."""
    request_id = await filed(place, resident, tomorrow(place, item="A07"))
    offers = await offers_now(place, request_id)
    for person in helpers:
        visit = await place.act(person, lambda work, one=person: answers.accept(work, offers[one].id))
    return visit


async def test_of_two_one_leaves_at_once_and_has_no_hours(place: Place) -> None:
    resident, stranger = await place.person("王奶奶"), await place.person("路人")
    first, second = await place.volunteer("李敏"), await place.volunteer("赵军")
    visit = await two_agreed(place, resident, first, second)
    with pytest.raises(Refusal, match="nothing_to_give_back"):
        await place.act(resident, lambda work: withdrawing.cannot_come(work, visit.id))
    place.clock.now = visit.start - timedelta(hours=1)
    for person in (first, first, second):
        await place.act(person, lambda work: serving.on_the_way(work, visit.id))
    assert await states(place, visit.id) == {first: A.ON_THE_WAY, second: A.ON_THE_WAY}
    assert len(await place.told(resident, "on_the_way")) == 1, "the resident hears of the first who sets out"
    with pytest.raises(Refusal, match="not_checked_in"):
        await place.act(first, lambda work: serving.check_out(work, visit.id))
    for outsider in (stranger, resident):
        with pytest.raises(Refusal, match="no_visit"):
            await place.act(outsider, lambda work: serving.check_in(work, visit.id, visit.code or ""))

    place.clock.now = visit.start
    for person in (first, second):
        await place.act(person, lambda work: serving.check_in(work, visit.id, visit.code or ""))
    now, row = await place.act(first, lambda work: serving.check_out(work, visit.id))
    assert (now.state, row.minutes) == (VisitState.SERVING, 0)
    place.clock.turn(minutes=60)
    now, row = await place.act(second, lambda work: serving.check_out(work, visit.id))
    assert (now.state, row.minutes) == (VisitState.DONE, 60)
    entries = await place.look(lambda session: session.scalars(select(Entry.person_id)))
    assert list(entries) == [second]


async def test_who_came_though_it_was_given_up_has_been_there(place: Place) -> None:
    """A clerk found that nobody came, and then that somebody had: the visit is done, the request goes on waiting."""
    resident, helper, clerk = await place.person("王奶奶"), await place.volunteer("李敏"), await place.person("小陈")
    await place.grant(clerk, Role.CLERK, TOWN)
    request_id = await filed(place, resident, tomorrow(place))
    offer = (await offers_now(place, request_id))[helper]
    visit = await place.act(helper, lambda work: answers.accept(work, offer.id))
    place.clock.now = visit.start + timedelta(minutes=50)
    await place.act(clerk, lambda work: alarms.miss(work, visit.id))
    assert await states(place, visit.id) == {helper: A.NO_SHOW}
    await place.act(clerk, lambda work: evidence.confirm(work, visit.id, helper))
    assert await states(place, visit.id) == {helper: A.OUT}
    done = await place.look(lambda session: session.get_one(Visit, visit.id))
    assert (done.state, done.started_at) == (VisitState.DONE, visit.start)
    assert (await request_now(place, request_id)).state is RequestState.UNMET
    assert await said(place, resident, "rate") is None, "what still waits is not rated"
