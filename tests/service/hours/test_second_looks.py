"""Doubts and what is unusual: raised once, looked at by somebody else, with a reason; and what is seen afterwards."""

import pytest
from sqlalchemy import select

from models.anomaly import Anomaly, AnomalyKind, AnomalyState
from models.claim import About
from models.grant import Role
from models.request import Request
from models.visit import Visit
from services.disclosure import Details, details
from services.hours import claims
from services.work import Refusal, Work
from tests.county import VILLAGE, Place
from tests.service.hours.serve import ago, by, clerk_of, entries, manager_of, planned, rows, serve


async def doubts(place: Place) -> list[Anomaly]:
    return list(await rows(place, select(Anomaly).where(Anomaly.kind == AnomalyKind.OBJECTION)))


async def test_a_doubt_is_raised_once_and_settled_by_a_manager_with_a_reason(place: Place) -> None:
    resident, helper, manager = await place.person("王奶奶"), await place.volunteer("李敏"), await manager_of(place)
    visit = await serve(place, resident, helper)
    for words in ("只来了十分钟", "真的只有十分钟"):
        assert await place.act(resident, by(claims.object_to, visit.request_id, words)) == 1
    (doubt,) = await doubts(place)
    assert len(await place.told(helper, "hours_doubted")) == 1
    with pytest.raises(Refusal, match="reason_needed"):
        await place.act(helper, by(claims.answer, About.ANOMALY, doubt.id, " "))
    with pytest.raises(Refusal, match="reason_needed"):
        await place.act(manager, by(claims.take_back, doubt.id, ""))
    await place.grant(helper, Role.CLERK, VILLAGE)
    (entry,) = await entries(place, helper)
    with pytest.raises(Refusal, match="hours_second") as refused:
        await place.act(helper, by(claims.reverse, entry.id))
    assert refused.value.context == {"why": "own"}
    await place.act(manager, by(claims.take_back, doubt.id, "居民和邻居都这么说"))
    assert [one.minutes for one in await entries(place, helper)] == [60, -60]
    with pytest.raises(Refusal, match="hours_no_objection"):
        await place.act(resident, by(claims.object_to, visit.request_id, "还有"))


async def test_who_approves_very_many_is_looked_at_by_another_manager(place: Place) -> None:
    hours = place.settings.hours.model_copy(update={"many_approvals": 5})
    place.settings = place.settings.model_copy(update={"hours": hours})
    helper, manager, other = await place.volunteer("李敏"), await manager_of(place), await manager_of(place)
    for number in range(5):
        start = ago(place, hours=20 - 3 * number)
        claim = await place.act(helper, by(claims.enter_by_hand, helper, VILLAGE, start, 30, "帮忙"))
        await place.act(manager, by(claims.approve, claim.id))
    (odd,) = await rows(place, select(Anomaly).where(Anomaly.kind == AnomalyKind.ONE_APPROVER))
    assert (odd.person_id, odd.facts) == (manager, {"count": 5})
    with pytest.raises(Refusal, match="hours_second"):
        await place.act(manager, by(claims.clear, odd.id))
    with pytest.raises(Refusal, match="hours_decided"):
        await place.act(other, by(claims.take_back, odd.id, "太多了"))
    assert (await place.act(other, by(claims.clear, odd.id))).state is AnomalyState.CLEARED


async def test_a_day_after_the_service_the_door_is_shown_no_more(place: Place) -> None:
    helper, clerk = await place.volunteer("李敏"), await clerk_of(place)
    visit = await planned(place, await place.person("王奶奶", phone="+8613800000009", door="3组12号"), helper)

    async def seen(work: Work) -> Details | None:
        request = await work.session.get_one(Request, visit.request_id)
        return await details(work, request, await work.session.get_one(Visit, visit.id), "visit")

    place.clock.now = visit.end
    place.clock.turn(hours=place.settings.visits.disclose_hours_after)
    assert await place.act(helper, seen) == Details("王奶奶", "+8613800000009", "3组12号", None)
    place.clock.turn(seconds=1)
    assert await place.act(helper, seen) is None
    assert await place.act(clerk, seen) is not None
