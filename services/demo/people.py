"""The demo county's people: residents, volunteers with their certificates and teams, clerks, and the manager."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from pypinyin import Style, lazy_pinyin
from sqlalchemy.ext.asyncio import AsyncSession

from models.area import Area, areas_in
from models.grant import Grant, Role
from models.person import Certificate, Person, Sex, Volunteer, set_phone
from models.queries.people import team_member_ids
from models.team import Membership, Team
from services.demo.names import a_door, a_name, a_phone
from services.demo.skills import CALLINGS, Calling
from services.demo.teams import plan_teams

RESIDENTS, VOLUNTEERS = 3000, 600
NOTES = ("听力不好，说话大声一点", "腿脚不便，走得慢", "有高血压", "家里有狗，进门先喊一声", "眼睛看不清")
Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class Demo:
    """Who was made."""

    residents: list[Person] = field(default_factory=list)
    volunteers: list[Person] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)
    clerks: dict[str, Person] = field(default_factory=dict)
    managers: list[Person] = field(default_factory=list)


@dataclass(slots=True)
class Maker:
    """One run of the generator: the same seed makes the same people."""

    session: AsyncSession
    now: datetime
    chance: random.Random
    areas: list[Area]
    phones: int = 0
    demo: Demo = field(default_factory=Demo)

    @property
    def villages(self) -> list[Area]:
        """The villages, where people live."""
        return [area for area in self.areas if len(area.code) == 12]

    def person(self, area: Area, kind: str, birth: tuple[int, int]) -> Person:
        """A person in an area, born between two years."""
        chance = self.chance
        person = Person(
            area_code=area.code,
            sex=Sex.WOMAN if "woman" in kind else Sex.MAN,
            birth_year=chance.randint(*birth),
            is_demo=True,
            created_at=self.now - timedelta(days=chance.randint(30, 700)),
            consented_at=self.now - timedelta(days=30),
            consent_version=1,
        )
        name = a_name(chance, kind)
        person.name, person.door = name, a_door(chance)
        person.pinyin = " ".join(lazy_pinyin(name, style=Style.NORMAL))
        set_phone(person, a_phone(self.phones))
        self.phones += 1
        if area.lat is not None and area.lon is not None:
            person.lat = round(area.lat + chance.uniform(-0.01, 0.01), 5)
            person.lon = round(area.lon + chance.uniform(-0.01, 0.01), 5)
        self.session.add(person)
        return person


async def make_people(
    session: AsyncSession,
    county_code: str,
    now: datetime,
    seed: int,
    *,
    residents: int = RESIDENTS,
    volunteers: int = VOLUNTEERS,
    progress: Progress = lambda _what, _done, _all: None,
) -> Maker:
    """Fill a loaded county with invented people. `progress` hears what is made, how many, and of how many.

    Raises:
        ValueError: the county is not loaded.
    """
    areas = await areas_in(session, county_code)
    maker = Maker(session, now, random.Random(seed), areas)
    if not maker.villages:
        raise ValueError(f"the county {county_code} is not loaded")
    for count in range(residents):
        _resident(maker)
        if count % 500 == 499:
            await session.flush()
            progress("residents", count + 1, residents)
    await _staff(maker, county_code)
    await _teams(maker, county_code)
    for count in range(volunteers):
        _volunteer(maker, count)
    await session.flush()
    progress("volunteers", volunteers, volunteers)
    await _captains(maker)
    return maker


def _resident(maker: Maker) -> None:
    chance = maker.chance
    is_old = chance.random() < 0.7
    kind = chance.choice(("old_woman", "old_woman", "old_man") if is_old else ("woman", "man"))
    person = maker.person(chance.choice(maker.villages), kind, (1936, 1962) if is_old else (1965, 2002))
    person.lives_alone = is_old and chance.random() < 0.35
    if is_old and chance.random() < 0.3:
        person.note = chance.choice(NOTES)
    maker.demo.residents.append(person)


def _volunteer(maker: Maker, count: int) -> None:
    chance = maker.chance
    calling = chance.choices(CALLINGS, [one.share for one in CALLINGS])[0]
    area = chance.choice(maker.villages)
    person = maker.person(area, chance.choice(("woman", "woman", "man")), (1956, 2006))
    make_volunteer(maker, person, calling, f"{person.area_code[:6]}{count + 1:06d}")
    for team in _teams_of(maker, person, calling):
        _join(maker, team, person)
    maker.demo.volunteers.append(person)


def make_volunteer(maker: Maker, person: Person, calling: Calling, number: str) -> Volunteer:
    """Register a person as a volunteer of a calling."""
    chance, today = maker.chance, maker.now.date()
    volunteer = Volunteer(
        id=person.id,
        number=number,
        skills=sorted(calling.skills),
        vetted_at=today - timedelta(days=200) if calling.vetted else None,
        vetted_until=today + timedelta(days=chance.randint(20, 900)) if calling.vetted else None,
        weekly_minutes=chance.choice((300, 480, 600)),
        travel_minutes=chance.choice((20, 30, 40, 60)),
        joined_at=maker.now - timedelta(days=chance.randint(30, 1200)),
    )
    maker.session.add(volunteer)
    for kind in calling.certificates:
        maker.session.add(Certificate(person_id=person.id, kind=kind, expires_on=_expiry(chance, today)))
    grant(maker, person, Role.VOLUNTEER, person.area_code[:6])
    return volunteer


def grant(maker: Maker, person: Person, role: Role, area_code: str | None = None, team_id: int | None = None) -> None:
    """Give a role."""
    maker.session.add(
        Grant(
            person_id=person.id, role=role, area_code=area_code, team_id=team_id, since=maker.now - timedelta(days=30)
        )
    )


def _expiry(chance: random.Random, today: date) -> date:
    return today + timedelta(days=chance.randint(10, 1500))


async def _staff(maker: Maker, county_code: str) -> None:
    """A clerk for the center and for each station, grid workers for some villages, and a manager."""
    for area in maker.areas:
        if len(area.code) in (6, 9):
            clerk = maker.person(area, maker.chance.choice(("woman", "man")), (1968, 1998))
            grant(maker, clerk, Role.CLERK, area.code)
            maker.demo.clerks[area.code] = clerk
    for area in maker.villages[::5]:
        grid = maker.person(area, maker.chance.choice(("woman", "man")), (1970, 2000))
        grant(maker, grid, Role.GRID_WORKER, area.code)
    manager = maker.person(maker.areas[0], "woman", (1972, 1985))
    grant(maker, manager, Role.MANAGER, county_code)
    maker.demo.managers.append(manager)
    await maker.session.flush()


async def _teams(maker: Maker, county_code: str) -> None:
    names = {area.code: area.name for area in maker.areas}
    corps: Team | None = None
    for plan in plan_teams(county_code, names):
        team = Team(
            venue_code=plan.venue_code,
            kind=plan.kind,
            name=plan.name,
            skills=list(plan.skills),
            parent_id=corps.id if corps else None,
            is_demo=True,
        )
        corps = corps or team
        maker.session.add(team)
        maker.demo.teams.append(team)
    await maker.session.flush()


def _teams_of(maker: Maker, person: Person, calling: Calling) -> list[Team]:
    """The teams that a volunteer joins: the village's or the town's, and one of the county's that needs their skills."""
    local = [
        team for team in maker.demo.teams if len(team.venue_code) > 6 and person.area_code.startswith(team.venue_code)
    ]
    fits = [t for t in maker.demo.teams if len(t.venue_code) == 6 and _overlap(t.skills, calling.skills) >= 2]
    chosen = local[-1:] if maker.chance.random() < 0.8 else local[:1]
    if fits and (not chosen or maker.chance.random() < 0.5):
        chosen = [*chosen, maker.chance.choice(fits)]
    return chosen


def _overlap(team: list[str], skills: tuple[str, ...]) -> int:
    return sum(skill in team or skill[0] in team for skill in skills)


def _join(maker: Maker, team: Team, person: Person) -> None:
    joined = maker.now - timedelta(days=maker.chance.randint(30, 600))
    maker.session.add(Membership(team_id=team.id, person_id=person.id, asked_at=joined, approved_at=joined))


async def _captains(maker: Maker) -> None:
    """The captain of each team is one of its members, or a volunteer of the county where it has none yet."""
    for team in maker.demo.teams:
        ids = await team_member_ids(maker.session, team.id)
        captain_id = ids[0] if ids else maker.chance.choice(maker.demo.volunteers).id
        if not ids:
            captain = next(one for one in maker.demo.volunteers if one.id == captain_id)
            _join(maker, team, captain)
        team.captain_id = captain_id
        grant(maker, next(p for p in maker.demo.volunteers if p.id == captain_id), Role.CAPTAIN, team_id=team.id)
    await maker.session.flush()
