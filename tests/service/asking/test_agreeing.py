"""Agreeing a time: only times when those who go are free and that lie in the window; moved meanwhile; nobody to ask."""

from datetime import UTC, datetime, timedelta

import pytest

from models.person import Account
from models.visit import Visit, VisitState
from services import agreed, answers, moving
from services.filing import Wish
from services.work import Refusal
from tests.county import VILLAGE, Place
from tests.service.asking.reading import said
from tests.service.test_loop import filed, offers_now

THURSDAY = datetime(2026, 11, 26, 0, tzinfo=UTC)  # eight in the morning by the county's clock


def hours(*after: float) -> list[datetime]:
    return [THURSDAY + timedelta(hours=one) for one in after]


async def test_times_are_proposed_when_all_are_free_until_it_is_moved(place: Place) -> None:
    resident, other, helper = await place.person("王奶奶"), await place.person("张爷爷"), await place.volunteer("李敏")
    async with place.database.begin() as session:
        session.add(Account(person_id=resident, bot_id=1, chat_id=1, created_at=place.clock()))

    async def accepted(who: int, start: datetime) -> Visit:
        wish = Wish("C09", VILLAGE, "电视坏了", "3组", start, THURSDAY + timedelta(hours=8))
        offer = (await offers_now(place, await filed(place, who, wish)))[helper]
        return await place.act(helper, lambda work: answers.accept(work, offer.id))

    [nine, half_past_ten, one, half_past_two] = [THURSDAY + timedelta(hours=after) for after in (1, 2.5, 5, 6.5)]
    planned = await accepted(other, nine)
    assert (planned.state, planned.start) == (VisitState.PLANNED, nine), "who cannot be written to is not asked"
    place.clock.turn(hours=21)  # who was asked rests
    visit = await accepted(resident, THURSDAY)
    assert visit.state is VisitState.AGREEING
    asked = await said(place, resident, "free_times")
    assert asked is not None
    assert asked.context["slots"] == [half_past_ten, one, half_past_two], (
        "not nine, nor four when it would end too late"
    )
    with pytest.raises(Refusal, match="no_visit"):
        await place.act(other, lambda work: agreed.choose_time(work, visit.id, one))
    with pytest.raises(Refusal, match="changed"):
        await place.act(resident, lambda work: agreed.choose_time(work, visit.id, nine))

    friday = THURSDAY + timedelta(days=1, hours=2)
    await place.act(resident, lambda work: moving.move_request(work, visit.request_id, friday, None))
    with pytest.raises(Refusal, match="changed"):
        await place.act(resident, lambda work: agreed.choose_time(work, visit.id, one))
    assert await said(place, resident, "free_times") is None, "there is nothing to choose any more"
    await place.tick(agreed.agree_silently)
    now = await place.look(lambda session: session.get_one(Visit, visit.id))
    assert (now.state, now.start) == (VisitState.PLANNED, friday)
    assert await said(place, resident, "free_times") is None
