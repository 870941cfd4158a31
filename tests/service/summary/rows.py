"""Requests and visits written straight into the tables, for tests of what is counted and shown."""

from datetime import datetime, timedelta

from models.area import VenueLevel
from models.request import Request, RequestState
from models.visit import Attendance, AttendanceState, Visit, VisitState
from tests.county import COUNTY, VILLAGE, Place


async def opened(
    place: Place,
    resident: int,
    numbers: range,
    at: datetime,
    *,
    item: str = "C09",
    area: str = VILLAGE,
    state: RequestState = RequestState.OPEN,
) -> list[int]:
    """Requests with these numbers, opened at a time and to be accepted within eight hours; their ids."""
    async with place.database.begin() as session:
        made = [
            Request(
                county_code=COUNTY,
                number=number,
                area_code=area,
                item_code=item,
                resident_id=resident,
                filed_by=resident,
                state=state,
                level=VenueLevel.POST,
                venue_code=area,
                volunteers=1,
                created_at=at,
                opened_at=at,
                respond_by=at + timedelta(hours=8),
            )
            for number in numbers
        ]
        session.add_all(made)
    return [one.id for one in made]


async def promised(
    place: Place, request_id: int, team: int, start: datetime, *people: int, state: VisitState = VisitState.PLANNED
) -> None:
    """A visit of a team for two, to which these people are to go."""
    async with place.database.begin() as session:
        end = start + timedelta(hours=2)
        values = {"start": start, "end": end, "needed": 2, "created_at": place.clock()}
        visit = Visit(request_id=request_id, team_id=team, state=state, **values)
        session.add(visit)
        await session.flush()
        planned = AttendanceState.PLANNED
        session.add_all(Attendance(visit_id=visit.id, person_id=one, state=planned) for one in people)
