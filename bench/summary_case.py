"""A province with a year of data, made by bulk inserts: what the benchmark of the summaries counts."""

import csv
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

import data
from models.area import Area, AreaLevel, Venue, VenueLevel
from models.base import Base
from models.crypto import Keyring, use_keyring
from models.database import Database
from models.feedback import Feedback
from models.hours import Book, Entry, EntryKind, Grade
from models.offer import Offer, OfferState
from models.person import Certificate, Person, Sex, Volunteer
from models.request import Request, RequestState
from models.team import Membership, Team, TeamKind
from models.visit import Attendance, AttendanceState, Visit, VisitState
from services.county.catalogue import read_catalogue

COUNTIES, STATIONS, POSTS = 27, 298, 5822
NOW = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)  # Monday morning in Shanghai
WEEK = "2026-W47"
DAYS = 380
A_DAY = 24  # requests in a county
RESIDENTS, VOLUNTEERS, TEAMS = 300, 600, 70
CHUNK = 20_000
_PARENTS_FIRST = [table.name for table in Base.metadata.sorted_tables]


def use_bench_keys() -> None:
    """Keys of the benchmark's own."""
    use_keyring(Keyring({"bench": bytes(range(32))}, "bench", bytes(range(32, 64))))


def venues(counties: int) -> dict[str, tuple[str, str | None]]:
    """(name, parent) of the areas by code: the counties with the most villages, and their largest towns."""
    named, villages = _divisions()
    towns_of: dict[str, list[str]] = defaultdict(list)
    for town in sorted(villages, key=lambda town: (-len(villages[town]), town)):
        towns_of[town[:6]].append(town)
    chosen = sorted(towns_of, key=lambda c: (-sum(len(villages[t]) for t in towns_of[c][:11]), c))[:COUNTIES]
    stations = [town for county in chosen for town in towns_of[county][:11]]
    more = [town for county in chosen for town in towns_of[county][11:]]
    stations += more[: STATIONS - len(stations)]
    posts = [village for town in stations for village in villages[town]]
    random.Random(1).shuffle(posts)
    codes = sorted([*chosen, *stations, *posts[:POSTS]])
    kept = set(chosen[:counties])
    parents = {6: None, 9: 6, 12: 9}
    return {
        code: (named[code], code[:digits] if (digits := parents[len(code)]) else None)
        for code in codes
        if code[:6] in kept
    }


def _divisions() -> tuple[dict[str, str], dict[str, list[str]]]:
    digits = {"county": 6, "town": 9, "street": 9, "village": 12}
    named: dict[str, str] = {}
    villages: dict[str, list[str]] = defaultdict(list)
    with data.DIVISIONS.open(encoding="utf-8-sig", newline="") as text:
        for row in csv.DictReader(text):
            if row["level"] in digits:
                code = row["code"][: digits[row["level"]]]
                named[code] = row["name"]
                if len(code) == 12:
                    villages[code[:9]].append(code)
    return named, {town: codes for town, codes in villages.items() if town in named and town[:6] in named}


@dataclass
class Province:
    """Makes rows, and writes them in bulk."""

    session: AsyncSession
    codes: dict[str, tuple[str, str | None]]
    chance: random.Random = field(default_factory=lambda: random.Random(7))
    next_id: int = 1
    rows: dict[type[Base], list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    async def put(self, table: type[Base], **values: Any) -> int:
        """Add a row; the id is counted up."""
        if "id" in table.__table__.c and "id" not in values:
            values["id"] = self.next_id
            self.next_id += 1
        self.rows[table].append(values)
        if len(self.rows[table]) >= CHUNK:
            await self.flush()
        return int(values.get("id", 0))

    async def flush(self) -> None:
        """Write what is held, parents first: a late parent would make SQLite search every table that may point to it."""
        for table in sorted(self.rows, key=lambda model: _PARENTS_FIRST.index(model.__tablename__)):
            if self.rows[table]:
                await self.session.execute(insert(table), self.rows[table])
                self.rows[table] = []

    async def make(self) -> None:
        """Everything."""
        categories, items = read_catalogue(data.CATALOGUE)
        self.session.add_all([*categories, *items])
        for code, (name, parent) in self.codes.items():
            level = {6: AreaLevel.COUNTY, 9: AreaLevel.TOWN, 12: AreaLevel.VILLAGE}[len(code)]
            venue = {6: VenueLevel.CENTER, 9: VenueLevel.STATION, 12: VenueLevel.POST}[len(code)]
            await self.put(Area, code=code, name=name, level=level, parent_code=parent)
            await self.put(Venue, code=code, level=venue, name=name, is_demo=False)
        for county in [code for code in self.codes if len(code) == 6]:
            await self._county(county, [item.code for item in items])
        await self.flush()

    async def _county(self, county: str, items: list[str]) -> None:
        villages = [code for code in self.codes if len(code) == 12 and code.startswith(county)]
        towns = [code for code in self.codes if len(code) == 9 and code.startswith(county)]
        people = [await self._person(self.chance.choice(villages)) for _ in range(RESIDENTS)]
        helpers = [await self._volunteer(self.chance.choice(villages)) for _ in range(VOLUNTEERS)]
        teams = [await self._team(self.chance.choice(towns), number) for number in range(TEAMS)]
        for turn, helper in enumerate(helpers):
            await self.put(Membership, team_id=teams[turn % TEAMS], person_id=helper, asked_at=NOW, approved_at=NOW)
        weights = [self.chance.paretovariate(1.2) for _ in items]
        for number in range(DAYS * A_DAY):
            opened = NOW - timedelta(days=self.chance.uniform(0, DAYS))
            place = self.chance.choice(villages)
            item = self.chance.choices(items, weights)[0]
            await self._request(number + 1, place, item, self.chance.choice(people), opened, helpers, teams)

    async def _person(self, area: str) -> int:
        return await self.put(Person, area_code=area, sex=Sex.UNKNOWN, created_at=NOW, lives_alone=False, is_demo=True)

    async def _volunteer(self, area: str) -> int:
        person = Person(area_code=area, sex=Sex.UNKNOWN, created_at=NOW, is_demo=True, id=self.next_id)
        self.next_id += 1
        person.name = "志愿者" + str(person.id % 1000)
        await self.put(
            Person,
            id=person.id,
            area_code=area,
            name_sealed=person.name_sealed,
            sex=Sex.UNKNOWN,
            created_at=NOW,
            lives_alone=False,
            is_demo=True,
        )
        ends = date(2026, 11, 1) + timedelta(days=self.chance.randint(0, 900))
        await self.put(Volunteer, id=person.id, number=f"N{person.id}", skills=["A"], vetted_until=ends, joined_at=NOW)
        if self.chance.random() < 0.3:
            ends = date(2026, 11, 1) + timedelta(days=self.chance.randint(0, 900))
            await self.put(Certificate, person_id=person.id, kind="nurse", expires_on=ends)
        return person.id

    async def _team(self, town: str, number: int) -> int:
        name = f"{self.codes[town][0]}第{number}分队"
        return await self.put(Team, venue_code=town, kind=TeamKind.BRANCH, name=name, skills=["A"], is_demo=True)

    async def _request(
        self, number: int, place: str, item: str, resident: int, opened: datetime, helpers: list[int], teams: list[int]
    ) -> None:
        chance = self.chance
        start = opened + timedelta(hours=chance.uniform(4, 90))
        served = start < NOW and chance.random() < 0.85
        waits = not served and opened > NOW - timedelta(days=12)
        state = RequestState.CLOSED if served else (RequestState.UNMET if waits else RequestState.CANCELLED)
        request = await self.put(
            Request,
            county_code=place[:6],
            number=number,
            area_code=place,
            item_code=item,
            resident_id=resident,
            filed_by=resident,
            state=state,
            level=VenueLevel.POST,
            venue_code=place,
            start=start,
            end=start + timedelta(hours=2),
            volunteers=1,
            created_at=opened,
            opened_at=opened,
            respond_by=opened + timedelta(hours=8),
            missed_limits=int(chance.random() < 0.1),
            accepted_at=opened + timedelta(hours=1) if served else None,
            version=1,
        )
        asked, team = chance.sample(helpers, chance.choice((1, 2, 2, 3))), chance.choice([*teams, None, None])
        for turn, person in enumerate(asked):
            took = served and not turn
            await self.put(
                Offer,
                request_id=request,
                team_id=team,
                person_id=person,
                wave=turn + 1,
                level=VenueLevel.POST,
                state=OfferState.ACCEPTED if took else OfferState.DECLINED,
                sent_at=opened + timedelta(minutes=10 * turn),
                deadline=opened + timedelta(hours=8),
                decline_reason=None if took else chance.choice(("busy", "far", None)),
                version=1,
            )
        if served:
            await self._visit(request, place, resident, asked[0], team, start)

    async def _visit(
        self, request: int, place: str, resident: int, helper: int, team: int | None, start: datetime
    ) -> None:
        minutes = self.chance.randint(20, 150)
        end = start + timedelta(minutes=minutes)
        visit = await self.put(
            Visit,
            request_id=request,
            team_id=team,
            state=VisitState.DONE,
            start=start,
            end=end,
            needed=1,
            created_at=start,
            started_at=start,
            ended_at=end,
            version=1,
        )
        attendance = await self.put(
            Attendance, visit_id=visit, person_id=helper, state=AttendanceState.OUT, minutes=minutes, version=1
        )
        count = self.seq[place] = self.seq.get(place, 0) + 1
        await self.put(
            Entry,
            chain=place,
            seq=count,
            person_id=helper,
            kind=EntryKind.SERVED,
            book=Book.HONOUR,
            minutes=minutes,
            start=start,
            end=end,
            attendance_id=attendance,
            request_id=request,
            grade=Grade.A,
            at=end,
            previous=b"",
            digest=b"",
        )
        if self.chance.random() < 0.7:
            await self.put(
                Feedback,
                request_id=request,
                visit_id=visit,
                person_id=resident,
                came=True,
                on_time=True,
                solved=self.chance.random() < 0.95,
                at=end,
            )

    seq: dict[str, int] = field(default_factory=dict)


async def make_province(database: Database, counties: int) -> int:
    """Fill an empty, migrated database; return the number of venues."""
    codes = venues(counties)
    async with database.begin() as session:
        await Province(session, codes).make()
    return len(codes)


def walk() -> Iterator[int]:
    """The three sizes, in counties."""
    yield from (COUNTIES // 3, 2 * COUNTIES // 3, COUNTIES)
