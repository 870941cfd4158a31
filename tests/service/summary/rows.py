"""Requests and visits written straight into the tables, for tests of what is counted and shown."""

from datetime import datetime, timedelta
from typing import Any

from models.area import VenueLevel
from models.request import Request, RequestState
from models.visit import Attendance, AttendanceState, Visit, VisitState
from tests.county import COUNTY, VILLAGE, Place


def request_of(resident: int, number: int, at: datetime, **values: Any) -> Request:
    """A request opened at a time and to be accepted within eight hours; unless told otherwise a television's, in the village."""
    area = values.pop("area", VILLAGE)
    told = {"item_code": "C09", "state": RequestState.OPEN, "volunteers": 1, **values}
    return Request(
        county_code=COUNTY,
        number=number,
        area_code=area,
        resident_id=resident,
        filed_by=resident,
        level=VenueLevel.POST,
        venue_code=area,
        created_at=at,
        opened_at=at,
        respond_by=at + timedelta(hours=8),
        **told,
    )


async def opened(
    place: Place, resident: int, numbers: range, at: datetime, *, item: str = "C09", **values: Any
) -> list[int]:
    """Requests with these numbers; their ids."""
    async with place.database.begin() as session:
        made = [request_of(resident, number, at, item_code=item, **values) for number in numbers]
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
