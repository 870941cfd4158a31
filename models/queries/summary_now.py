"""What stands open now, for every area at once: what a summary names as things to do. See `models.queries.summary`."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.area import Area, Venue, VenueLevel
from models.claim import WAITING as CLAIMS_WAITING
from models.claim import Claim, ClaimState
from models.directive import OPEN, Directive, DirectiveRule, DirectiveState
from models.grant import Actor
from models.item import Item
from models.offer import Offer, OfferState
from models.person import Certificate, Person, Volunteer
from models.queries.summary import COUNTED, inside
from models.request import WAITING, Request, RequestState
from models.scope import people_of, unscoped
from models.team import Membership, Team
from models.visit import COMING, GOING, Attendance, Visit, VisitState


class Waiting(NamedTuple):
    """A request for which nobody is found yet."""

    id: int
    number: int
    area: str
    item: str
    state: RequestState
    opened_at: datetime
    respond_by: datetime | None
    start: datetime | None
    missed: int


class Gap(NamedTuple):
    """A visit that is still to be staffed or agreed."""

    request: int
    number: int
    area: str
    item: str
    start: datetime
    team: int | None


class Answered(NamedTuple):
    """How often the offers of a waiting request ended so."""

    request: int
    state: OfferState
    reason: str | None
    times: int


class Expiring(NamedTuple):
    """A certificate, or the background check (kind `vetted`), that ends soon."""

    area: str
    person: int
    kind: str
    on: date


class Approval(NamedTuple):
    """Hours that wait for somebody's yes."""

    id: int
    area: str
    person: int
    minutes: int
    start: datetime
    entered_at: datetime


class Ordered(NamedTuple):
    """A directive that is not closed."""

    id: int
    number: int
    rule: DirectiveRule
    state: DirectiveState
    venue: str
    area: str
    item: str | None
    found: int
    deadline: datetime


class TeamNow(NamedTuple):
    """A team and how many members it has."""

    id: int
    venue: str
    name: str
    members: int


class Site(NamedTuple):
    """A venue with the name of its area."""

    code: str
    level: VenueLevel
    name: str
    area_name: str


@unscoped(COUNTED)
async def waiting(session: AsyncSession, prefix: str) -> list[Waiting]:
    """Requests that wait, the longest first."""
    statement = (
        select(
            Request.id,
            Request.number,
            Request.area_code,
            Request.item_code,
            Request.state,
            Request.opened_at,
            Request.respond_by,
            Request.start,
            Request.missed_limits,
        )
        .where(Request.state.in_(WAITING), Request.opened_at.is_not(None), inside(Request.area_code, prefix))
        .order_by(Request.opened_at, Request.id)
    )
    return [Waiting._make(row) for row in await session.execute(statement)]


@unscoped(COUNTED)
async def gaps(session: AsyncSession, prefix: str, since: datetime, until: datetime) -> list[Gap]:
    """Visits between two times that have not enough people or no agreed time, soonest first."""
    statement = (
        select(Request.id, Request.number, Request.area_code, Request.item_code, Visit.start, Visit.team_id)
        .join(Visit, Visit.request_id == Request.id)
        .where(
            Visit.state.in_((VisitState.STAFFING, VisitState.AGREEING)),
            Visit.start >= since,
            Visit.start < until,
            inside(Request.area_code, prefix),
        )
        .order_by(Visit.start, Visit.id)
    )
    return [Gap._make(row) for row in await session.execute(statement)]


@unscoped(COUNTED)
async def answers_of_unmet(session: AsyncSession, prefix: str) -> list[Answered]:
    """How the offers of requests ended that wait and have missed a limit or found nobody."""
    unmet = Request.state.in_(WAITING) & ((Request.missed_limits > 0) | (Request.state == RequestState.UNMET))
    statement = (
        select(Offer.request_id, Offer.state, Offer.decline_reason, func.count())
        .join(Request, Request.id == Offer.request_id)
        .where(unmet, inside(Request.area_code, prefix))
        .group_by(Offer.request_id, Offer.state, Offer.decline_reason)
    )
    return [Answered._make(row) for row in await session.execute(statement)]


@unscoped(COUNTED)
async def expiring(session: AsyncSession, prefix: str, since: date, until: date) -> list[Expiring]:
    """Certificates and background checks that end between two days, soonest first."""
    papers = (
        select(Person.area_code, Person.id, Certificate.kind, Certificate.expires_on)
        .join(Certificate, Certificate.person_id == Person.id)
        .where(Certificate.expires_on >= since, Certificate.expires_on < until, inside(Person.area_code, prefix))
    )
    checks = (
        select(Person.area_code, Person.id, Volunteer.vetted_until)
        .join(Volunteer, Volunteer.id == Person.id)
        .where(Volunteer.vetted_until >= since, Volunteer.vetted_until < until, inside(Person.area_code, prefix))
    )
    found = [Expiring._make(row) for row in await session.execute(papers)]
    found += [Expiring(area, person, "vetted", on) for area, person, on in await session.execute(checks) if on]
    return sorted(found, key=lambda one: (one.on, one.person, one.kind))


@unscoped(COUNTED)
async def approvals(session: AsyncSession, prefix: str) -> list[Approval]:
    """Hours that wait until somebody says yes, the oldest first; those that count by themselves in time are not among them."""
    statement = (
        select(Claim.id, Claim.chain, Claim.person_id, Claim.minutes, Claim.start, Claim.entered_at)
        .where(
            Claim.state.in_(CLAIMS_WAITING),
            or_(Claim.due_at.is_(None), Claim.state == ClaimState.HELD),
            inside(Claim.chain, prefix),
        )
        .order_by(Claim.entered_at, Claim.id)
    )
    return [Approval._make(row) for row in await session.execute(statement)]


async def directives_now(session: AsyncSession, prefix: str) -> list[Ordered]:
    """Directives that are not closed, the first deadline first."""
    statement = (
        select(
            Directive.id,
            Directive.number,
            Directive.rule,
            Directive.state,
            Directive.venue_code,
            Directive.area_code,
            Directive.item_code,
            Directive.count,
            Directive.deadline,
        )
        .where(Directive.state.in_(OPEN), inside(Directive.venue_code, prefix))
        .order_by(Directive.deadline, Directive.number)
    )
    return [Ordered._make(row) for row in await session.execute(statement)]


async def teams_now(session: AsyncSession, prefix: str) -> list[TeamNow]:
    """Every team of an area with the number of its members."""
    statement = (
        select(Team.id, Team.venue_code, Team.name, func.count(Membership.id))
        .outerjoin(
            Membership,
            (Membership.team_id == Team.id) & Membership.left_at.is_(None) & Membership.approved_at.is_not(None),
        )
        .where(inside(Team.venue_code, prefix))
        .group_by(Team.id, Team.venue_code, Team.name)
        .order_by(Team.venue_code, Team.name)
    )
    return [TeamNow._make(row) for row in await session.execute(statement)]


@unscoped(COUNTED)
async def promised(session: AsyncSession, prefix: str, since: datetime, until: datetime) -> dict[int, int]:
    """How often members of each team are to go between two times."""
    statement = (
        select(Visit.team_id, func.count())
        .join(Attendance, Attendance.visit_id == Visit.id)
        .join(Request, Request.id == Visit.request_id)
        .where(
            Visit.team_id.is_not(None),
            Visit.state.in_(COMING),
            Visit.start >= since,
            Visit.start < until,
            Attendance.state.in_(GOING),
            inside(Request.area_code, prefix),
        )
        .group_by(Visit.team_id)
    )
    return {team: count for team, count in await session.execute(statement) if team is not None}


@unscoped(COUNTED)
async def volunteers_in(session: AsyncSession, prefix: str) -> dict[str, int]:
    """How many volunteers live in each area."""
    statement = (
        select(Person.area_code, func.count())
        .join(Volunteer, Volunteer.id == Person.id)
        .where(inside(Person.area_code, prefix))
        .group_by(Person.area_code)
    )
    return dict((await session.execute(statement)).all())


async def sites(session: AsyncSession, prefix: str) -> list[Site]:
    """Every venue of an area, by code."""
    statement = (
        select(Venue.code, Venue.level, Venue.name, Area.name)
        .join(Area, Area.code == Venue.code)
        .where(inside(Venue.code, prefix))
        .order_by(Venue.code)
    )
    return [Site._make(row) for row in await session.execute(statement)]


async def names_of(session: AsyncSession, actor: Actor, ids: Sequence[int]) -> dict[int, str]:
    """The names of those among these persons whom the actor may know."""
    found: dict[int, str] = {}
    for begin in range(0, len(ids), 500):
        statement = select(Person).where(Person.id.in_(ids[begin : begin + 500]), people_of(actor))
        found |= {person.id: person.name or "—" for person in await session.scalars(statement)}
    return found


async def team_members(session: AsyncSession, prefix: str) -> dict[int, list[int]]:
    """The teams of an area of which each person is an approved member."""
    statement = (
        select(Membership.person_id, Membership.team_id)
        .join(Team, Team.id == Membership.team_id)
        .where(Membership.left_at.is_(None), Membership.approved_at.is_not(None), inside(Team.venue_code, prefix))
    )
    found: dict[int, list[int]] = {}
    for person, team in await session.execute(statement):
        found.setdefault(person, []).append(team)
    return found


@unscoped(COUNTED)
async def able(session: AsyncSession, prefix: str) -> dict[tuple[str, str], int]:
    """How many volunteers of each town say that they can do each item; a letter alone stands for its whole category."""
    statement = (
        select(func.substr(Person.area_code, 1, 9), Volunteer.skills)
        .join(Volunteer, Volunteer.id == Person.id)
        .where(inside(Person.area_code, prefix))
    )
    codes = list(await session.scalars(select(Item.code)))
    found: dict[tuple[str, str], int] = {}
    for town, skills in await session.execute(statement):
        said = set(skills)
        for code in codes:
            if code in said or code[0] in said:
                found[town, code] = found.get((town, code), 0) + 1
    return found
