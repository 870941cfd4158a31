"""Going in another's place where each accepted for themselves: who was asked last, who has an offer, what has changed."""

import pytest

from models.offer import OfferState
from models.person import Person
from models.visit import AttendanceState, Visit, VisitState
from services import answers, reminders, substitutes, withdrawing
from services.standby import stand_by
from services.work import Refusal
from tests.county import VILLAGE, Place
from tests.service.asking.reading import said, said_by, states
from tests.service.test_loop import filed, offers_now, soon, tomorrow

A = AttendanceState


async def mates(place: Place, *names: str) -> list[int]:
    """Volunteers of one team that does nothing as a team, so each is asked for themselves."""
    people = [await place.volunteer(name) for name in names]
    await place.team("高桥分队", VILLAGE, people[0], *people[1:], skills=())
    return people


async def test_the_mate_who_was_asked_last_goes(place: Place) -> None:
    """Others were faster than the mate, who had been asked too; the reminder of who gives the place up falls silent."""
    resident = await place.person("王奶奶")
    people = await mates(place, "李敏", "赵军", "孙丽")
    request_id = await filed(place, resident, soon(place))
    offers = await offers_now(place, request_id)
    li, sun = [one for one in people if one in offers]
    [zhao] = set(people) - set(offers)
    with pytest.raises(Refusal, match="offer_gone"):
        await place.act(li, lambda work: stand_by(work, offers[li].id))
    visit = await place.act(li, lambda work: answers.accept(work, offers[li].id))
    for outsider in (resident, zhao):
        with pytest.raises(Refusal, match="nothing_to_give_back"):
            await place.act(outsider, lambda work: substitutes.mates_for(work, visit.id))

    await place.act(li, lambda work: substitutes.propose_mate(work, visit.id, zhao))
    first = (await place.told(zhao, "free_substitute"))[0]
    notice = await said_by(place, first)
    assert notice is not None
    assert (notice.context["visit"].id, notice.context["name"]) == (visit.id, await name_of(place, li))
    place.clock.turn(minutes=5)
    await place.act(li, lambda work: substitutes.propose_mate(work, visit.id, sun))
    assert await said_by(place, first) is None, "another was asked since"
    with pytest.raises(Refusal, match="changed"):
        await place.act(zhao, lambda work: substitutes.take_place(work, visit.id, li))
    now = await place.act(sun, lambda work: substitutes.take_place(work, visit.id, li))
    assert (now.state, await states(place, visit.id)) == (VisitState.PLANNED, {li: A.CANCELLED, sun: A.PLANNED})
    assert await said(place, sun, "free_substitute") is None
    after = {who: offer.state for who, offer in (await offers_now(place, request_id)).items()}
    assert after == {li: OfferState.WITHDRAWN, sun: OfferState.ACCEPTED}


async def test_who_has_been_asked_meanwhile_takes_the_place_too(place: Place) -> None:
    """Of two who go one proposes a mate, the other gives back, and the mate is asked for that: one yes is enough."""
    resident = await place.person("王奶奶")
    people = await mates(place, "李敏", "赵军", "孙丽")
    request_id = await filed(place, resident, tomorrow(place, item="A07"))
    offers = await offers_now(place, request_id)
    first, second = [one for one in people if one in offers]
    [mate] = set(people) - set(offers)
    for person in (first, second):
        visit: Visit = await place.act(person, lambda work, one=person: answers.accept(work, offers[one].id))
    await place.act(first, lambda work: substitutes.propose_mate(work, visit.id, mate))
    await place.act(second, lambda work: answers.withdraw(work, offers[second].id))
    assert (await offers_now(place, request_id))[mate].state is OfferState.SENT
    await place.act(mate, lambda work: substitutes.take_place(work, visit.id, first))
    assert (await offers_now(place, request_id))[mate].state is OfferState.ACCEPTED
    assert (await states(place, visit.id))[mate] is A.PLANNED


async def test_who_gave_the_place_up_is_not_reminded_and_what_was_given_back_is_not_taken(place: Place) -> None:
    resident = await place.person("王奶奶")
    people = await mates(place, "李敏", "赵军", "孙丽")
    request_id = await filed(place, resident, tomorrow(place))
    [(goes, offer)] = (await offers_now(place, request_id)).items()
    first, second = set(people) - {goes}
    visit = await place.act(goes, lambda work: answers.accept(work, offer.id))
    place.clock.turn(hours=7, minutes=10)
    await place.tick(reminders.remind)
    assert await said(place, goes, "remind_evening") is not None
    await place.act(goes, lambda work: substitutes.propose_mate(work, visit.id, first))
    await place.act(first, lambda work: substitutes.take_place(work, visit.id, goes))
    assert await said(place, goes, "remind_evening") is None
    assert await said(place, resident, "remind_evening") is not None, "the visit is as it was for the resident"

    await place.act(first, lambda work: substitutes.propose_mate(work, visit.id, second))
    await place.act(first, lambda work: withdrawing.cannot_come(work, visit.id))
    with pytest.raises(Refusal, match="changed"):
        await place.act(second, lambda work: substitutes.take_place(work, visit.id, first))
    assert await said(place, second, "free_substitute") is None


async def name_of(place: Place, person_id: int) -> str | None:
    return (await place.look(lambda session: session.get_one(Person, person_id))).name
