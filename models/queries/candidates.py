"""What matching needs to know of a county's volunteers, read in a handful of queries. Nothing of it is shown to anybody."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.hours import Entry
from models.offer import Offer, OfferState
from models.person import Certificate, Person, Sex, Volunteer
from models.request import Request
from models.scope import unscoped
from models.team import Membership, Team
from models.visit import Attendance, AttendanceState, Visit

ANSWERED = (OfferState.ACCEPTED, OfferState.DECLINED, OfferState.WITHDRAWN)
SAYS_NOTHING = (OfferState.SENT, OfferState.FILLED, OfferState.REVOKED, OfferState.PASSED)  # of how willing somebody is


class Helper(NamedTuple):
    """One volunteer's own data, as it stands in the columns."""

    id: int
    area_code: str
    lat: float | None
    lon: float | None
    birth_year: int | None
    guardian_id: int | None
    sex: Sex
    skills: list[str]
    vetted_at: date | None
    vetted_until: date | None
    weekly_minutes: int
    travel_minutes: int
    rest_until: datetime | None
    paused_until: datetime | None


class Counts(NamedTuple):
    """How often somebody kept, cancelled late, or did not come."""

    kept: int
    late: int
    no_show: int


@unscoped("matching: who could be asked")
async def helpers_in(session: AsyncSession, county_code: str) -> Sequence[Helper]:
    """Every volunteer of a county."""
    statement = (
        select(
            Person.id,
            Person.area_code,
            Person.lat,
            Person.lon,
            Person.birth_year,
            Person.guardian_id,
            Person.sex,
            Volunteer.skills,
            Volunteer.vetted_at,
            Volunteer.vetted_until,
            Volunteer.weekly_minutes,
            Volunteer.travel_minutes,
            Volunteer.rest_until,
            Volunteer.paused_until,
        )
        .join(Volunteer, Volunteer.id == Person.id)
        .where(Person.area_code.startswith(county_code, autoescape=True))
    )
    return [Helper(*row) for row in await session.execute(statement)]


@unscoped("matching: who belongs to which team")
async def memberships_in(session: AsyncSession, county_code: str) -> dict[int, list[tuple[int, str]]]:
    """(team id, venue code) of the county's teams, by approved member."""
    statement = (
        select(Membership.person_id, Team.id, Team.venue_code)
        .join(Team, Team.id == Membership.team_id)
        .where(
            Team.venue_code.startswith(county_code, autoescape=True),
            Membership.left_at.is_(None),
            Membership.approved_at.is_not(None),
        )
    )
    found: dict[int, list[tuple[int, str]]] = {}
    for person_id, team_id, venue_code in await session.execute(statement):
        found.setdefault(person_id, []).append((team_id, venue_code))
    return found


@unscoped("matching: valid certificates")
async def certificates_in(session: AsyncSession, since: date) -> dict[int, list[tuple[str, date]]]:
    """(kind, last day) of certificates that have not expired, by person."""
    found: dict[int, list[tuple[str, date]]] = {}
    statement = select(Certificate.person_id, Certificate.kind, Certificate.expires_on)
    for person_id, kind, expires in await session.execute(statement.where(Certificate.expires_on >= since)):
        found.setdefault(person_id, []).append((kind, expires))
    return found


@unscoped("matching: who was asked for this already")
async def asked_for(session: AsyncSession, request_id: int) -> Sequence[Offer]:
    """Every offer of a request."""
    return (await session.scalars(select(Offer).where(Offer.request_id == request_id).order_by(Offer.sent_at))).all()


@unscoped("matching: how people answered")
async def answers_since(session: AsyncSession, since: datetime) -> dict[int, tuple[int, int]]:
    """(asked, accepted) by person; an offer that others filled first says nothing and does not count."""
    yes = Offer.state.in_((OfferState.ACCEPTED, OfferState.WITHDRAWN))
    statement = (
        select(Offer.person_id, func.count(), func.sum(case((yes, 1), else_=0)))
        .where(Offer.sent_at >= since, Offer.state.not_in(SAYS_NOTHING))
        .group_by(Offer.person_id)
    )
    return {person_id: (asked, accepted) for person_id, asked, accepted in await session.execute(statement)}


@unscoped("matching: how likely somebody says yes")
async def answered_offers(session: AsyncSession, since: datetime) -> Sequence[tuple[str, datetime, bool]]:
    """(item, when it was put, whether it was accepted) of the offers that were answered or lapsed since a time."""
    statement = (
        select(Request.item_code, Offer.sent_at, Offer.state)
        .join(Request, Request.id == Offer.request_id)
        .where(Offer.sent_at >= since, Offer.state.not_in(SAYS_NOTHING))
    )
    yes = (OfferState.ACCEPTED, OfferState.WITHDRAWN)
    return [(code, sent_at, state in yes) for code, sent_at, state in await session.execute(statement)]


class Put(NamedTuple):
    """An offer of the past: whether it was an emergency, when it was put, when answered, and until when it stood open."""

    urgent: bool
    sent_at: datetime
    answered_at: datetime | None
    until: datetime


@unscoped("matching: how long people take to answer")
async def put_since(session: AsyncSession, since: datetime, now: datetime) -> list[Put]:
    """The offers put since a time; one that was filled or taken back stood open until its request was accepted or ended."""
    statement = (
        select(Offer, Request.item_code, Request.danger, Request.accepted_at, Request.ended_at)
        .join(Request, Request.id == Offer.request_id)
        .where(Offer.sent_at >= since)
    )
    found = []
    for offer, code, danger, accepted_at, ended_at in await session.execute(statement):
        until = min(at for at in (offer.deadline, accepted_at, ended_at, now) if at is not None)
        answered = offer.answered_at if offer.state in ANSWERED else None
        found.append(Put(danger or code.startswith("F"), offer.sent_at, answered, max(until, offer.sent_at)))
    return found


@unscoped("matching: who served how much")
async def minutes_since(session: AsyncSession, since: datetime) -> dict[int, int]:
    """Minutes in the ledger since a time, by person."""
    statement = select(Entry.person_id, func.sum(Entry.minutes)).where(Entry.start >= since).group_by(Entry.person_id)
    return {person_id: int(minutes) for person_id, minutes in await session.execute(statement)}


@unscoped("matching: who kept their word")
async def records(session: AsyncSession) -> dict[int, Counts]:
    """How often each person kept, cancelled late or did not come."""
    state = Attendance.state
    statement = select(
        Attendance.person_id,
        func.sum(case((state == AttendanceState.OUT, 1), else_=0)),
        func.sum(case((state == AttendanceState.CANCELLED_LATE, 1), else_=0)),
        func.sum(case((state == AttendanceState.NO_SHOW, 1), else_=0)),
    ).group_by(Attendance.person_id)
    return {person_id: Counts(kept, late, gone) for person_id, kept, late, gone in await session.execute(statement)}


@unscoped("matching: who knows this resident")
async def served_before(session: AsyncSession, resident_id: int) -> dict[int, datetime]:
    """When each volunteer last served a resident."""
    statement = (
        select(Attendance.person_id, func.max(Visit.start))
        .join(Visit, Visit.id == Attendance.visit_id)
        .join(Request, Request.id == Visit.request_id)
        .where(Request.resident_id == resident_id, Attendance.state == AttendanceState.OUT)
        .group_by(Attendance.person_id)
    )
    return dict((await session.execute(statement)).all())


@unscoped("matching: how many offers each team has to answer")
async def open_by_team(session: AsyncSession) -> dict[int, int]:
    """Unanswered offers by team."""
    statement = (
        select(Offer.team_id, func.count())
        .where(Offer.state == OfferState.SENT, Offer.team_id.is_not(None))
        .group_by(Offer.team_id)
    )
    return {team_id: count for team_id, count in await session.execute(statement) if team_id is not None}
