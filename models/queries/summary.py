"""What a summary counts, for every area of a county or province at once: a handful of queries whatever the number of venues.

Nothing here names a person; who may see the figures of an area is checked by `services.summary` before it asks.
`prefix` is the code of an area, or empty for all.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, ColumnElement, case, cast, distinct, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased

from models.feedback import Feedback
from models.hours import Entry, EntryKind
from models.offer import Offer, OfferState
from models.request import Request, RequestState
from models.scope import unscoped
from models.visit import Attendance, AttendanceState, Visit, VisitState

COUNTED = "a summary counts rows of an area whose summary the caller may read"


class Filed(NamedTuple):
    """Requests that were opened in a period, by area and item. `in_time`: accepted before any time limit passed."""

    area: str
    item: str
    filed: int
    in_time: int
    missed: int
    cancelled: int


class Served(NamedTuple):
    """Visits that were done in a period, by area and item."""

    area: str
    item: str
    visits: int
    residents: int


class Worked(NamedTuple):
    """Minutes in the ledger for services of a period, by chain and person."""

    area: str
    person: int
    minutes: int
    times: int


class Judged(NamedTuple):
    """Answers to the three questions in a period, by area."""

    area: str
    answers: int
    came: int
    on_time: int
    solved: int


class Asked(NamedTuple):
    """Offers sent in a period, by area."""

    area: str
    sent: int
    accepted: int
    declined: int
    expired: int


class Lost(NamedTuple):
    """Volunteers who did not come to visits of a period, by area."""

    area: str
    no_show: int


class TeamWork(NamedTuple):
    """What one member served in a team's visits of a period."""

    team: int
    person: int
    visits: int
    minutes: int


class TeamServed(NamedTuple):
    """Visits that a team did in a period, by item."""

    team: int
    item: str
    visits: int
    residents: int


class TeamAsked(NamedTuple):
    """Offers put to a team in a period."""

    team: int
    sent: int
    accepted: int
    declined: int
    expired: int


def inside(column: object, prefix: str) -> ColumnElement[bool]:
    """The code in the column lies in the area; a range, so that an index can be used."""
    return column.between(prefix, prefix + "999999999999")  # type: ignore[attr-defined, no-any-return]


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return _total(case((condition, 1), else_=0))


def _total(column: object) -> ColumnElement[int]:
    return cast(func.sum(column), BigInteger)  # PostgreSQL sums large integers to a decimal


@unscoped(COUNTED)
async def filed(session: AsyncSession, prefix: str, start: datetime, end: datetime) -> list[Filed]:
    """Requests opened in a period."""
    statement = (
        select(
            Request.area_code,
            Request.item_code,
            func.count(),
            _sum(Request.accepted_at.is_not(None) & (Request.missed_limits == 0)),
            _sum(Request.missed_limits > 0),
            _sum(Request.state == RequestState.CANCELLED),
        )
        .where(Request.opened_at >= start, Request.opened_at < end, inside(Request.area_code, prefix))
        .group_by(Request.area_code, Request.item_code)
    )
    return [Filed._make(row) for row in await session.execute(statement)]


@unscoped(COUNTED)
async def served(session: AsyncSession, prefix: str, start: datetime, end: datetime) -> list[Served]:
    """Visits done in a period."""
    statement = (
        select(Request.area_code, Request.item_code, func.count(), _total(Request.people))
        .join(Visit, Visit.request_id == Request.id)
        .where(
            Visit.state == VisitState.DONE,
            Visit.ended_at >= start,
            Visit.ended_at < end,
            inside(Request.area_code, prefix),
        )
        .group_by(Request.area_code, Request.item_code)
    )
    return [Served._make(row) for row in await session.execute(statement)]


@unscoped(COUNTED)
async def worked(session: AsyncSession, prefix: str, start: datetime, end: datetime) -> list[Worked]:
    """Minutes served in a period, without those that were reversed."""
    reversal = aliased(Entry)
    statement = (
        select(Entry.chain, Entry.person_id, _total(Entry.minutes), func.count())
        .outerjoin(reversal, reversal.reverses_id == Entry.id)
        .where(
            Entry.kind == EntryKind.SERVED,
            Entry.start >= start,
            Entry.start < end,
            inside(Entry.chain, prefix),
            reversal.id.is_(None),
        )
        .group_by(Entry.chain, Entry.person_id)
    )
    return [Worked._make(row) for row in await session.execute(statement)]


@unscoped(COUNTED)
async def judged(session: AsyncSession, prefix: str, start: datetime, end: datetime) -> list[Judged]:
    """Answers given in a period."""
    statement = (
        select(
            Request.area_code,
            func.count(),
            _sum(Feedback.came.is_(True)),
            _sum(Feedback.on_time.is_(True)),
            _sum(Feedback.solved.is_(True)),
        )
        .join(Request, Request.id == Feedback.request_id)
        .where(Feedback.at >= start, Feedback.at < end, inside(Request.area_code, prefix))
        .group_by(Request.area_code)
    )
    return [Judged._make(row) for row in await session.execute(statement)]


@unscoped(COUNTED)
async def asked(session: AsyncSession, prefix: str, start: datetime, end: datetime) -> list[Asked]:
    """Offers sent in a period."""
    yes = Offer.state.in_((OfferState.ACCEPTED, OfferState.WITHDRAWN))
    statement = (
        select(
            Request.area_code,
            func.count(),
            _sum(yes),
            _sum(Offer.state == OfferState.DECLINED),
            _sum(Offer.state == OfferState.EXPIRED),
        )
        .join(Request, Request.id == Offer.request_id)
        .where(Offer.sent_at >= start, Offer.sent_at < end, inside(Request.area_code, prefix))
        .group_by(Request.area_code)
    )
    return [Asked._make(row) for row in await session.execute(statement)]


@unscoped(COUNTED)
async def lost(session: AsyncSession, prefix: str, start: datetime, end: datetime) -> list[Lost]:
    """Who did not come."""
    statement = (
        select(Request.area_code, func.count())
        .select_from(Attendance)
        .join(Visit, Visit.id == Attendance.visit_id)
        .join(Request, Request.id == Visit.request_id)
        .where(
            Attendance.state == AttendanceState.NO_SHOW,
            Visit.start >= start,
            Visit.start < end,
            inside(Request.area_code, prefix),
        )
        .group_by(Request.area_code)
    )
    return [Lost._make(row) for row in await session.execute(statement)]


@unscoped(COUNTED)
async def team_work(session: AsyncSession, prefix: str, start: datetime, end: datetime) -> list[TeamWork]:
    """What the members of each team served for it in a period."""
    statement = (
        select(
            Visit.team_id,
            Attendance.person_id,
            func.count(distinct(Visit.id)),
            func.coalesce(_total(Attendance.minutes), 0),
        )
        .join(Attendance, Attendance.visit_id == Visit.id)
        .join(Request, Request.id == Visit.request_id)
        .where(
            Visit.team_id.is_not(None),
            Visit.state == VisitState.DONE,
            Visit.ended_at >= start,
            Visit.ended_at < end,
            Attendance.state == AttendanceState.OUT,
            inside(Request.area_code, prefix),
        )
        .group_by(Visit.team_id, Attendance.person_id)
    )
    return [TeamWork._make(row) for row in await session.execute(statement)]


@unscoped(COUNTED)
async def team_served(session: AsyncSession, prefix: str, start: datetime, end: datetime) -> list[TeamServed]:
    """Visits that each team did in a period."""
    statement = (
        select(Visit.team_id, Request.item_code, func.count(), _total(Request.people))
        .join(Request, Request.id == Visit.request_id)
        .where(
            Visit.team_id.is_not(None),
            Visit.state == VisitState.DONE,
            Visit.ended_at >= start,
            Visit.ended_at < end,
            inside(Request.area_code, prefix),
        )
        .group_by(Visit.team_id, Request.item_code)
    )
    return [TeamServed._make(row) for row in await session.execute(statement)]


@unscoped(COUNTED)
async def team_asked(session: AsyncSession, prefix: str, start: datetime, end: datetime) -> list[TeamAsked]:
    """Offers that were put to each team in a period."""
    yes = Offer.state.in_((OfferState.ACCEPTED, OfferState.WITHDRAWN))
    statement = (
        select(
            Offer.team_id,
            func.count(),
            _sum(yes),
            _sum(Offer.state == OfferState.DECLINED),
            _sum(Offer.state == OfferState.EXPIRED),
        )
        .join(Request, Request.id == Offer.request_id)
        .where(
            Offer.team_id.is_not(None),
            Offer.sent_at >= start,
            Offer.sent_at < end,
            inside(Request.area_code, prefix),
        )
        .group_by(Offer.team_id)
    )
    return [TeamAsked._make(row) for row in await session.execute(statement)]


def bucket(
    column: ColumnElement[datetime] | InstrumentedAttribute[datetime | None], edges: Sequence[datetime]
) -> ColumnElement[int]:
    """Which stretch between two edges a time lies in, from 0; for times between the first and the last edge."""
    whens = [(column < edge, literal(place)) for place, edge in enumerate(edges[1:])]
    return case(*whens, else_=literal(-1))


@unscoped(COUNTED)
async def filed_series(
    session: AsyncSession, prefix: str, edges: Sequence[datetime], *, digits: int = 12, by_item: bool = False
) -> list[tuple[str, str, int, int]]:
    """(area, item or "", stretch, requests opened in it), areas cut to some digits."""
    place = func.substr(Request.area_code, 1, digits).label("in_area")
    item = (Request.item_code if by_item else literal("")).label("of_item")
    stretch = bucket(Request.opened_at, edges).label("stretch")
    statement = (
        select(place, item, stretch, func.count())
        .where(Request.opened_at >= edges[0], Request.opened_at < edges[-1], inside(Request.area_code, prefix))
        .group_by("in_area", "of_item", "stretch")
    )
    return [(row[0], row[1], row[2], row[3]) for row in await session.execute(statement)]


@unscoped(COUNTED)
async def served_series(
    session: AsyncSession, prefix: str, edges: Sequence[datetime], *, digits: int = 12
) -> list[tuple[str, int, int]]:
    """(area, stretch, visits done in it)."""
    place = func.substr(Request.area_code, 1, digits).label("in_area")
    stretch = bucket(Visit.ended_at, edges).label("stretch")
    statement = (
        select(place, stretch, func.count())
        .join(Visit, Visit.request_id == Request.id)
        .where(
            Visit.state == VisitState.DONE,
            Visit.ended_at >= edges[0],
            Visit.ended_at < edges[-1],
            inside(Request.area_code, prefix),
        )
        .group_by("in_area", "stretch")
    )
    return [(row[0], row[1], row[2]) for row in await session.execute(statement)]


@unscoped(COUNTED)
async def first_opened(session: AsyncSession, prefix: str) -> datetime | None:
    """When the first request of an area was opened."""
    return await session.scalar(select(func.min(Request.opened_at)).where(inside(Request.area_code, prefix)))
