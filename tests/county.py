"""A small county for tests: two towns, three villages, a handful of people, each with a role."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

import data
from config import Settings
from models.area import Area, AreaLevel, Venue, VenueLevel
from models.database import Database
from models.grant import Grant, Role
from models.outbox import Outbox
from models.person import Certificate, Person, Sex, Volunteer, set_phone
from models.team import Membership, Team, TeamKind
from services.county.catalogue import read_catalogue
from services.notices import work_of
from services.work import Work, clock_work
from tests.conftest import NOON, TurnedClock

COUNTY, TOWN, OTHER_TOWN = "320830", "320830101", "320830102"
VILLAGE, NEXT_VILLAGE, FAR_VILLAGE = "320830101201", "320830101202", "320830102201"
AREAS = {
    COUNTY: ("盱眙县", 33.01, 118.54),
    TOWN: ("马坝镇", 32.98, 118.78),
    VILLAGE: ("高桥村", 32.981, 118.781),
    NEXT_VILLAGE: ("石桥村", 32.99, 118.79),
    OTHER_TOWN: ("官滩镇", 33.10, 118.70),
    FAR_VILLAGE: ("霍山村", 33.11, 118.71),
}
LEVELS = {
    6: (AreaLevel.COUNTY, VenueLevel.CENTER),
    9: (AreaLevel.TOWN, VenueLevel.STATION),
    12: (AreaLevel.VILLAGE, VenueLevel.POST),
}
T = TypeVar("T")


@dataclass
class Place:
    """The county in its database, and ways to act in it as somebody at the clock's time."""

    database: Database
    clock: TurnedClock
    settings: Settings = field(default_factory=Settings)

    async def build(self) -> "Place":
        """Make the areas, venues and the catalogue."""
        async with self.database.begin() as session:
            for code, (name, lat, lon) in AREAS.items():
                level, venue = LEVELS[len(code)]
                parent = {6: None, 9: code[:6], 12: code[:9]}[len(code)]
                zone = "Asia/Shanghai" if parent is None else None
                session.add(Area(code=code, name=name, level=level, parent_code=parent, lat=lat, lon=lon, zone=zone))
                session.add(Venue(code=code, level=venue, name=name))
            categories, items = read_catalogue(data.CATALOGUE)
            session.add_all([*categories, *items])
        return self

    async def person(self, name: str, area: str = VILLAGE, **values: Any) -> int:
        """A person; `phone` is set with its index."""
        phone = values.pop("phone", None)
        async with self.database.begin() as session:
            person = Person(area_code=area, name=name, created_at=NOON, consented_at=NOON, consent_version=1, **values)
            set_phone(person, phone)
            session.add(person)
        return person.id

    async def volunteer(
        self,
        name: str,
        area: str = VILLAGE,
        *,
        skills: tuple[str, ...] = ("A", "B", "C", "D", "E", "F"),
        vetted: bool = True,
        certificates: tuple[str, ...] = (),
        **values: Any,
    ) -> int:
        """A volunteer who can do everything that needs no certificate, unless told otherwise."""
        person_id = await self.person(
            name, area, sex=values.pop("sex", Sex.WOMAN), birth_year=values.pop("birth_year", 1985)
        )
        async with self.database.begin() as session:
            day = NOON.date()
            session.add(
                Volunteer(
                    id=person_id,
                    number=f"N{person_id}",
                    skills=list(skills),
                    vetted_at=day - timedelta(days=9) if vetted else None,
                    joined_at=NOON,
                    **values,
                )
            )
            for kind in certificates:
                session.add(Certificate(person_id=person_id, kind=kind, expires_on=day + timedelta(days=365)))
        await self.grant(person_id, Role.VOLUNTEER, area[:6])
        return person_id

    async def team(
        self,
        name: str,
        venue: str,
        captain: int,
        *members: int,
        skills: tuple[str, ...] = ("A", "B", "C", "D", "E", "F"),
    ) -> int:
        """A team with its captain and members."""
        async with self.database.begin() as session:
            team = Team(venue_code=venue, kind=TeamKind.BRANCH, name=name, captain_id=captain, skills=list(skills))
            session.add(team)
            for person_id in {captain, *members}:
                session.add(Membership(team_id=team.id, person_id=person_id, asked_at=NOON, approved_at=NOON))
        await self.grant(captain, Role.CAPTAIN, team_id=team.id)
        return team.id

    async def grant(self, person_id: int, role: Role, area: str | None = None, team_id: int | None = None) -> None:
        """Give a role."""
        async with self.database.begin() as session:
            session.add(
                Grant(person_id=person_id, role=role, area_code=area, team_id=team_id, since=NOON - timedelta(days=1))
            )

    async def act(self, person_id: int, use_case: Callable[[Work], Awaitable[T]]) -> T:
        """Run a use case as a person, in one transaction."""
        async with self.database.begin() as session:
            return await use_case(await work_of(session, person_id, self.clock(), self.settings))

    async def tick(self, use_case: Callable[[Work], Awaitable[T]]) -> T:
        """Run what the clock runs."""
        async with self.database.begin() as session:
            return await use_case(clock_work(session, self.clock(), self.settings))

    async def look(self, read: Callable[[AsyncSession], Awaitable[T]]) -> T:
        """Read something."""
        async with self.database.read() as session:
            return await read(session)

    async def told(self, person_id: int, template: str | None = None) -> list[Outbox]:
        """What is in the outbox for somebody, oldest first."""
        async with self.database.read() as session:
            statement = select(Outbox).where(Outbox.person_id == person_id).order_by(Outbox.seq, Outbox.id)
            rows = (await session.scalars(statement)).all()
        return [row for row in rows if template in (None, row.template)]
