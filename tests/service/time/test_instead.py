"""Standing by and going in another's place."""

import pytest

from models.offer import OfferState
from models.queries.visits import attendances
from models.visit import AttendanceState, VisitState
from services import answers, staffing, substitutes, withdrawing
from services.standby import stand_by
from services.work import Refusal
from tests.county import NEXT_VILLAGE, VILLAGE, Place
from tests.service.test_loop import filed, offers_now, soon, tomorrow


async def test_who_stands_by_is_asked_before_everybody_else(place: Place) -> None:
    resident = await place.person("王奶奶")
    people = [await place.volunteer(f"志愿者{n}", NEXT_VILLAGE if n > 2 else VILLAGE) for n in range(6)]
    request_id = await filed(place, resident, soon(place))
    offers = await offers_now(place, request_id)
    first, *others = list(offers)
    visit = await place.act(first, lambda work: answers.accept(work, offers[first].id))
    standby = others[-1]
    await place.act(standby, lambda work: stand_by(work, offers[standby].id))
    await place.act(standby, lambda work: stand_by(work, offers[standby].id))
    await place.act(first, lambda work: withdrawing.cannot_come(work, visit.id))
    sent = {who for who, offer in (await offers_now(place, request_id)).items() if offer.state is OfferState.SENT}
    assert sent == {standby}
    await place.act(standby, lambda work: answers.accept(work, offers[standby].id))
    with pytest.raises(Refusal):
        await place.act(people[-1], lambda work: stand_by(work, offers[standby].id))


async def test_a_mate_says_yes_and_goes_instead(place: Place) -> None:
    resident = await place.person("王奶奶")
    li, mate = await place.volunteer("李敏"), await place.volunteer("赵军")
    captain = await place.volunteer("队长", skills=())
    await place.team("高桥分队", VILLAGE, captain, li, mate)
    request_id = await filed(place, resident, tomorrow(place))
    stranger = await place.volunteer("孙丽")
    offers = await offers_now(place, request_id)
    goes, other = (li, mate) if li in offers else (mate, li)
    visit = await place.act(goes, lambda work: answers.accept(work, offers[goes].id))
    mates = await place.act(goes, lambda work: substitutes.mates_for(work, visit.id))
    assert [one.id for one in mates] == [other]
    with pytest.raises(Refusal):
        await place.act(goes, lambda work: substitutes.propose_mate(work, visit.id, stranger))
    with pytest.raises(Refusal):
        await place.act(other, lambda work: substitutes.take_place(work, visit.id, goes))
    await place.act(goes, lambda work: substitutes.propose_mate(work, visit.id, other))
    with pytest.raises(Refusal):
        await place.act(stranger, lambda work: substitutes.take_place(work, visit.id, goes))
    now = await place.act(other, lambda work: substitutes.take_place(work, visit.id, goes))
    assert now.state is VisitState.PLANNED
    assert len(await place.told(resident, "free_substituted")) == 1
    assert len(await place.told(goes, "free_substituted")) == 1
    after = await offers_now(place, request_id)
    assert after[goes].state is OfferState.WITHDRAWN
    assert after[other].state is OfferState.ACCEPTED
    with pytest.raises(Refusal):
        await place.act(other, lambda work: substitutes.take_place(work, visit.id, goes))
    await place.act(other, lambda work: withdrawing.cannot_come(work, visit.id))


async def test_in_a_teams_visit_the_captain_hears(place: Place) -> None:
    resident = await place.person("王奶奶", lives_alone=True)
    captain, first, second, third = [await place.volunteer(name) for name in ("队长", "小张", "小王", "小赵")]
    await place.team("高桥分队", VILLAGE, captain, first, second, third)
    request_id = await filed(place, resident, tomorrow(place, item="A03"))
    offer = (await offers_now(place, request_id))[captain]
    visit = await place.act(captain, lambda work: answers.accept(work, offer.id))
    for person in (first, second):
        await place.act(captain, lambda work, person=person: staffing.name_person(work, visit.id, person))
    await place.act(first, lambda work: substitutes.propose_mate(work, visit.id, third))
    await place.act(third, lambda work: substitutes.take_place(work, visit.id, first))
    rows = await place.look(lambda session: attendances(session, visit.id))
    going = {row.person_id for row in rows if row.state is AttendanceState.PLANNED}
    assert going == {second, third}
    assert len(await place.told(captain, "free_substituted")) == 1
