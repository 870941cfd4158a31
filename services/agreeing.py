"""Agreeing a time (约时间): where the resident's window is wide, three times are proposed in which everybody who goes is free."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta

from matching.plain import Window
from models.machine import allowed, move
from models.queries.time import going_to, has_account, rules_of_people
from models.queries.visits import busy_times
from models.request import Request
from models.visit import Visit, VisitState
from services.availability import free_windows
from services.outbox import tell
from services.quiet import is_quiet
from services.work import Work

WIDE = timedelta(hours=6)
NOTICE = timedelta(hours=3)
PROPOSED = 3
HOURS = (time(9), time(14, 30), time(10, 30), time(16), time(13))


def is_wide(request: Request) -> bool:
    """Whether the time of a service is still to be agreed: the window is long, and it is no emergency."""
    if request.start is None or request.end is None or request.danger or request.item_code.startswith("F"):
        return False
    return request.end - request.start >= WIDE


async def propose_times(work: Work, request: Request, visit: Visit) -> bool:
    """Ask the resident which of three times suits; false where there is nothing to choose, or nobody who could tap."""
    if not is_wide(request) or not allowed(visit, VisitState.AGREEING):
        return False
    if not await has_account(work.session, request.filed_by) or len(await choices(work, request, visit)) < 2:
        return False
    move(work.session, visit, VisitState.AGREEING, at=work.now, actor_id=work.me or None)
    await work.session.flush()
    await tell(work, request.filed_by, "free_times", f"agree:{visit.id}:{visit.version}", visit=visit.id)
    return True


async def choices(work: Work, request: Request, visit: Visit) -> list[datetime]:
    """Up to three starts in the request's window, first those on different days, when all who go are free."""
    length, people = visit.end - visit.start, await going_to(work.session, visit.id)
    possible = [start for start in _starts(work, request, length) if await _free(work, visit, people, start, length)]
    days: dict[object, int] = {}
    ranked = []
    for start in possible:
        day = start.astimezone(work.zone).date()
        days[day] = days.get(day, 0) + 1
        ranked.append((days[day], start))
    return sorted(start for _, start in sorted(ranked)[:PROPOSED])


def _starts(work: Work, request: Request, length: timedelta) -> Iterator[datetime]:
    """By the county's clock, in the order of preference on each day, with some notice and never in the quiet hours."""
    if request.start is None or request.end is None:
        return
    quiet, day = work.settings.quiet, request.start.astimezone(work.zone).date()
    while day <= request.end.astimezone(work.zone).date():
        for hour in HOURS:
            start = datetime.combine(day, hour, work.zone).astimezone(UTC)
            inside = max(request.start, work.now + NOTICE) <= start and start + length <= request.end + timedelta(
                minutes=1
            )
            if inside and not is_quiet(start, quiet.start, quiet.end, work.zone):
                yield start
        day += timedelta(days=1)


async def _free(work: Work, visit: Visit, people: Sequence[int], start: datetime, length: timedelta) -> bool:
    busy = {person for person, *_ in await busy_times(work.session, start, start + length, but=visit.id)}
    if busy & set(people):
        return False
    window = Window(start, start + length)
    for rules in (await rules_of_people(work.session, people)).values():
        free = free_windows(rules, window, work.zone)
        if free is not None and not any(one.start <= window.start and window.end <= one.end for one in free):
            return False
    return True
