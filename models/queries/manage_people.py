"""Volunteers, teams and those who want to join, as lists for the managers' pages: of the actor's areas only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, String, cast, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.grant import Action, Actor
from models.hours import Balance
from models.person import Certificate, Person, Volunteer
from models.queries.manage import within
from models.queries.summary import inside
from models.scope import reach
from models.team import Membership, Team
from models.visit import Visit, VisitState

FOUND_AT_MOST = 2000


@dataclass(frozen=True, slots=True)
class Sought:
    """Which volunteers: None or empty means all. `ids` are those whom a search by name found, or `number` a number."""

    item: str = ""
    place: str = ""
    team_id: int | None = None
    ids: Sequence[int] | None = None
    number: str = ""


class Helper(NamedTuple):
    """A volunteer in a list; whoever shows the name writes the look down."""

    person: Person
    volunteer: Volunteer
    minutes: int


class Joiner(NamedTuple):
    """Somebody who wants to join a team."""

    membership: Membership
    person: Person
    team: Team
    skills: list[Any]


class SealedName(NamedTuple):
    """A person's sealed name and its pinyin, to be searched in memory."""

    id: int
    name: bytes | None
    pinyin: bytes | None


async def sealed_names(session: AsyncSession, actor: Actor, *, volunteers: bool = False) -> list[SealedName]:
    """The names, still sealed, of everybody (or of the volunteers) whose name the actor may read by area."""
    readable = within(Person.area_code, reach(actor, Action.READ_PEOPLE))
    statement = select(Person.id, Person.name_sealed, Person.pinyin_sealed).where(readable)
    if volunteers:
        statement = statement.join(Volunteer, Volunteer.id == Person.id)
    return [SealedName._make(row) for row in await session.execute(statement)]


async def volunteers_page(
    session: AsyncSession, actor: Actor, sought: Sought, *, more: Sequence[Action] = (), first: int = 0, limit: int = 25
) -> tuple[list[Helper], int]:
    """Volunteers of the areas whose people the actor may know, by number, and how many there are in all."""
    served = (
        select(func.coalesce(cast(func.sum(Balance.served), BigInteger), 0))
        .where(Balance.person_id == Person.id)
        .correlate(Person)
        .scalar_subquery()
    )
    statement = (
        select(Person, Volunteer, served)
        .join(Volunteer, Volunteer.id == Person.id)
        .where(within(Person.area_code, reach(actor, Action.READ_PEOPLE, *more)))
    )
    if sought.item:
        said = cast(Volunteer.skills, String)
        statement = statement.where(or_(said.contains(f'"{sought.item}"'), said.contains(f'"{sought.item[0]}"')))
    if sought.place:
        statement = statement.where(inside(Person.area_code, sought.place))
    if sought.team_id is not None:
        members = select(Membership.person_id).where(
            Membership.team_id == sought.team_id, Membership.left_at.is_(None), Membership.approved_at.is_not(None)
        )
        statement = statement.where(Person.id.in_(members))
    if sought.ids is not None:
        statement = statement.where(or_(Person.id.in_(sought.ids), Volunteer.number == sought.number))
    total = await session.scalar(select(func.count()).select_from(statement.subquery()))
    rows = await session.execute(statement.order_by(Volunteer.number).offset(first).limit(limit))
    return [Helper(*row) for row in rows], int(total or 0)


async def volunteer_to_manage(session: AsyncSession, actor: Actor, person_id: int) -> Helper | None:
    """A volunteer, if the actor may know the people of their area."""
    found, _ = await volunteers_page(session, actor, Sought(ids=[person_id]), limit=1)
    return found[0] if found else None


async def teams_by_person(session: AsyncSession, ids: Sequence[int]) -> dict[int, list[Team]]:
    """The teams of which each of these persons is an approved member, by name."""
    statement = (
        select(Membership.person_id, Team)
        .join(Team, Team.id == Membership.team_id)
        .where(Membership.person_id.in_(ids), Membership.left_at.is_(None), Membership.approved_at.is_not(None))
        .order_by(Team.name)
    )
    found: dict[int, list[Team]] = {}
    for person_id, team in await session.execute(statement):
        found.setdefault(person_id, []).append(team)
    return found


async def certificates_of(session: AsyncSession, person_id: int) -> list[tuple[str, date]]:
    """(kind, last day) of a person's certificates, the first to end first."""
    statement = select(Certificate.kind, Certificate.expires_on).where(Certificate.person_id == person_id)
    return [(kind, on) for kind, on in await session.execute(statement.order_by(Certificate.expires_on))]


async def teams_to_manage(session: AsyncSession, actor: Actor, more: Sequence[Action] = ()) -> list[tuple[Team, int]]:
    """(team, members) of the venues whose summary the actor may read, by venue and name."""
    members = (
        select(func.count(Membership.id))
        .where(Membership.team_id == Team.id, Membership.left_at.is_(None), Membership.approved_at.is_not(None))
        .correlate(Team)
        .scalar_subquery()
    )
    statement = (
        select(Team, members)
        .where(within(Team.venue_code, reach(actor, Action.READ_SUMMARY, *more)))
        .order_by(Team.venue_code, Team.name)
    )
    return [(team, int(count)) for team, count in await session.execute(statement)]


async def team_to_manage(session: AsyncSession, actor: Actor, team_id: int) -> Team | None:
    """The team, if the actor may read the summary of its venue."""
    readable = within(Team.venue_code, reach(actor, Action.READ_SUMMARY))
    return await session.scalar(select(Team).where(Team.id == team_id, readable))


async def joiners(session: AsyncSession, actor: Actor, more: Sequence[Action] = ()) -> list[Joiner]:
    """Who waits to be taken into a team of the venues where the actor may say yes, the longest first."""
    statement = (
        select(Membership, Person, Team, Volunteer.skills)
        .join(Team, Team.id == Membership.team_id)
        .join(Person, Person.id == Membership.person_id)
        .outerjoin(Volunteer, Volunteer.id == Membership.person_id)
        .where(
            Membership.approved_at.is_(None),
            Membership.left_at.is_(None),
            within(Team.venue_code, reach(actor, Action.APPROVE_MEMBERS, *more)),
        )
        .order_by(Membership.asked_at, Membership.id)
    )
    return [
        Joiner(membership, person, team, skills or [])
        for membership, person, team, skills in await session.execute(statement)
    ]


async def joiner(session: AsyncSession, actor: Actor, membership_id: int) -> Membership | None:
    """A membership that was asked for, in a venue where the actor may say yes."""
    allowed = within(Team.venue_code, reach(actor, Action.APPROVE_MEMBERS))
    statement = select(Membership).join(Team, Team.id == Membership.team_id)
    return await session.scalar(statement.where(Membership.id == membership_id, allowed))


async def last_out(session: AsyncSession, actor: Actor, since: datetime) -> dict[int, datetime]:
    """When each team of the actor's venues last served, if it did since a time."""
    statement = (
        select(Visit.team_id, func.max(Visit.start))
        .join(Team, Team.id == Visit.team_id)
        .where(
            Visit.state == VisitState.DONE,
            Visit.start >= since,
            within(Team.venue_code, reach(actor, Action.READ_SUMMARY)),
        )
        .group_by(Visit.team_id)
    )
    return {team: at for team, at in await session.execute(statement) if team is not None}


async def numbers_of(session: AsyncSession, ids: Iterable[int]) -> dict[int, str]:
    """The numbers that stand for these volunteers in records."""
    wanted, found = sorted(ids), dict[int, str]()
    for begin in range(0, len(wanted), 500):
        statement = select(Volunteer.id, Volunteer.number).where(Volunteer.id.in_(wanted[begin : begin + 500]))
        found |= dict((await session.execute(statement)).all())
    return found
