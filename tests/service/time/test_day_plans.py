"""A team's day in the database: a visit that five go to, and one for which too few are there."""

from datetime import UTC, datetime, timedelta

from models.day_draft import DayDraft
from models.person import Person
from models.request import RequestState
from models.visit import Visit, VisitState
from services import day_plans
from services.filing import Wish, draft
from services.work import Work
from tests.county import VILLAGE, Place
from tests.kernels import compile_kernels

START = datetime(2026, 11, 26, 1, tzinfo=UTC)


async def staffing(place: Place, resident: int, team: int, item: str, start: datetime, end: datetime) -> Visit:
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


async def test_three_and_five_go_together(place: Place) -> None:
    compile_kernels()
    members = [await place.volunteer(f"志愿{n}") for n in range(5)]
    team = await place.team("高桥分队", VILLAGE, members[0], *members[1:])
    resident = await place.person("王奶奶")
    wedding = await staffing(place, resident, team, "D08", START, START + timedelta(hours=8))
    show = await staffing(place, resident, team, "E04", START + timedelta(hours=6), START + timedelta(hours=7))
    clash = await staffing(place, resident, team, "D08", START + timedelta(hours=1), START + timedelta(hours=2))

    day = START.astimezone(place.settings.county.tz).date()
    made: DayDraft = await place.act(members[0], lambda work: day_plans.draft_day(work, team, day))
    going = {visit.id: [stop for stop in made.stops if stop["visit"] == visit.id] for visit in (wedding, show, clash)}
    assert len({stop["person"] for stop in going[show.id]}) == 5
    assert {stop["begin"] for stop in going[show.id]} == {15 * 60}
    placed = {visit: [stop for stop in stops if stop["person"]] for visit, stops in going.items()}
    assert sorted(len(placed[visit.id]) for visit in (wedding, clash)) == [2, 3], "five people for six places"
    short = next(visit for visit in (wedding, clash) if len(placed[visit.id]) == 2)
    assert [stop["missing"] for stop in going[short.id] if stop["person"] is None] == [1]
    named, failed = await place.act(members[0], lambda work: day_plans.release(work, made.id))
    assert (named, failed) == (10, 0)
