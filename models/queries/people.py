"""Persons, accounts and members as an actor may read them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from models.crypto import keyring
from models.grant import Actor, Grant
from models.person import Account, Person, Volunteer
from models.scope import people_of, unscoped
from models.team import Membership, Team


async def person_for(session: AsyncSession, actor: Actor, person_id: int) -> Person | None:
    """The person, if the actor may know who they are."""
    return await session.scalar(select(Person).where(Person.id == person_id, people_of(actor)))


async def person_by_phone(session: AsyncSession, actor: Actor, phone: str) -> Person | None:
    """The person with this phone (normalised) among those whom the actor may know."""
    index = keyring().blind("phone", phone)
    return await session.scalar(select(Person).where(Person.phone_index == index, people_of(actor)).limit(1))


async def members(session: AsyncSession, actor: Actor, team_id: int) -> Sequence[Person]:
    """The approved members of a team whom the actor may know."""
    statement = (
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.team_id == team_id,
            Membership.left_at.is_(None),
            Membership.approved_at.is_not(None),
            people_of(actor),
        )
        .order_by(Person.id)
    )
    return (await session.scalars(statement)).all()


@unscoped("who speaks: read by the edge before there is an actor")
async def account_of(session: AsyncSession, bot_id: int, chat_id: int) -> tuple[Account, Person] | None:
    """The account behind a chat, with its person."""
    statement = (
        select(Account, Person)
        .join(Person, Person.id == Account.person_id)
        .where(Account.bot_id == bot_id, Account.chat_id == chat_id)
    )
    row = (await session.execute(statement)).first()
    return None if row is None else (row[0], row[1])


@unscoped("a person's own row, by use cases that follow a right already checked")
async def person_row(session: AsyncSession, person_id: int) -> Person:
    """The person with this id."""
    return (await session.scalars(select(Person).where(Person.id == person_id))).one()


@unscoped("the simulation: whom a visitor plays")
async def with_accounts(session: AsyncSession) -> Sequence[int]:
    """The ids of everybody with a chat account."""
    return (await session.scalars(select(Account.person_id))).all()


@unscoped("the simulation: who could ask")
async def resident_ids(session: AsyncSession, county_code: str) -> Sequence[int]:
    """The ids of a county's residents who are neither volunteers nor hold a role, in a fixed order."""
    statement = (
        select(Person.id)
        .outerjoin(Volunteer, Volunteer.id == Person.id)
        .outerjoin(Grant, Grant.person_id == Person.id)
        .where(Person.area_code.startswith(county_code, autoescape=True), Volunteer.id.is_(None), Grant.id.is_(None))
        .order_by(Person.created_at, Person.id)
    )
    return (await session.scalars(statement)).all()


@unscoped("promising somebody's time: one promise after another")
async def lock_person(session: AsyncSession, person_id: int) -> None:
    """Hold a person's row until the transaction ends."""
    await session.execute(select(Person.id).where(Person.id == person_id).with_for_update())


async def volunteer_of(session: AsyncSession, person_id: int) -> Volunteer | None:
    """What is known of a person as a volunteer."""
    return await session.get(Volunteer, person_id)


async def team_member_ids(session: AsyncSession, team_id: int) -> Sequence[int]:
    """The ids of a team's approved members, the longest-standing first."""
    statement = (
        select(Membership.person_id)
        .where(Membership.team_id == team_id, Membership.left_at.is_(None), Membership.approved_at.is_not(None))
        .order_by(Membership.approved_at, Membership.id)
    )
    return (await session.scalars(statement)).all()


async def rest(session: AsyncSession, person_id: int, until: datetime) -> None:
    """Let a volunteer rest from being asked until a time."""
    await session.execute(update(Volunteer).where(Volunteer.id == person_id).values(rest_until=until))


async def teams_of(session: AsyncSession, person_id: int) -> Sequence[Team]:
    """The teams of which a person is a member, or has asked to be."""
    statement = (
        select(Team)
        .join(Membership, Membership.team_id == Team.id)
        .where(Membership.person_id == person_id, Membership.left_at.is_(None))
        .order_by(Team.name)
    )
    return (await session.scalars(statement)).all()


async def teams_in(session: AsyncSession, codes: Sequence[str]) -> Sequence[Team]:
    """The teams of the venues with these codes."""
    statement = select(Team).where(Team.venue_code.in_(codes)).order_by(Team.venue_code.desc(), Team.name)
    return (await session.scalars(statement)).all()


async def teams_within(session: AsyncSession, code: str) -> Sequence[Team]:
    """The teams of the venues in an area."""
    statement = (
        select(Team).where(Team.venue_code.startswith(code, autoescape=True)).order_by(Team.venue_code, Team.name)
    )
    return (await session.scalars(statement)).all()


async def membership_of(session: AsyncSession, team_id: int, person_id: int) -> Membership | None:
    """A person's membership in a team, asked for, approved or ended."""
    return await session.scalar(
        select(Membership).where(Membership.team_id == team_id, Membership.person_id == person_id)
    )


async def captain_of(session: AsyncSession, team: Team) -> int | None:
    """Who answers for a team: its captain, or the captain of the team above it."""
    if team.captain_id is not None or team.parent_id is None:
        return team.captain_id
    above = await session.get(Team, team.parent_id)
    return above.captain_id if above else None
