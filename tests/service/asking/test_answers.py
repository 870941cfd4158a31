"""Offers of what has no time: how far it is, another time, and when it is planned for."""

from datetime import UTC, datetime, timedelta

import pytest

from models.grant import Role
from models.offer import Offer
from models.person import Person
from services import answers, other_time
from services.cards import OfferCard
from services.filing import Wish
from services.work import Refusal, Work
from tests.county import TOWN, VILLAGE, Place
from tests.service.asking.reading import said
from tests.service.test_loop import filed, offers_now


async def test_what_has_no_time_is_for_soon_unless_another_is_proposed(place: Place) -> None:
    resident, clerk, nurse = await place.person("王奶奶"), await place.person("小陈"), await first_aider(place)
    await place.grant(clerk, Role.CLERK, TOWN)
    repairer = await place.volunteer("李敏", skills=("C",))
    await place.tick(lambda work: live_at(work, repairer, lat=33.0, lon=118.8))
    urgent, usual = [await put_to(place, resident, who, item) for who, item in ((nurse, "F05"), (repairer, "C09"))]
    travel = {one.id: one.travel for one in (await shown(place, nurse), await shown(place, repairer))}
    assert travel == {urgent.id: 3, usual.id: 14}, "from the village, and from where the home is known"
    visit = await place.act(nurse, lambda work: answers.accept(work, urgent.id))
    assert visit.start == place.clock() + timedelta(minutes=10)

    later = (await place.act(repairer, lambda work: other_time.proposals(work, usual)))[0]
    with pytest.raises(Refusal, match="no_offer"):
        await place.act(clerk, lambda work: other_time.propose(work, usual.id, later))
    with pytest.raises(Refusal, match="no_offer"):
        await place.act(resident, lambda work: other_time.take(work, usual.id))
    await place.act(repairer, lambda work: other_time.propose(work, usual.id, later))
    proposed = await said(place, resident, "other_time")
    assert proposed is not None
    assert proposed.context["at"] == later
    visit = await place.act(repairer, lambda work: answers.accept(work, usual.id))
    assert visit.start == datetime(2026, 11, 24, 5, 30, tzinfo=UTC), "half past one: it is noon, and none was taken"
    with pytest.raises(Refusal, match="offer_gone"):
        await place.act(repairer, lambda work: other_time.propose(work, usual.id, later))
    with pytest.raises(Refusal, match="proposal_gone"):
        await place.act(resident, lambda work: other_time.take(work, usual.id))
    assert await said(place, resident, "other_time") is None
    assert await said(place, repairer, "offer") is None


async def first_aider(place: Place) -> int:
    return await place.volunteer("孙丽", skills=("F",), certificates=("first_aid",))


async def live_at(work: Work, person_id: int, lat: float, lon: float) -> None:
    person = await work.session.get_one(Person, person_id)
    person.lat, person.lon = lat, lon


async def put_to(place: Place, resident: int, helper: int, item: str) -> Offer:
    """The offer to somebody of a request that says no time."""
    return (await offers_now(place, await filed(place, resident, Wish(item, VILLAGE, "帮帮我", "3组"))))[helper]


async def shown(place: Place, person_id: int) -> OfferCard:
    """The offer as it is shown to whom it was put."""
    notice = await said(place, person_id, "offer")
    assert notice is not None
    card: OfferCard = notice.context["offer"]
    return card
