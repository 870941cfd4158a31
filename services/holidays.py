"""The official calendar (调休): years that managers upload, kept in the database and held in a small cache of the process."""

import datetime as dt
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from language.calendar import Calendar, CalendarError, Year, read_table
from models.grant import Action, Role, holders
from models.holidays import OfficialYear
from services.limits import official_calendar, use_calendar
from services.notices import Context, loader
from services.outbox import tell
from services.work import Refusal, Work

WARN_FROM = 11  # the notice for a year is published in the November before it
LARGEST = 65536

_known: tuple[int, datetime | None] | None = None


async def upload(work: Work, text: str) -> list[int]:
    """Take a table of official years from a manager; returns the years in it.

    Raises:
        Refusal: it is no such table; the refusal says which entry and why.
        NotAllowed: the actor manages no area.
    """
    work.actor.must(Action.EDIT_SETTINGS, area_code=work.actor.county_code)
    try:
        years = read_table(text)
    except CalendarError as error:
        raise Refusal("holidays", why=str(error)) from error
    if not years:
        raise Refusal("holidays", why="[2027]")
    await store(work.session, years, work.now, work.me)
    return sorted(years)


async def store(session: AsyncSession, years: dict[int, Year], now: datetime, by: int | None = None) -> None:
    """Keep official years; a year that was known is replaced."""
    global _known
    for year, notice in years.items():
        row = await session.get(OfficialYear, year) or OfficialYear(year=year)
        row.off, row.work = _texts(notice.off), _texts(notice.work)
        row.uploaded_by, row.uploaded_at = by, now
        session.add(row)
    await session.flush()
    _known = None
    await refresh(session)


async def refresh(session: AsyncSession) -> Calendar:
    """Read the calendar anew where something was uploaded since; one small query where nothing was."""
    global _known
    row = (await session.execute(select(func.count(), func.max(OfficialYear.uploaded_at)))).one()
    mark = (row[0], row[1])
    if mark != _known:
        rows = await session.scalars(select(OfficialYear))
        years = {row.year: Year(_dates(row.off), _dates(row.work)) for row in rows}
        use_calendar(Calendar(MappingProxyType(years)))
        _known = mark
    return official_calendar()


async def watch(work: Work) -> None:
    """Keep the cache fresh, and warn the county's managers once a month while the coming year is not known."""
    calendar = await refresh(work.session)
    today = work.now.astimezone(work.zone).date()
    year = today.year + (today.month >= WARN_FROM)
    if calendar.knows(year):
        return
    for _, person_id in await holders(work.session, Role.MANAGER, [work.actor.county_code], work.now):
        await tell(work, person_id, "remind_calendar", f"calendar:{year}:{today:%Y-%m}", year=year)


@loader("remind_calendar")
async def _unknown_year(work: Work, ids: Context) -> Context | None:
    return None if official_calendar().knows(ids["year"]) else {"year": ids["year"]}


def _texts(days: frozenset[dt.date]) -> list[str]:
    return sorted(day.isoformat() for day in days)


def _dates(texts: list[str]) -> frozenset[dt.date]:
    return frozenset(dt.date.fromisoformat(text) for text in texts)
