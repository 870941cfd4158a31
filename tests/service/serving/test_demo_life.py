"""Two hours of the demo county's life, in a small county: captains name people, some cancel, nobody does anything at night."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import TypeVar

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.area import Area, AreaLevel, Venue, VenueLevel
from models.database import Database
from models.ids import seeded
from models.person import Person
from models.request import Request, RequestState
from models.visit import Attendance, Visit, VisitState
from services.demo.life import Habits, Life
from services.demo.people import make_people
from tests.conftest import NOON, TurnedClock
from tests.county import COUNTY, TOWN, Place

NOWHERE = f"{TOWN}203"
SIX_IN_THE_EVENING = NOON + timedelta(hours=6)
T = TypeVar("T")
EAGER = Habits(requests_a_day=3, volunteer_accepts=1, captain_accepts=1, answers_at_all=1, cancels=1)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_captains_name_as_many_as_must_go_and_some_residents_cancel(
    database: Database, clock: TurnedClock
) -> None:
    """Where one of the villages lies is not known: its people are on no map either."""
    place = await Place(database, clock).build()
    with seeded(5):
        async with database.begin() as session:
            session.add(Area(code=NOWHERE, name="山口村", level=AreaLevel.VILLAGE, parent_code=TOWN))
            session.add(Venue(code=NOWHERE, level=VenueLevel.POST, name="山口村"))
            await session.flush()
            await make_people(session, COUNTY, NOON, 5, residents=8, volunteers=14)
        life = Life(database, place.settings, Random(30), SIX_IN_THE_EVENING, NOON + timedelta(hours=8), EAGER)
        counts = await life.run()
    async with database.read() as session:
        people, requests = await everything(session, Person), await everything(session, Request)
        visits = await everything(session, Visit)
        going = Counter(row.visit_id for row in await everything(session, Attendance))
    assert {one.area_code for one in people if one.lat is None} == {NOWHERE}
    assert not any(one.area_code == NOWHERE for one in people if one.lat is not None)
    cancelled = sum(one.state is RequestState.CANCELLED for one in requests)
    assert 0 < cancelled < len(requests) == counts.filed, "take another seed where the wishes have changed"
    by_teams = [one for one in visits if one.team_id is not None and one.state is VisitState.PLANNED]
    assert {one.needed for one in by_teams} == {1, 2}
    assert all(going[one.id] == one.needed for one in by_teams)

    late, early = SIX_IN_THE_EVENING + timedelta(hours=4), SIX_IN_THE_EVENING + timedelta(hours=9)
    mornings = {life.soon(now, 15).astimezone(place.settings.county.tz) for now in (late, early)}
    assert [f"{one:%d %H:%M}" for one in mornings] == ["25 08:05"], "what falls into the night is done next morning"


async def everything(session: AsyncSession, kind: type[T]) -> Sequence[T]:
    return (await session.scalars(select(kind))).all()
