"""What the public board shows: sums, teams, open places in group visits, roots of the ledger; nothing that names anybody."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.area import Area, Venue
from models.hours import LedgerRoot
from models.request import Request
from models.scope import unscoped
from models.team import Team
from models.visit import GOING, Attendance, Visit, VisitState

PUBLIC = "the public board: nothing that names a person or a door"
GROUP = 2


class Point(NamedTuple):
    """A venue with its place."""

    code: str
    name: str
    lat: float | None
    lon: float | None


class Place(NamedTuple):
    """A group visit that lacks people: the item, the town, the day's moment, how many are needed and how many go."""

    item: str
    town: str
    start: datetime
    needed: int
    going: int


async def venue_by_code(session: AsyncSession, code: str) -> Venue | None:
    """The venue with this code."""
    return await session.get(Venue, code)


async def points_below(session: AsyncSession, code: str) -> list[Point]:
    """The venues of the areas right below an area, by code, with their place or that of their area."""
    lat, lon = func.coalesce(Venue.lat, Area.lat), func.coalesce(Venue.lon, Area.lon)
    statement = (
        select(Venue.code, Venue.name, lat, lon)
        .join(Area, Area.code == Venue.code)
        .where(Area.parent_code == code)
        .order_by(Venue.code)
    )
    return [Point._make(row) for row in await session.execute(statement)]


async def teams_at(session: AsyncSession, code: str, now: datetime, limit: int = 40) -> Sequence[Team]:
    """The teams of a venue that are not resting, by name."""
    awake = or_(Team.paused_until.is_(None), Team.paused_until <= now)
    return (
        await session.scalars(select(Team).where(Team.venue_code == code, awake).order_by(Team.name).limit(limit))
    ).all()


@unscoped(PUBLIC)
async def open_places(session: AsyncSession, prefix: str, now: datetime, limit: int = 20) -> list[Place]:
    """Group visits of teams that lack people, the soonest first."""
    going = (
        select(func.count())
        .where(Attendance.visit_id == Visit.id, Attendance.state.in_(GOING))
        .correlate(Visit)
        .scalar_subquery()
    )
    statement = (
        select(Request.item_code, func.substr(Request.area_code, 1, 9), Visit.start, Visit.needed, going)
        .join(Request, Request.id == Visit.request_id)
        .where(
            Visit.team_id.is_not(None),
            Visit.state == VisitState.STAFFING,
            Visit.start > now,
            Visit.needed >= GROUP,
            Request.area_code.startswith(prefix, autoescape=True),
        )
        .order_by(Visit.start, Visit.id)
        .limit(limit)
    )
    return [Place._make(row) for row in await session.execute(statement)]


async def roots(session: AsyncSession, limit: int | None = None) -> Sequence[LedgerRoot]:
    """The ledger's roots, the newest first."""
    statement = select(LedgerRoot).order_by(LedgerRoot.day.desc())
    return (await session.scalars(statement if limit is None else statement.limit(limit))).all()
