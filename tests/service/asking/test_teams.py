"""A team's visit from the asking to the giving back, and which teams are not asked at all."""

from dataclasses import replace
from datetime import timedelta

import pytest

from models.grant import Role
from models.offer import OfferState
from models.person import Person
from models.team import Team
from models.visit import AttendanceState, VisitState
from services import answers, drafts, ending, moving, passing, staffing
from services.filing import Wish, draft
from services.work import Refusal, Work
from tests.county import FAR_VILLAGE, TOWN, VILLAGE, Place
from tests.service.asking.reading import said, states
from tests.service.test_loop import filed, offers_now, soon, tomorrow

A = AttendanceState


async def filed_for(place: Place, clerk: int, resident: int, wish: Wish) -> int:
    """A request that a clerk files for a resident, opened."""

    async def ask(work: Work) -> int:
        request = await draft(work, await work.session.get_one(Person, resident), wish)
        await drafts.confirm(work, request.id)
        return request.id

    return await place.act(clerk, ask)


async def test_a_captain_of_two_teams_is_asked_once(place: Place) -> None:
    """Named, moved and given back; then the members are asked one by one, and one of them gives back too."""
    resident, clerk = await place.person("王奶奶"), await place.person("小陈", TOWN)
    await place.grant(clerk, Role.CLERK, TOWN)
    captain, first, second, third = [await place.volunteer(name) for name in ("队长", "小张", "小王", "小赵")]
    teams = [await place.team(name, VILLAGE, captain, first, second, third) for name in ("高桥分队", "高桥二队")]
    request_id = await filed_for(place, clerk, resident, replace(soon(place), item_code="A07"))
    offer = (await offers_now(place, request_id))[captain]
    [other] = set(teams) - {offer.team_id}
    with pytest.raises(Refusal, match="asked_before"):
        await place.act(captain, lambda work: passing.pass_on(work, offer.id, other))
    visit = await place.act(captain, lambda work: answers.accept(work, offer.id))
    with pytest.raises(Refusal, match="offer_gone"):
        await place.act(captain, lambda work: passing.pass_on(work, offer.id, other))

    for person in (first, second):
        await place.act(captain, lambda work, one=person: staffing.name_person(work, visit.id, one))
    await place.act(captain, lambda work: staffing.unname_person(work, visit.id, second))
    await place.act(captain, lambda work: staffing.name_person(work, visit.id, third))
    later = visit.start + timedelta(days=1)
    await place.act(resident, lambda work: moving.move_request(work, request_id, later, None))
    heard = {who: len(await place.told(who, "visit_moved")) for who in (clerk, first, second, third, resident)}
    assert heard == {clerk: 1, first: 1, second: 0, third: 1, resident: 0}, (
        "second does not go, and the resident moved it"
    )
    assert await said(place, first, "visit_moved") is not None

    await place.act(captain, lambda work: answers.withdraw(work, offer.id))
    assert await states(place, visit.id) == dict.fromkeys((first, second, third), A.CANCELLED)
    assert [len(await place.told(one, "visit_off")) for one in (first, second, third)] == [1, 1, 1]
    assert await said(place, first, "visit_moved") is None
    await the_members_are_asked_one_by_one(place, resident, request_id, captain)


async def the_members_are_asked_one_by_one(place: Place, resident: int, request_id: int, captain: int) -> None:
    offers = await offers_now(place, request_id)
    assert offers.pop(captain).state is OfferState.WITHDRAWN
    assert {one.state for one in offers.values()} == {OfferState.SENT}
    goes, gives_back = list(offers)[:2]
    before = {one: len(await place.told(one, "visit_off")) for one in (goes, gives_back)}
    for person in before:
        visit = await place.act(person, lambda work, one=person: answers.accept(work, offers[one].id))
    assert visit.state is VisitState.PLANNED
    await place.act(gives_back, lambda work: answers.withdraw(work, offers[gives_back].id))
    await place.act(resident, lambda work: ending.cancel(work, request_id))
    assert len(await place.told(goes, "visit_off")) == before[goes] + 1
    assert len(await place.told(gives_back, "visit_off")) == before[gives_back], "who had given back is not told again"


async def test_who_is_not_asked(place: Place) -> None:
    people = [await place.volunteer(f"志愿者{n}") for n in range(5)]
    await place.team("高桥分队", VILLAGE, *people[:3])
    orphan = await place.team("石桥分队", VILLAGE, *people[3:])

    async def resign(work: Work) -> None:
        (await work.session.get_one(Team, orphan)).captain_id = None

    await place.tick(resign)
    offers = await offers_now(place, await filed(place, people[0], tomorrow(place, item="A07")))
    assert offers
    assert {one.team_id for one in offers.values()} == {None}, "one team's captain asks themselves, the other has none"
    assert people[0] not in offers

    helper = await place.volunteer("李敏", FAR_VILLAGE, weekly_minutes=60)
    assert await asked(place, helper, days=7), "for next Tuesday"
    assert await asked(place, helper, days=1), "for this Thursday: that is three quarters of this week's hour"
    assert not await asked(place, helper, days=1), "for this Friday it would be too much"


async def asked(place: Place, helper: int, days: int) -> bool:
    """Whether somebody is asked for a service of 45 minutes in so many days; then they take it, and rest from being asked."""
    wish = tomorrow(place)
    assert wish.start is not None
    wish = replace(wish, area_code=FAR_VILLAGE, start=wish.start + timedelta(days=days - 1), end=None)
    offers = await offers_now(place, await filed(place, await place.person("张爷爷", FAR_VILLAGE), wish))
    if helper in offers:
        await place.act(helper, lambda work: answers.accept(work, offers[helper].id))
    place.clock.turn(hours=21)
    return helper in offers
