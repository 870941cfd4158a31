"""Evidence and its grades: what counts at once, what waits for whom, and who did not come."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.claim import About, ClaimState
from models.hours import Book, Grade
from models.ledger import balance, served
from models.visit import Attendance, AttendanceState, Visit, VisitState
from services import ending, withdrawing
from services.hours import absences, claims, evidence, overdue
from services.hours.cards import own_hours
from services.hours.claims import let_count
from services.hours.jobs import run_hours
from services.work import Refusal
from tests.county import AREAS, VILLAGE, Place
from tests.service.hours.serve import arrive, claims_about, clerk_of, entries, leave, named, planned, rows, serve


async def attendance(place: Place, visit: Visit, person: int) -> Attendance:
    statement = select(Attendance).where(Attendance.visit_id == visit.id, Attendance.person_id == person)
    (row,) = await rows(place, statement)
    assert isinstance(row, Attendance)
    return row


async def by_location(place: Place, visit: Visit, helper: int, lat: float, lon: float) -> bool:
    place.clock.now = max(place.clock.now, visit.start)
    return (await place.act(helper, lambda work: evidence.check_in_here(work, visit.id, lat, lon)))[1]


async def test_a_location_near_the_home_counts_after_the_residents_yes(place: Place) -> None:
    resident, helper = await place.person("王奶奶", lat=32.981, lon=118.781), await place.volunteer("李敏")
    visit = await planned(place, resident, helper)
    assert not await by_location(place, visit, helper, 32.99, 118.79), "a kilometre off"
    assert (await attendance(place, visit, helper)).evidence is None, "where somebody else was is not kept"
    assert await by_location(place, visit, helper, 32.9812, 118.7813)
    kept = (await attendance(place, visit, helper)).evidence
    assert kept == {"near": True, "cell": "32.98,118.78"}
    await leave(place, visit, helper)
    (claim,) = await claims_about(place, helper)
    assert (claim.grade, claim.state) == (Grade.B, ClaimState.PENDING)
    assert await place.look(lambda session: served(session, helper)) == 0
    await place.act(resident, lambda work: ending.rate(work, visit.request_id, "came", True))
    assert await place.look(lambda session: balance(session, helper, Book.CREDIT)) == 60
    assert [one.grade for one in await entries(place, helper)] == [Grade.A]
    place.clock.turn(days=31)
    assert await place.tick(evidence.forget_places) == 1
    assert (await attendance(place, visit, helper)).evidence == {}
    assert await place.tick(evidence.forget_places) == 0


async def test_where_only_the_village_is_known_its_middle_is_compared(place: Place) -> None:
    resident, helper = await place.person("王奶奶"), await place.volunteer("李敏")
    visit = await planned(place, resident, helper)
    _, lat, lon = AREAS[VILLAGE]
    assert not await by_location(place, visit, helper, lat + 0.1, lon)
    assert await by_location(place, visit, helper, lat + 0.02, lon)
    place.clock.turn(minutes=30)
    assert await by_location(place, visit, helper, lat, lon)
    row = await attendance(place, visit, helper)
    assert (row.state, row.out_evidence, row.minutes) == (AttendanceState.OUT, "location", 30)


async def test_one_side_alone_waits_for_the_captains_word_and_then_for_its_time(place: Place) -> None:
    resident = await place.person("王奶奶", lives_alone=True)
    captain, one, two = [await place.volunteer(name) for name in ("队长", "小张", "小王")]
    await place.team("高桥分队", VILLAGE, captain, one, two)
    visit = await named(place, resident, captain, one, two)
    place.clock.now = visit.start
    for person in (one, two):
        await place.act(person, lambda work: evidence.check_in_alone(work, visit.id))
    for person in (one, two):
        await leave(place, visit, person, 30)
    (claim,) = await claims_about(place, one)
    assert (claim.grade, claim.due_at) == (Grade.C, None)
    await place.act(captain, lambda work: evidence.confirm(work, visit.id, one))
    (claim,) = await claims_about(place, one)
    assert claim.grade is Grade.B
    place.clock.turn(hours=71)
    assert await place.tick(let_count) == 0
    place.clock.turn(hours=2)
    assert await place.tick(let_count) == 1
    assert await place.look(lambda session: balance(session, one)) == 30
    assert await place.look(lambda session: served(session, two)) == 0, "without a second side no time lets it count"


async def test_the_captain_is_asked_and_the_list_ends_the_visit(place: Place) -> None:
    resident = await place.person("王奶奶", lives_alone=True)
    captain, one, two = [await place.volunteer(name) for name in ("队长", "小张", "小王")]
    await place.team("高桥分队", VILLAGE, captain, one, two)
    visit = await named(place, resident, captain, one, two)
    with pytest.raises(Refusal, match="too_early"):
        await place.act(captain, lambda work: evidence.confirm(work, visit.id, one))
    place.clock.now = visit.end + timedelta(minutes=5)
    await place.tick(run_hours)
    assert "hours_list" in [row.template for row in await place.told(captain)]
    await place.act(captain, lambda work: evidence.confirm(work, visit.id, one))
    with pytest.raises(Refusal, match="reason_needed"):
        await place.act(captain, lambda work: absences.mark_absent(work, visit.id, two, "sick", " "))
    await place.act(captain, lambda work: absences.mark_absent(work, visit.id, two, "sick", "发烧了"))
    ended = await place.look(lambda session: session.get_one(Visit, visit.id))
    assert ended.state is VisitState.DONE
    absent = await attendance(place, visit, two)
    assert (absent.state, absent.comment) == (AttendanceState.SICK, "发烧了")
    assert "hours_absence" in [row.template for row in await place.told(two)]
    remark = await place.act(two, lambda work: claims.answer(work, About.ATTENDANCE, absent.id, "已经好了"))
    assert remark.text == "已经好了"
    with pytest.raises(Refusal):
        await place.act(one, lambda work: claims.answer(work, About.ATTENDANCE, absent.id, "不关我的事"))


@pytest.mark.parametrize(
    ("hours", "reason", "state"),
    [
        (20, None, AttendanceState.CANCELLED),
        (6, None, AttendanceState.CANCELLED_LATE),
        (6, "sick", AttendanceState.SICK),
    ],
)
async def test_late_and_early_cancelling_and_illness_are_three_things(
    place: Place, hours: int, reason: str | None, state: AttendanceState
) -> None:
    resident, helper = await place.person("王奶奶"), await place.volunteer("李敏")
    visit = await planned(place, resident, helper, hours=22)
    place.clock.now = visit.start - timedelta(hours=hours)
    await place.act(helper, lambda work: withdrawing.cannot_come(work, visit.id, reason))
    assert (await attendance(place, visit, helper)).state is state


async def test_a_forgotten_check_out_is_asked_about_and_then_capped(place: Place) -> None:
    resident, helper = await place.person("王奶奶"), await place.volunteer("李敏")
    visit = await planned(place, resident, helper)
    await arrive(place, visit, helper)
    place.clock.now = visit.end + timedelta(hours=2, minutes=1)
    await place.tick(run_hours)
    await place.tick(run_hours)
    assert [row.template for row in await place.told(helper)].count("hours_forgot") == 1
    place.clock.turn(hours=25)
    await place.tick(run_hours)
    (claim,) = await claims_about(place, helper)
    assert (claim.minutes, claim.grade) == (45, Grade.B)
    assert (await attendance(place, visit, helper)).out_evidence == "capped"


async def test_who_forgot_says_so(place: Place) -> None:
    resident, helper = await place.person("王奶奶"), await place.volunteer("李敏")
    visit = await planned(place, resident, helper)
    await arrive(place, visit, helper)
    place.clock.now = visit.end + timedelta(hours=3)
    _, row = await place.act(helper, lambda work: overdue.left_as_planned(work, visit.id))
    assert (row.minutes, row.out_evidence) == (45, "capped")
    with pytest.raises(Refusal):
        await place.act(helper, lambda work: overdue.left_as_planned(work, visit.id))


async def test_a_residents_no_stops_what_waits_and_has_what_counts_looked_at(place: Place) -> None:
    resident, helper, clerk = await place.person("王奶奶"), await place.volunteer("李敏"), await clerk_of(place)
    visit = await serve(place, resident, helper)
    with pytest.raises(Refusal, match="no_request"):
        await place.act(helper, lambda work: claims.object_to(work, visit.request_id, "不对"))
    assert await place.act(resident, lambda work: claims.object_to(work, visit.request_id, "只来了十分钟")) == 1
    assert "hours_doubted" in [row.template for row in await place.told(helper)]
    assert [one.minutes for one in await entries(place, helper)] == [60], "nothing changes before somebody has looked"
    (entry,) = await entries(place, helper)
    await place.act(clerk, lambda work: claims.reverse(work, entry.id))
    assert [one.minutes for one in await entries(place, helper)] == [60, -60]
    hours = await place.act(helper, own_hours)
    assert (hours.total, [one.kind for one in hours.entries]) == (0, ["reversed", "served"])


async def test_entered_later_than_two_days_needs_a_second_person(place: Place) -> None:
    resident = await place.person("王奶奶", lives_alone=True)
    captain, one, two = [await place.volunteer(name) for name in ("队长", "小张", "小王")]
    await place.team("高桥分队", VILLAGE, captain, one, two)
    visit, clerk = await named(place, resident, captain, one, two), await clerk_of(place)
    place.clock.now = visit.end + timedelta(hours=50)
    await place.act(captain, lambda work: evidence.enter_sheet(work, evidence.sheet_token(visit), {one, two}))
    (claim,) = await claims_about(place, one)
    assert (claim.late, claim.due_at) == (True, None)
    with pytest.raises(Refusal, match="reason_needed"):
        await place.act(clerk, lambda work: claims.refuse(work, claim.id, ""))
    await place.act(clerk, lambda work: claims.refuse(work, claim.id, "表上没有签名"))
    assert "hours_refused" in [row.template for row in await place.told(one)]
    await place.act(one, lambda work: claims.answer(work, About.CLAIM, claim.id, "签在背面了"))
    entry = await place.act(clerk, lambda work: claims.approve(work, claim.id))
    assert entry.book is Book.HONOUR
    assert "<svg" in evidence.sheet_qr(visit)


async def test_the_first_of_two_approvers_decides(place: Place) -> None:
    helper, one, two = await place.volunteer("李敏"), await clerk_of(place), await clerk_of(place, "吴会计")
    start = place.clock() - timedelta(hours=1)
    claim = await place.act(helper, lambda w: claims.enter_by_hand(w, helper, VILLAGE, start, 60, "帮忙"))
    await place.act(one, lambda work: claims.approve(work, claim.id))
    with pytest.raises(Refusal, match="hours_decided"):
        await place.act(two, lambda work: claims.approve(work, claim.id))
    with pytest.raises(Refusal, match="hours_decided"):
        await place.act(await place.person("别人"), lambda work: claims.approve(work, claim.id))
    assert [one.minutes for one in await entries(place, helper)] == [60]


async def test_who_was_not_there_at_the_end_is_told_and_may_explain(place: Place) -> None:
    one, two = await place.volunteer("小张"), await place.volunteer("小王")
    captain = await place.volunteer("队长")
    await place.team("高桥分队", VILLAGE, captain, one, two)
    visit = await named(place, await place.person("王奶奶", lives_alone=True), captain, one, two)
    await arrive(place, visit, one)
    await leave(place, visit, one, 30)
    (told,) = await place.told(two, "hours_absence")
    row = await place.look(lambda session: session.get_one(Attendance, told.ids["attendance"]))
    assert (row.person_id, row.state) == (two, AttendanceState.NO_SHOW)
    said = await place.act(two, lambda work: claims.answer(work, About.ATTENDANCE, row.id, "走错了村"))
    assert said.text == "走错了村"
