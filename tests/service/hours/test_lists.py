"""The captain's list and the sheet: who keeps them, for whom, and what was there by code stays as it was."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.area import Area
from models.claim import About, ClaimState, Remark
from models.grant import NotAllowed, Role
from models.hours import Grade
from models.team import Team
from models.visit import AttendanceState, Visit
from services import ending, withdrawing
from services.hours import absences, claims, evidence, overdue
from services.hours.sheet import sheet_of
from services.work import Refusal
from tests.county import AREAS, TOWN, VILLAGE, Place
from tests.service.hours.serve import arrive, by, claims_about, clerk_of, entries, leave, named, rows


async def of_two(place: Place) -> tuple[Visit, int, int, int, int]:
    """(visit, resident, captain, member, member): a visit for two that a team's captain has staffed."""
    resident = await place.person("王奶奶", lives_alone=True)
    captain, one, two = [await place.volunteer(name) for name in ("队长", "小张", "小王")]
    await place.team("高桥分队", VILLAGE, captain, one, two)
    return await named(place, resident, captain, one, two), resident, captain, one, two


async def test_only_who_leads_keeps_the_list_and_only_of_who_goes_there(place: Place) -> None:
    visit, resident, captain, one, two = await of_two(place)
    stranger = await place.person("路人")
    await place.act(two, by(withdrawing.cannot_come, visit.id, "sick"))
    assert (await place.act(captain, by(sheet_of, visit.id))).names == ("小张",), "who is ill stands on no sheet"
    place.clock.now = visit.start
    with pytest.raises(Refusal, match="no_visit"):
        await place.act(stranger, by(evidence.confirm, visit.id, one))
    for act in (by(evidence.confirm, visit.id, one), by(sheet_of, visit.id)):
        with pytest.raises(NotAllowed):
            await place.act(one, act)
    absent = by(absences.mark_absent, visit.id, stranger, "sick", "病了")
    for act in (by(evidence.confirm, visit.id, stranger), absent):
        with pytest.raises(Refusal, match="no_member"):
            await place.act(captain, act)
    await place.act(resident, by(ending.cancel, visit.request_id))
    with pytest.raises(Refusal, match="visit_over"):
        await place.act(captain, by(evidence.confirm, visit.id, one))
    with pytest.raises(Refusal, match="no_visit"):
        await place.act(captain, by(sheet_of, visit.id))


async def test_what_is_there_by_code_stays_when_the_list_and_the_sheet_say_it_again(place: Place) -> None:
    visit, resident, captain, one, two = await of_two(place)
    await arrive(place, visit, one)
    with pytest.raises(Refusal, match="checked_in"):
        await place.act(one, by(evidence.check_in_alone, visit.id))
    row = await place.act(captain, by(evidence.confirm, visit.id, one))
    assert (row.state, row.in_evidence) == (AttendanceState.IN, "code")
    await leave(place, visit, one)
    row = await place.act(captain, by(absences.mark_absent, visit.id, two, "no_show", "电话不通"))
    assert (row.state, row.comment) == (AttendanceState.NO_SHOW, "电话不通")
    await place.act(captain, by(evidence.enter_sheet, evidence.sheet_token(visit), {one, two}))
    assert [(entry.minutes, entry.grade) for entry in await entries(place, one)] == [(60, Grade.A)]
    (claim,) = await claims_about(place, two)
    assert (claim.grade, claim.state) == (Grade.B, ClaimState.PENDING)

    await place.grant(one, Role.CLERK, VILLAGE)
    with pytest.raises(Refusal, match="hours_second") as refused:
        await place.act(one, by(claims.approve, claim.id))
    assert refused.value.context == {"why": "together"}, "who served there is no second person"
    await place.act(two, by(claims.answer, About.CLAIM, claim.id, "签在背面"))
    typed = by(claims.enter_by_hand, captain, VILLAGE, visit.start, 30, "也去了", visit.request_id)
    alone = await place.act(await clerk_of(place), typed)
    await place.act(resident, by(ending.rate, visit.request_id, "came", True))
    assert [entry.grade for entry in await entries(place, two)] == [Grade.B], (
        "a yes of the resident makes no A of a sheet"
    )
    (waiting,) = await claims_about(place, captain)
    assert (waiting.id, waiting.state) == (alone.id, ClaimState.PENDING), "one side still needs a second person"


async def test_after_a_no_the_captains_word_starts_no_time(place: Place) -> None:
    visit, resident, captain, one, two = await of_two(place)
    place.clock.now = visit.start
    for person in (one, two):
        await place.act(person, by(evidence.check_in_alone, visit.id))
    for person in (one, two):
        await leave(place, visit, person, 20)
    await place.act(captain, by(evidence.confirm, visit.id, two))
    (claim,) = await claims_about(place, two)
    assert claim.due_at is not None
    await place.act(resident, by(ending.rate, visit.request_id, "came", False))
    await place.act(captain, by(evidence.confirm, visit.id, one))
    for person in (one, two):
        (claim,) = await claims_about(place, person)
        assert (claim.grade, claim.due_at, claim.objected_by) == (Grade.B, None, resident)
    assert await place.act(resident, by(claims.object_to, visit.request_id, " ")) == 2
    assert await rows(place, select(Remark)) == []
    place.clock.turn(days=30)
    assert await place.tick(claims.let_count) == 0


async def test_who_answers_for_a_team_without_captain_is_asked_who_came(place: Place) -> None:
    visit, _, captain, one, _ = await of_two(place)
    place.clock.now = visit.start
    async with place.database.begin() as session:
        (await session.get_one(Area, VILLAGE)).lat = None
    with pytest.raises(Refusal, match="site_unknown"):
        await place.act(one, by(evidence.check_in_here, visit.id, *AREAS[VILLAGE][1:]))
    with pytest.raises(Refusal, match="not_checked_in"):
        await place.act(one, by(overdue.left_as_planned, visit.id))
    row = await place.act(captain, by(evidence.confirm, visit.id, one))
    assert (row.minutes, await claims_about(place, one)) == (0, []), "before a minute has passed there is none to enter"
    async with place.database.begin() as session:
        (await session.get_one(Team, visit.team_id)).captain_id = None
    place.clock.now = visit.end + timedelta(minutes=5)
    assert await place.tick(overdue.ask_captains) == 0
    head = await place.volunteer("总队长")
    above = await place.team("马坝总队", TOWN, head)
    async with place.database.begin() as session:
        (await session.get_one(Team, visit.team_id)).parent_id = above
    assert await place.tick(overdue.ask_captains) == 1
    assert [told.ids for told in await place.told(head, "hours_list")] == [{"visit": visit.id}]
