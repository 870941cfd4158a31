"""Sending summaries: to each reader at their weekday and the county's hour, by period, each period once.

What is due is found by period and not by the present day: after an outage the periods that were missed are sent, the oldest
first, but for those in which nothing happened.
"""

from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from models.grant import Action
from models.job import JobSlot, take_slot
from models.outbox import Lane
from models.queries.summary import first_opened
from models.scope import unscoped
from models.summary import SummaryWish, readers, wish_of, wishes
from services.notices import Context, loader
from services.outbox import tell
from services.summary.figures import team_key
from services.summary.message import summary_card
from services.summary.period import Period, PeriodKind, complete, read_period
from services.summary.reading import read_summary
from services.work import Refusal, Work

JOB = "summary"
CAUGHT_UP = {PeriodKind.WEEK: 4, PeriodKind.MONTH: 2, PeriodKind.QUARTER: 1, PeriodKind.YEAR: 1}
LASTS = timedelta(days=6)


async def send_summaries(work: Work) -> int:
    """Queue every summary that is due and was not sent; return how many."""
    due = await _due(work)
    if not due:
        return 0
    begun = await first_opened(work.session, work.settings.county.code)
    told, wanted = await readers(work.session, work.now), await wishes(work.session)
    sent = 0
    for period, weekday, slot in due:
        if not await take_slot(work.session, JOB, slot, work.now) or begun is None:
            continue
        if begun < period.end(work.zone):
            sent += await _tell(work, period, weekday, told, wanted)
    return sent


def moment(work: Work, period: Period, weekday: int) -> datetime:
    """When a period's summary is sent to those who want it on a weekday (only the weekly one waits for its weekday)."""
    days = (weekday - period.after.weekday()) % 7 if period.kind is PeriodKind.WEEK else 0
    local = datetime.combine(period.after + timedelta(days=days), time(0), work.zone)
    hour = work.settings.summary.hour
    return local.replace(hour=hour.hour, minute=hour.minute).astimezone(work.now.tzinfo)


async def _due(work: Work) -> list[tuple[Period, int, str]]:
    """(period, weekday, slot) of what should have been sent by now and was not, the oldest first."""
    found: list[tuple[Period, int, str]] = []
    for kind, count in CAUGHT_UP.items():
        period, usual = complete(work.now, work.zone, kind), work.settings.summary.weekday
        for _ in range(count):
            days = range(7) if kind is PeriodKind.WEEK else [usual]
            found += [(period, day, f"{period.key}:{day}") for day in days if moment(work, period, day) <= work.now]
            period = period.before()
    statement = select(JobSlot.slot).where(JobSlot.job == JOB, JobSlot.slot.in_([slot for _, _, slot in found]))
    taken = set(await work.session.scalars(statement))
    return sorted((one for one in found if one[2] not in taken), key=lambda one: (one[0].after, one[2]))


async def _tell(
    work: Work,
    period: Period,
    weekday: int,
    told: list[tuple[int, str | None, int | None]],
    wanted: dict[int, SummaryWish],
) -> int:
    sent = 0
    for person_id, area_code, team_id in told:
        wish = wanted.get(person_id)
        if not _wants(work, wish, period.kind, weekday):
            continue
        key = area_code or team_key(team_id or 0)
        sent += await tell(
            work,
            person_id,
            "summary",
            f"summary:{key}:{period.key}",
            lane=Lane.LATER,
            expires_at=work.now + LASTS,
            subject=key,
            period=period.key,
        )
    return sent


def _wants(work: Work, wish: SummaryWish | None, kind: PeriodKind, weekday: int) -> bool:
    usual = work.settings.summary.weekday
    if wish is None:
        return weekday == usual
    if not getattr(wish, kind.value):
        return False
    return kind is not PeriodKind.WEEK or weekday == (usual if wish.weekday is None else wish.weekday)


@loader("summary")
@unscoped("a summary of an area or team that the recipient may still read, checked by `read_summary`")
async def _summary(work: Work, ids: dict[str, Any]) -> Context | None:
    period = read_period(ids["period"])
    key = ids["subject"]
    allowed = (
        work.actor.may(Action.READ_SUMMARY, team_id=int(key.removeprefix("team:")))
        if key.startswith("team:")
        else work.actor.may(Action.READ_SUMMARY, area_code=key)
    )
    if not allowed:
        return None
    try:
        books, report, names = await read_summary(work, key, period)
    except Refusal:
        return None
    if report.this.is_quiet and period != complete(work.now, work.zone, period.kind):
        return None
    return {"summary": summary_card(books, report, names, work.actor.language)}


async def set_wish(work: Work, name: str, value: int | None) -> SummaryWish:
    """Change one thing of when the actor's summaries come: a kind of period on or off, or the `weekday` of the weekly one.

    Raises:
        Refusal: there is no such thing to change.
    """
    wish = await wish_of(work.session, work.me)
    if name in set(PeriodKind):
        setattr(wish, name, bool(value))
    elif name == "weekday" and value is not None and 0 <= value <= 6:
        wish.weekday = value
    else:
        raise Refusal("changed")
    return wish
