"""A team's day in the database: visits that several go to, who has no time, and what cannot be decided or named."""

from datetime import UTC, datetime, timedelta

import pytest

from models.day_draft import DayDraft
from models.grant import NotAllowed
from models.ids import new_id
from models.person import Person
from models.request import RequestState
from models.visit import Attendance, AttendanceState, Visit, VisitState
from services import availability, day_plans
from services.filing import Wish, draft
from services.staffing import name_person
from services.work import Refusal, Work
from tests.county import VILLAGE, Place
from tests.kernels import compile_kernels

START = datetime(2026, 11, 26, 1, tzinfo=UTC)


async def staffing(place: Place, resident: int, team: int | None, item: str, start: datetime, end: datetime) -> Visit:
    """A visit that a team has accepted and not named anybody for."""

    async def act(work: Work) -> Visit:
        person = await work.session.get_one(Person, resident)
        request = await draft(work, person, Wish(item, VILLAGE, "", "3组", start, end))
        request.state = RequestState.ACCEPTED
        visit = Visit(
            request_id=request.id,
            team_id=team,
            state=VisitState.STAFFING,
            start=start,
            end=start + timedelta(hours=2),
            needed=request.volunteers,
            created_at=work.now,
        )
        work.session.add(visit)
        return visit

    return await place.act(resident, act)


async def promised(place: Place, resident: int, person: int, start: datetime) -> None:
    """Two hours that somebody has promised elsewhere."""
    visit = await staffing(place, resident, None, "C09", start, start + timedelta(hours=2))

    async def go(work: Work) -> None:
        work.session.add(Attendance(visit_id=visit.id, person_id=person, state=AttendanceState.PLANNED))

    await place.tick(go)


async def test_three_and_five_go_together(place: Place) -> None:
    """The sixth has promised the morning elsewhere, the seventh is away."""
    compile_kernels()
    members = [await place.volunteer(f"志愿{n}") for n in range(7)]
    team = await place.team("高桥分队", VILLAGE, members[0], *members[1:])
    resident = await place.person("王奶奶")
    wedding = await staffing(place, resident, team, "D08", START, START + timedelta(hours=8))
    show = await staffing(place, resident, team, "E04", START + timedelta(hours=6), START + timedelta(hours=7))
    clash = await staffing(place, resident, team, "D08", START + timedelta(hours=1), START + timedelta(hours=2))
    whenever = await staffing(place, resident, team, "A02", START, START + timedelta(hours=8))
    stranger = await place.volunteer("外人")
    for person in (members[5], stranger):
        await promised(place, resident, person, START + timedelta(hours=1))
    await place.act(members[6], lambda work: availability.said(work, "这个星期四不在"))

    day = START.astimezone(place.settings.county.tz).date()
    made: DayDraft = await place.act(members[0], lambda work: day_plans.draft_day(work, team, day))
    going = {visit.id: [stop for stop in made.stops if stop["visit"] == visit.id] for visit in (wedding, show, clash)}
    assert len({stop["person"] for stop in going[show.id]}) == 5
    assert {stop["begin"] for stop in going[show.id]} == {15 * 60}
    placed = {visit: [stop for stop in stops if stop["person"]] for visit, stops in going.items()}
    assert sorted(len(placed[visit.id]) for visit in (wedding, clash)) == [2, 3], "five people for six places"
    short = next(visit for visit in (wedding, clash) if len(placed[visit.id]) == 2)
    assert [stop["missing"] for stop in going[short.id] if stop["person"] is None] == [1]
    assert all(stop["person"] not in (members[6], stranger) for stop in made.stops)
    [fitted] = [stop for stop in made.stops if stop["visit"] == whenever.id]
    theirs = [stop["begin"] for stop in made.stops if stop["person"] == fitted["person"] and stop is not fitted]
    theirs += [10 * 60] if fitted["person"] == members[5] else []
    assert 9 * 60 <= fitted["begin"] <= 15 * 60, "in the resident's wide window"
    assert all(abs(begin - fitted["begin"]) >= 120 for begin in theirs), "beside what its volunteer does that day"
    await what_cannot_be_is_refused(place, made, whenever.id, members[1], stranger)
    await place.act(members[0], lambda work: name_person(work, whenever.id, members[6]))
    named, failed = await place.act(members[0], lambda work: day_plans.release(work, made.id))
    assert (named, failed) == (10, 1), "another one was named for it meanwhile"
    for draft_id in (made.id, new_id()):
        with pytest.raises(Refusal, match="changed"):
            await place.act(members[0], lambda work, one=draft_id: day_plans.release(work, one))


async def what_cannot_be_is_refused(place: Place, made: DayDraft, visit: int, member: int, stranger: int) -> None:
    captain = made.made_by
    able = await place.act(captain, lambda work: day_plans.able_for(work, made, visit))
    assert member in able
    assert stranger not in able
    for draft_id, visit_id, person in (
        (new_id(), visit, member),
        (made.id, new_id(), member),
        (made.id, visit, stranger),
    ):
        with pytest.raises(Refusal, match="changed"):
            await place.act(captain, lambda work, ids=(draft_id, visit_id, person): day_plans.pin(work, *ids))
    with pytest.raises(NotAllowed):
        await place.act(member, lambda work: day_plans.release(work, made.id))
    with pytest.raises(Refusal, match="nothing_to_plan"):
        await place.act(captain, lambda work: day_plans.draft_day(work, made.team_id, made.day + timedelta(days=1)))
