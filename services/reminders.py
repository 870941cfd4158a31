"""Reminders (提醒): the evening before and some hours before, for both sides; and to a captain who has not named people.

Nothing is planned ahead: each minute the clock asks which visits are due for which reminder, and says each once for each time
of the visit. So a visit that moves takes its reminders along, and a process that dies loses none and doubles none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete

from config import Settings
from models.queries.people import captain_of
from models.queries.time import going_to, has_account, news_of, unwanted, visits_soon
from models.reminder import ReminderKind, ReminderOff
from models.request import Request
from models.scope import unscoped
from models.team import Team
from models.visit import Visit, VisitState
from services.cards import visit_card
from services.notices import Context, loader
from services.outbox import tell
from services.quiet import after_quiet
from services.work import Refusal, Work

TOO_LATE = timedelta(minutes=15)  # a reminder that would come later than this before the visit helps nobody
NAMES_BEFORE = (timedelta(hours=24), timedelta(hours=4))
TEMPLATES = {
    ReminderKind.EVENING: "remind_evening",
    ReminderKind.SOON: "remind_soon",
    ReminderKind.NAMES: "remind_names",
}
REMINDED = (VisitState.PLANNED, VisitState.ON_THE_WAY)


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder of a visit: it is said from `at` on, and not any more from `until` on. Both lie in the same waking day."""

    kind: ReminderKind
    name: str  # tells the reminders of one visit apart
    at: datetime
    until: datetime


def dues(start: datetime, state: VisitState, settings: Settings) -> Iterator[Due]:
    """The reminders of a visit that begins at `start`, by the county's clock and never in the quiet hours."""
    zone = settings.county.tz
    if state is VisitState.STAFFING:
        for before in NAMES_BEFORE:
            name = f"names{int(before.total_seconds() // 3600)}"
            yield from _due(ReminderKind.NAMES, name, start - before, start, settings)
        return
    day = start.astimezone(zone).date() - timedelta(days=1)
    evening = datetime.combine(day, settings.visits.evening_reminder, zone).astimezone(start.tzinfo)
    yield from _due(ReminderKind.EVENING, "evening", evening, start, settings)
    soon = start - timedelta(hours=settings.visits.reminder_hours)
    yield from _due(ReminderKind.SOON, "soon", soon, start, settings)


def _due(kind: ReminderKind, name: str, at: datetime, start: datetime, settings: Settings) -> Iterator[Due]:
    """Put off to the end of the quiet hours; nothing where that is too late."""
    quiet, zone = settings.quiet, settings.county.tz
    at = after_quiet(at, quiet.start, quiet.end, zone)
    until = min(start - TOO_LATE, _sleep(at, settings, zone))
    if at < until:
        yield Due(kind, name, at, until)


def _sleep(at: datetime, settings: Settings, zone: ZoneInfo) -> datetime:
    """When the quiet hours begin next."""
    local = at.astimezone(zone)
    evening = datetime.combine(local.date(), settings.quiet.start, zone)
    return (evening if evening > local else evening + timedelta(days=1)).astimezone(at.tzinfo)


@unscoped("the clock")
async def remind(work: Work) -> None:
    """Queue every reminder that is due now and was not said yet."""
    for visit, request in await visits_soon(work.session, work.now):
        for due in dues(visit.start, visit.state, work.settings):
            if due.at <= work.now < due.until and await _is_new(work, visit, due):
                await _tell_all(work, visit, request, due)


async def _is_new(work: Work, visit: Visit, due: Due) -> bool:
    """Not where the visit was agreed or moved after the reminder was due: they have only just heard of it."""
    if due.kind is ReminderKind.NAMES:
        return visit.created_at < due.at
    news = await news_of(work.session, visit.id)
    return news is None or news < due.at


async def _tell_all(work: Work, visit: Visit, request: Request, due: Due) -> None:
    people = await _recipients(work, visit, request, due.kind)
    at = int(visit.start.timestamp())
    for person_id in sorted(set(people) - await unwanted(work.session, due.kind, people)):
        key = f"remind:{due.name}:{visit.id}:{at}"
        await tell(work, person_id, TEMPLATES[due.kind], key, expires_at=due.until, visit=visit.id, at=at)


async def _recipients(work: Work, visit: Visit, request: Request, kind: ReminderKind) -> Sequence[int]:
    if kind is ReminderKind.NAMES:
        team = await work.session.get(Team, visit.team_id) if visit.team_id else None
        captain = await captain_of(work.session, team) if team else None
        return [captain] if captain else []
    reached = await has_account(work.session, request.resident_id)
    return [*await going_to(work.session, visit.id), request.resident_id if reached else request.filed_by]


async def switch(work: Work, kind: str, on: bool) -> ReminderKind:
    """Have reminders of a kind, or not any more.

    Raises:
        Refusal: there is no such kind.
    """
    try:
        found = ReminderKind(kind)
    except ValueError:
        raise Refusal("changed") from None
    await work.session.execute(delete(ReminderOff).where(ReminderOff.person_id == work.me, ReminderOff.kind == found))
    if not on:
        work.session.add(ReminderOff(person_id=work.me, kind=found))
    return found


@loader("remind_evening", "remind_soon")
@unscoped("a visit to which the recipient goes, or that comes to them")
async def _coming(work: Work, ids: dict[str, Any]) -> Context | None:
    visit = await work.session.get(Visit, ids["visit"])
    if visit is None or visit.state not in REMINDED or int(visit.start.timestamp()) != ids["at"]:
        return None
    card = await visit_card(work, visit, "reminder")
    if card.my_state not in ("planned", "on_the_way") and not card.request.mine:
        return None
    return {"visit": card}


@loader("remind_names")
@unscoped("a visit of the team that the recipient leads")
async def _unnamed(work: Work, ids: dict[str, Any]) -> Context | None:
    visit = await work.session.get(Visit, ids["visit"])
    if visit is None or visit.state is not VisitState.STAFFING or int(visit.start.timestamp()) != ids["at"]:
        return None
    return {"visit": await visit_card(work, visit, "reminder")}
