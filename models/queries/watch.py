"""What the rules of directives look at, for every village at once. Nothing here names a person."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.request import WAITING, Request
from models.scope import unscoped

WATCHED = "a rule that watches the figures counts rows"


class Seen(NamedTuple):
    """What a rule found: where, of what, how often, the newest request, and how often before."""

    area: str
    item: str
    found: int
    request: int
    before: int = 0
    resident: int = 0


@unscoped(WATCHED)
async def spikes(session: AsyncSession, since: datetime, start: datetime, end: datetime, least: int) -> list[Seen]:
    """Villages and items with at least so many requests from `start` on, and how many they had between `since` and it."""
    now = func.sum(case((Request.opened_at >= start, 1), else_=0))
    newest = func.max(case((Request.opened_at >= start, Request.id), else_=0))
    statement = (
        select(Request.area_code, Request.item_code, now, newest, func.count())
        .where(Request.opened_at >= since, Request.opened_at <= end)
        .group_by(Request.area_code, Request.item_code)
        .having(now >= least)
    )
    rows = await session.execute(statement)
    return [
        Seen(area, item, int(found), int(request), int(whole - found)) for area, item, found, request, whole in rows
    ]


@unscoped(WATCHED)
async def repeated(session: AsyncSession, start: datetime, end: datetime, least: int) -> list[Seen]:
    """Residents who asked at least so often between two times."""
    statement = (
        select(
            func.min(Request.area_code),
            func.min(Request.item_code),
            func.count(),
            func.max(Request.id),
            Request.resident_id,
        )
        .where(Request.opened_at >= start, Request.opened_at <= end, Request.plan_id.is_(None))
        .group_by(Request.resident_id)
        .having(func.count() >= least)
    )
    rows = await session.execute(statement)
    return [Seen(area, item, found, request, 0, resident) for area, item, found, request, resident in rows]


@unscoped(WATCHED)
async def missed(session: AsyncSession, least: int) -> list[Seen]:
    """Requests that wait and have missed at least so many limits."""
    statement = select(Request.area_code, Request.item_code, Request.missed_limits, Request.id).where(
        Request.state.in_(WAITING), Request.missed_limits >= least
    )
    return [Seen(*row) for row in await session.execute(statement)]


@unscoped(WATCHED)
async def hazards(session: AsyncSession, item: str, start: datetime, end: datetime) -> list[Seen]:
    """Villages in which an item was asked for twice or more between two times."""
    statement = (
        select(Request.area_code, func.count(), func.max(Request.id))
        .where(Request.item_code == item, Request.opened_at >= start, Request.opened_at <= end)
        .group_by(Request.area_code)
        .having(func.count() >= 2)
    )
    return [Seen(area, item, found, request) for area, found, request in await session.execute(statement)]
