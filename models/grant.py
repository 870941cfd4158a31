"""Grants: a role for one person in one area or team; and the Actor, who is a person with what they were granted.

What a person may read or do comes from here and nowhere else. `MAY` says which roles may do what; where they may do it is
the area or team of the grant. A resident needs no grant for what is their own.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Row, link, values


class Role(StrEnum):
    """Volunteer, captain, clerk, grid worker, manager, auditor."""

    VOLUNTEER = "volunteer"
    CAPTAIN = "captain"
    CLERK = "clerk"
    GRID_WORKER = "grid_worker"
    MANAGER = "manager"
    AUDITOR = "auditor"


class Action(StrEnum):
    """What can be done; each is asked for by `Actor.may`."""

    FILE_FOR_OTHERS = "file_for_others"
    HANDLE_REQUESTS = "handle_requests"
    READ_REQUESTS = "read_requests"
    READ_PEOPLE = "read_people"
    STAFF_VISITS = "staff_visits"
    TAKE_VISITS = "take_visits"
    APPROVE_HOURS = "approve_hours"
    READ_LEDGER = "read_ledger"
    READ_SUMMARY = "read_summary"
    GIVE_GRANTS = "give_grants"
    APPROVE_MEMBERS = "approve_members"
    EDIT_SETTINGS = "edit_settings"
    EXPORT = "export"
    CLOSE_DIRECTIVES = "close_directives"


_R, _A = Role, Action
MAY: dict[Action, frozenset[Role]] = {
    _A.FILE_FOR_OTHERS: frozenset({_R.CLERK, _R.GRID_WORKER, _R.MANAGER}),
    _A.HANDLE_REQUESTS: frozenset({_R.CLERK, _R.MANAGER}),
    _A.READ_REQUESTS: frozenset({_R.CLERK, _R.GRID_WORKER, _R.MANAGER, _R.AUDITOR}),
    _A.READ_PEOPLE: frozenset({_R.CLERK, _R.GRID_WORKER, _R.MANAGER}),
    _A.STAFF_VISITS: frozenset({_R.CAPTAIN}),
    _A.TAKE_VISITS: frozenset({_R.VOLUNTEER, _R.CAPTAIN}),
    _A.APPROVE_HOURS: frozenset({_R.CLERK, _R.MANAGER}),
    _A.READ_LEDGER: frozenset({_R.MANAGER, _R.AUDITOR, _R.CLERK}),
    _A.READ_SUMMARY: frozenset({_R.CLERK, _R.MANAGER, _R.AUDITOR, _R.CAPTAIN}),
    _A.GIVE_GRANTS: frozenset({_R.MANAGER}),
    _A.APPROVE_MEMBERS: frozenset({_R.CAPTAIN, _R.CLERK, _R.MANAGER}),
    _A.EDIT_SETTINGS: frozenset({_R.MANAGER}),
    _A.EXPORT: frozenset({_R.MANAGER, _R.AUDITOR}),
    _A.CLOSE_DIRECTIVES: frozenset({_R.MANAGER}),
}


class Grant(Row):
    """A role in an area (and all below it) or in a team, until it ends or is taken back."""

    __tablename__ = "grant"

    person_id: Mapped[int] = mapped_column(link("person.id"), index=True)
    role: Mapped[Role] = mapped_column(values(Role))
    area_code: Mapped[str | None] = mapped_column(link("area.code"), index=True)
    team_id: Mapped[int | None] = mapped_column(link("team.id"), index=True)
    given_by: Mapped[int | None] = mapped_column(link("person.id"))
    since: Mapped[datetime]
    until: Mapped[datetime | None]


class NotAllowed(Exception):
    """The actor has no grant for this, here."""


@dataclass(frozen=True, slots=True)
class Held:
    """A grant as the actor holds it."""

    role: Role
    area_code: str | None = None
    team_id: int | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who speaks or acts, with every grant that holds now."""

    person_id: int
    county_code: str
    language: str = "zh"
    held: frozenset[Held] = field(default_factory=frozenset)

    def may(self, action: Action, *, area_code: str | None = None, team_id: int | None = None) -> bool:
        """Whether some grant allows the action in this area, or for this team."""
        return any(
            (area_code is not None and grant.area_code is not None and area_code.startswith(grant.area_code))
            or (team_id is not None and grant.team_id == team_id)
            for grant in self.held
            if grant.role in MAY[action]
        )

    def must(self, action: Action, *, area_code: str | None = None, team_id: int | None = None) -> None:
        """Refuse unless `may`.

        Raises:
            NotAllowed: no grant allows it.
        """
        if not self.may(action, area_code=area_code, team_id=team_id):
            raise NotAllowed(action.value)

    def areas(self, action: Action) -> list[str]:
        """The areas in which some grant allows the action, outermost only."""
        codes = sorted({g.area_code for g in self.held if g.area_code and g.role in MAY[action]})
        return [c for c in codes if not any(c != other and c.startswith(other) for other in codes)]

    def teams(self, action: Action) -> list[int]:
        """The teams for which some grant allows the action."""
        return sorted({g.team_id for g in self.held if g.team_id is not None and g.role in MAY[action]})

    def is_a(self, *roles: Role) -> bool:
        """Whether the actor holds one of the roles anywhere."""
        return any(grant.role in roles for grant in self.held)


def whoever_runs_the_command(area_code: str) -> Actor:
    """Who works on the server itself: as a manager of the area."""
    return Actor(0, area_code[:6], held=frozenset({Held(Role.MANAGER, area_code=area_code)}))


async def grants_of(session: AsyncSession, person_id: int, at: datetime) -> frozenset[Held]:
    """The grants of a person that hold at a time."""
    found = await session.execute(
        select(Grant.role, Grant.area_code, Grant.team_id).where(
            Grant.person_id == person_id, Grant.since <= at, or_(Grant.until.is_(None), Grant.until > at)
        )
    )
    return frozenset(Held(role, area_code, team_id) for role, area_code, team_id in found)


async def holders(session: AsyncSession, role: Role, area_codes: list[str], at: datetime) -> list[tuple[str, int]]:
    """(area code, person id) of everybody who holds the role right in one of the areas, nearest area first."""
    found = await session.execute(
        select(Grant.area_code, Grant.person_id)
        .where(
            Grant.role == role,
            Grant.area_code.in_(area_codes),
            Grant.since <= at,
            or_(Grant.until.is_(None), Grant.until > at),
        )
        .order_by(Grant.since, Grant.id)
    )
    rows = [(code, person_id) for code, person_id in found if code]
    return sorted(rows, key=lambda row: -len(row[0]))
