"""Of those who were to go one gives back and the others do not come: the clerk hears, and others are looked for tomorrow."""

from datetime import UTC, datetime, timedelta

import pytest

from models.grant import Role
from models.offer import OfferState
from models.request import RequestState
from models.visit import AttendanceState, VisitState
from services import alarms, answers
from services.work import Refusal
from tests.county import TOWN, Place
from tests.service.asking.reading import said, states
from tests.service.test_loop import filed, offers_now, tomorrow

A = AttendanceState


async def test_of_three_one_gives_back_and_the_others_do_not_come(place: Place) -> None:
    resident, clerk = await place.person("王奶奶"), await place.person("小陈", TOWN)
    await place.grant(clerk, Role.CLERK, TOWN)
    people = [await place.volunteer(f"志愿者{n}") for n in range(4)]
    request_id = await filed(place, resident, tomorrow(place, hour=17, item="D08"))
    offers = await offers_now(place, request_id)
    assert len(offers) == 3
    first, second, third = offers
    [fourth] = set(people) - set(offers)
    for person in (first, second):
        visit = await place.act(person, lambda work, one=person: answers.accept(work, offers[one].id))
    request = await place.act(first, lambda work: answers.withdraw(work, offers[first].id))
    assert request.state is RequestState.OFFERED, "others are still asked"
    offers = await offers_now(place, request_id)
    assert await states(place, visit.id) == {first: A.CANCELLED, second: A.PLANNED}

    for person in (third, fourth):
        visit = await place.act(person, lambda work, one=person: answers.accept(work, offers[one].id))
    assert visit.state is VisitState.PLANNED
    request = await place.act(fourth, lambda work: answers.withdraw(work, offers[fourth].id, "unwell"))
    assert request.state is RequestState.UNMET, "nobody is left to ask"
    assert (await offers_now(place, request_id))[second].state is OfferState.ACCEPTED

    stranger = await place.person("路人")
    with pytest.raises(Refusal, match="no_visit"):
        await place.act(stranger, lambda work: alarms.miss(work, visit.id))
    with pytest.raises(Refusal, match="changed"):
        await place.act(clerk, lambda work: alarms.miss(work, visit.id))
    place.clock.now = visit.start + timedelta(hours=3)  # eight in the evening
    await place.tick(alarms.raise_alarms)
    alarm = await said(place, clerk, "alarm_not_started")
    assert alarm is not None
    assert alarm.context["late"] == 180
    request = await place.act(clerk, lambda work: alarms.miss(work, visit.id))
    assert await states(place, visit.id) == {first: A.CANCELLED, second: A.NO_SHOW, third: A.NO_SHOW, fourth: A.SICK}
    assert (request.start, request.end) == (
        datetime(2026, 11, 26, 0, tzinfo=UTC),
        datetime(2026, 11, 26, 13, tzinfo=UTC),
    ), "too little is left of the evening: from eight to nine the next day"
    assert await place.told(resident, "helper_changed")
    assert await said(place, clerk, "alarm_not_started") is None
