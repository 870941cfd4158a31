"""How a request ends where one of two comes, what can no longer be done then, and what a clerk cannot do."""

import pytest

from models.grant import Role
from models.ids import new_id
from models.request import RequestState
from models.visit import AttendanceState
from services import answers, ending, moving, serving
from services.work import Refusal
from tests.county import TOWN, Place
from tests.service.asking.reading import said, states
from tests.service.test_loop import filed, offers_now, request_now, tomorrow


async def test_of_two_the_one_who_came_is_thanked(place: Place) -> None:
    resident, clerk = await place.person("王奶奶"), await place.person("小陈")
    await place.grant(clerk, Role.CLERK, TOWN)
    comes, stays_away = await place.volunteer("李敏"), await place.volunteer("赵军")
    request_id = await filed(place, resident, tomorrow(place, item="A07"))
    offers = await offers_now(place, request_id)
    for person in (comes, stays_away):
        visit = await place.act(person, lambda work, one=person: answers.accept(work, offers[one].id))
    with pytest.raises(Refusal, match="nothing_to_rate"):
        await place.act(resident, lambda work: ending.add_words(work, request_id, "还没来"))
    place.clock.now = visit.start
    await place.act(comes, lambda work: serving.check_in(work, visit.id, visit.code or ""))
    place.clock.turn(minutes=60)
    await place.act(comes, lambda work: serving.check_out(work, visit.id))
    assert (await states(place, visit.id))[stays_away] is AttendanceState.NO_SHOW
    with pytest.raises(Refusal, match="cannot_move"):
        await place.act(resident, lambda work: moving.move_request(work, request_id, place.clock(), None))

    assert await said(place, resident, "rate") is not None
    with pytest.raises(ValueError, match="cheap"):
        await place.act(resident, lambda work: ending.rate(work, request_id, "cheap", True))
    for question in ending.QUESTIONS:
        await place.act(resident, lambda work, q=question: ending.rate(work, request_id, q, True))
    assert (await request_now(place, request_id)).state is RequestState.CLOSED
    assert [len(await place.told(person, "thanked")) for person in (comes, stays_away)] == [1, 0]
    assert await said(place, resident, "rate") is None
    given = await place.act(resident, lambda work: ending.add_words(work, request_id, "小李手脚麻利"))
    assert (given.words, given.came, given.visit_id) == ("小李手脚麻利", True, visit.id)

    with pytest.raises(Refusal, match="same_request"):
        await place.act(clerk, lambda work: ending.merge(work, request_id, request_id))
    with pytest.raises(Refusal, match="no_request"):
        await place.act(clerk, lambda work: ending.merge(work, new_id(), request_id))
