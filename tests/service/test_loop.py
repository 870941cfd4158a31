"""The whole loop through the use cases: ask, offer, accept, serve, log, rate."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from models.grant import NotAllowed, Role
from models.hours import Entry, Grade
from models.ids import new_id
from models.ledger import balance, digest_of
from models.machine import IllegalMove
from models.offer import Offer, OfferState
from models.person import Person
from models.request import Request, RequestState
from models.visit import Attendance, AttendanceState, Visit, VisitState
from services import answers, dispatch, drafts, ending, serving, staffing, withdrawing
from services.filing import Wish, change_draft, draft
from services.work import Refusal, Work
from tests.county import COUNTY, FAR_VILLAGE, NEXT_VILLAGE, TOWN, VILLAGE, Place


def tomorrow(place: Place, hour: int = 9, item: str = "C09") -> Wish:
    """A wish for tomorrow morning at a clock hour, Shanghai time; by default one that anybody can do."""
    start = (place.clock() + timedelta(days=1)).replace(hour=hour - 8, minute=0)
    return Wish(item, VILLAGE, "电视没有声音了", "3组12号", start, start + timedelta(hours=2))


def soon(place: Place) -> Wish:
    """A wish for within the hour, for which several are asked at once."""
    start = place.clock() + timedelta(minutes=50)
    return Wish("C09", VILLAGE, "电视没有声音了", "3组12号", start, start + timedelta(hours=2))


async def filed(place: Place, resident: int, wish: Wish | None = None) -> int:
    """A request, opened."""

    async def ask(work: Work) -> int:
        request = await draft(work, await work.session.get_one(Person, resident), wish or tomorrow(place))
        await drafts.confirm(work, request.id)
        return request.id

    return await place.act(resident, ask)


async def request_now(place: Place, request_id: int) -> Request:
    return await place.look(lambda session: session.get_one(Request, request_id))


async def offers_now(place: Place, request_id: int) -> dict[int, Offer]:
    async def read(session):  # type: ignore[no-untyped-def]
        return {
            offer.person_id: offer
            for offer in await session.scalars(select(Offer).where(Offer.request_id == request_id))
        }

    return await place.look(read)


async def test_a_request_is_asked_accepted_served_rated_and_logged(place: Place) -> None:
    resident, helper = await place.person("王奶奶", phone="+8613800000001"), await place.volunteer("李敏")
    request_id = await filed(place, resident)
    assert (await request_now(place, request_id)).state is RequestState.OFFERED
    offer = (await offers_now(place, request_id))[helper]
    assert [row.template for row in await place.told(helper)] == ["offer"]

    visit = await place.act(helper, lambda work: answers.accept(work, offer.id))
    assert visit.state is VisitState.PLANNED
    assert (await request_now(place, request_id)).state is RequestState.SCHEDULED
    assert [row.template for row in await place.told(resident)] == ["scheduled"]
    assert visit.code is not None
    assert len(visit.code) == 4

    place.clock.now = visit.start - timedelta(minutes=10)
    await place.act(helper, lambda work: serving.on_the_way(work, visit.id))
    arrived = await place.act(helper, lambda work: serving.check_in(work, visit.id, visit.code or ""))
    assert arrived.result is serving.Arrival.IN
    place.clock.turn(minutes=50)
    _, row = await place.act(helper, lambda work: serving.check_out(work, visit.id))
    assert row.minutes == 50

    for question in ending.QUESTIONS:
        await place.act(resident, lambda work, q=question: ending.rate(work, request_id, q, True))
    assert (await request_now(place, request_id)).state is RequestState.CLOSED
    assert await place.look(lambda session: balance(session, helper)) == 50
    entry = await place.look(lambda session: session.scalar(select(Entry)))
    assert entry is not None
    assert (entry.grade, entry.seq, entry.chain) == (Grade.A, 1, VILLAGE)
    assert digest_of(entry) == entry.digest
    assert "thanked" in [row.template for row in await place.told(helper)]


async def test_a_team_of_two_is_named_by_its_captain(place: Place) -> None:
    resident = await place.person("王奶奶", lives_alone=True)
    captain, first, second = [await place.volunteer(name) for name in ("队长", "小张", "小王")]
    await place.team("高桥分队", VILLAGE, captain, first, second)
    request_id = await filed(place, resident, tomorrow(place, item="A03"))
    offer = (await offers_now(place, request_id))[captain]
    assert offer.team_id is not None
    visit = await place.act(captain, lambda work: answers.accept(work, offer.id))
    assert visit.state is VisitState.STAFFING
    await place.act(captain, lambda work: staffing.name_person(work, visit.id, first))
    assert (await request_now(place, request_id)).state is RequestState.ACCEPTED
    await place.act(captain, lambda work: staffing.name_person(work, visit.id, second))
    assert (await request_now(place, request_id)).state is RequestState.SCHEDULED
    with pytest.raises(Refusal, match="enough_people"):
        await place.act(captain, lambda work: staffing.name_person(work, visit.id, captain))
    await place.act(captain, lambda work: staffing.unname_person(work, visit.id, second))
    assert (await request_now(place, request_id)).state is RequestState.ACCEPTED
    assert "visit_off" in [row.template for row in await place.told(second)]
    await place.act(captain, lambda work: staffing.name_person(work, visit.id, second))
    await place.act(first, lambda work: withdrawing.cannot_come(work, visit.id, "孩子病了"))
    assert "name_again" in [row.template for row in await place.told(captain)]
    with pytest.raises(NotAllowed):
        await place.act(first, lambda work: staffing.name_person(work, visit.id, captain))


async def test_only_one_wins_and_the_others_are_told(place: Place) -> None:
    resident = await place.person("王奶奶")
    helpers = [await place.volunteer(f"志愿者{number}") for number in range(5)]
    request_id = await filed(place, resident, soon(place))
    offers = await offers_now(place, request_id)
    asked = [one for one in helpers if one in offers]
    assert len(asked) >= 2
    await place.act(asked[0], lambda work: answers.accept(work, offers[asked[0]].id))
    with pytest.raises(Refusal, match="offer_gone"):
        await place.act(asked[1], lambda work: answers.accept(work, offers[asked[1]].id))
    with pytest.raises(Refusal, match="already_yours"):
        await place.act(asked[0], lambda work: answers.accept(work, offers[asked[0]].id))
    assert "offer_filled" in [row.template for row in await place.told(asked[1])]
    visits = await place.look(lambda session: session.scalar(select(func.count()).select_from(Visit)))
    assert visits == 1


async def test_a_decline_costs_nothing_and_the_next_is_asked(place: Place) -> None:
    resident, helper = await place.person("王奶奶"), await place.volunteer("李敏")
    await place.volunteer("远处的人", FAR_VILLAGE)
    request_id = await filed(place, resident)
    offers = await offers_now(place, request_id)
    assert set(offers) == {helper}
    declined = await place.act(helper, lambda work: answers.decline(work, offers[helper].id))
    assert declined.decline_reason is None
    again = await place.act(helper, lambda work: answers.decline(work, offers[helper].id, "busy"))
    assert again.decline_reason == "busy"
    after = await offers_now(place, request_id)
    assert {offer.state for offer in after.values()} == {OfferState.DECLINED, OfferState.SENT}
    assert (await request_now(place, request_id)).venue_code != VILLAGE


async def test_who_gives_back_is_replaced_and_those_who_were_told_it_was_filled_are_asked_again(place: Place) -> None:
    resident = await place.person("王奶奶")
    first, second = await place.volunteer("李敏"), await place.volunteer("赵军")
    request_id = await filed(place, resident, soon(place))
    offers = await offers_now(place, request_id)
    assert set(offers) == {first, second}
    await place.act(first, lambda work: answers.accept(work, offers[first].id))
    await place.act(first, lambda work: answers.withdraw(work, offers[first].id, "unwell"))
    assert "helper_changed" in [row.template for row in await place.told(resident)]
    now = await offers_now(place, request_id)
    assert (now[first].state, now[second].state) == (OfferState.WITHDRAWN, OfferState.SENT)
    visit = await place.act(second, lambda work: answers.accept(work, now[second].id))
    assert visit.state is VisitState.PLANNED


async def test_a_request_that_nobody_answers_goes_up_and_a_clerk_is_told(place: Place) -> None:
    resident = await place.person("王奶奶")
    clerk = await place.person("所里的小陈", TOWN)
    await place.grant(clerk, Role.CLERK, TOWN)
    near, farther = await place.volunteer("李敏"), await place.volunteer("赵军", NEXT_VILLAGE)
    wish = Wish("C09", VILLAGE, "手机没声音", "3组", None, None)
    request_id = await filed(place, resident, wish)
    assert set(await offers_now(place, request_id)) == {near}
    place.clock.turn(hours=25)
    await place.tick(dispatch.run_waves)
    request, offers = await request_now(place, request_id), await offers_now(place, request_id)
    assert request.missed_limits == 1
    assert request.venue_code == TOWN
    assert offers[near].state is OfferState.EXPIRED
    assert offers[farther].state is OfferState.SENT
    assert [row.template for row in await place.told(clerk)] == ["unmet"]
    with pytest.raises(Refusal, match="offer_late"):
        await place.act(near, lambda work: answers.accept(work, offers[near].id))


async def test_nobody_to_ask_means_a_clerk_by_name_and_an_honest_word(place: Place) -> None:
    resident = await place.person("王奶奶")
    manager = await place.person("中心主任", COUNTY)
    await place.grant(manager, Role.MANAGER, COUNTY)
    request_id = await filed(place, resident)
    request = await request_now(place, request_id)
    assert request.state is RequestState.UNMET
    assert request.clerk_id == manager
    assert [row.template for row in await place.told(resident)] == ["still_looking"]


async def test_a_cancel_tells_everybody(place: Place) -> None:
    resident, helper = await place.person("王奶奶"), await place.volunteer("李敏")
    request_id = await filed(place, resident)
    offers = await offers_now(place, request_id)
    visit = await place.act(helper, lambda work: answers.accept(work, offers[helper].id))
    await place.act(resident, lambda work: ending.cancel(work, request_id, "孩子回来了"))
    assert {"visit_off", "offer_revoked"} <= {row.template for row in await place.told(helper)}
    row = await place.look(lambda session: session.scalar(select(Attendance).where(Attendance.visit_id == visit.id)))
    assert row is not None
    assert row.state is AttendanceState.CANCELLED
    with pytest.raises(IllegalMove):
        await place.act(resident, lambda work: ending.cancel(work, request_id))


async def test_a_wrong_code_is_counted_and_locked_for_a_clerk(place: Place) -> None:
    clerk = await place.person("小陈", VILLAGE)
    await place.grant(clerk, Role.CLERK, VILLAGE)
    resident, helper = await place.person("王奶奶"), await place.volunteer("李敏")
    request_id = await filed(place, resident)
    offers = await offers_now(place, request_id)
    visit = await place.act(helper, lambda work: answers.accept(work, offers[helper].id))
    with pytest.raises(Refusal, match="too_early"):
        await place.act(helper, lambda work: serving.check_in(work, visit.id, "0000"))
    place.clock.now = visit.start
    wrong = "0000" if visit.code != "0000" else "1111"
    results = [await place.act(helper, lambda work: serving.check_in(work, visit.id, wrong)) for _ in range(5)]
    assert [one.left for one in results] == [4, 3, 2, 1, 0]
    assert results[-1].result is serving.Arrival.LOCKED
    right = await place.act(helper, lambda work: serving.check_in(work, visit.id, visit.code or ""))
    assert right.result is serving.Arrival.LOCKED
    assert "code_locked" in [row.template for row in await place.told(clerk)]


async def test_a_stranger_sees_and_does_nothing(place: Place) -> None:
    resident, stranger, helper = await place.person("王奶奶"), await place.person("外人"), await place.volunteer("李敏")
    request_id = await filed(place, resident)
    offers = await offers_now(place, request_id)
    with pytest.raises(Refusal, match="no_request"):
        await place.act(stranger, lambda work: ending.cancel(work, request_id))
    with pytest.raises(Refusal, match="no_offer"):
        await place.act(stranger, lambda work: answers.accept(work, offers[helper].id))
    with pytest.raises(Refusal, match="no_offer"):
        await place.act(stranger, lambda work: answers.accept(work, new_id()))

    async def for_another(work: Work) -> None:
        await draft(work, await work.session.get_one(Person, resident), tomorrow(place))

    with pytest.raises(NotAllowed):
        await place.act(stranger, for_another)


async def test_a_draft_is_changed_until_it_is_right(place: Place) -> None:
    resident = await place.person("王奶奶")

    async def ask(work: Work) -> int:
        return (await draft(work, await work.session.get_one(Person, resident), tomorrow(place))).id

    request_id = await place.act(resident, ask)
    changed = await place.act(resident, lambda work: change_draft(work, request_id, item_code="C01", people=2))
    assert (changed.item_code, changed.people, changed.venue_code) == ("C01", 2, TOWN)
    for wrong, why in (
        ({"item_code": "Z99"}, "no_item"),
        ({"start": place.clock() - timedelta(days=1), "end": None}, "past"),
    ):
        with pytest.raises(Refusal, match=why):
            await place.act(resident, lambda work, w=wrong: change_draft(work, request_id, **w))
    await place.act(resident, lambda work: drafts.confirm(work, request_id))
    with pytest.raises(Refusal, match="not_a_draft"):
        await place.act(resident, lambda work: change_draft(work, request_id, people=1))


async def test_a_no_brings_a_clerk(place: Place) -> None:
    clerk = await place.person("小陈", VILLAGE)
    await place.grant(clerk, Role.CLERK, VILLAGE)
    resident, helper = await place.person("王奶奶"), await place.volunteer("李敏")
    request_id = await filed(place, resident)
    offers = await offers_now(place, request_id)
    visit = await place.act(helper, lambda work: answers.accept(work, offers[helper].id))
    place.clock.now = visit.start
    await place.act(helper, lambda work: serving.check_in(work, visit.id, visit.code or ""))
    with pytest.raises(Refusal, match="being_served"):
        await place.act(resident, lambda work: ending.cancel(work, request_id))
    place.clock.turn(minutes=30)
    await place.act(helper, lambda work: serving.check_out(work, visit.id))
    _, given = await place.act(resident, lambda work: ending.rate(work, request_id, "came", False))
    assert (given.on_time, given.solved) == (False, False)
    assert "follow_up" in [row.template for row in await place.told(clerk)]
    with pytest.raises(Refusal, match="rated"):
        await place.act(resident, lambda work: ending.rate(work, request_id, "came", True))


async def test_a_clerk_declines_with_a_reason_or_merges_a_duplicate(place: Place) -> None:
    clerk = await place.person("小陈", TOWN)
    await place.grant(clerk, Role.CLERK, TOWN)
    resident = await place.person("王奶奶")
    one, two = await filed(place, resident), await filed(place, resident)
    with pytest.raises(Refusal, match="reason_needed"):
        await place.act(clerk, lambda work: ending.decline_request(work, one, "  "))
    await place.act(clerk, lambda work: ending.merge(work, two, one))
    await place.act(clerk, lambda work: ending.decline_request(work, one, "不在服务范围"))
    assert (await request_now(place, two)).merged_into == one
    assert {"request_merged", "request_declined"} <= {row.template for row in await place.told(resident)}
    with pytest.raises(NotAllowed):
        await place.act(resident, lambda work: ending.merge(work, one, two))
