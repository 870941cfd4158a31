"""When volunteers are free: said in words, kept as rules with exceptions, shown as a week, and given to matching as windows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from sqlalchemy import delete, func, select

from language.availability import Availability, read_availability
from matching.plain import Need, Window
from models.availability import FreeRule
from models.person import Volunteer
from models.queries.people import lock_person, volunteer_of
from models.queries.time import rules_of_people
from services.limits import official_calendar
from services.reading import local_now
from services.work import Refusal, Work

MOST = 40  # rules of one person; beyond it the oldest go
LOOK_AHEAD = timedelta(days=14)  # for a need whose time is still to be agreed
WHOLE = (0, 24 * 60)
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class FreeDay:
    """A day in a volunteer's week, named by its noon. `hours` are local; `known` is false where nothing was said of the day."""

    noon: datetime
    known: bool
    hours: tuple[tuple[time, time | None], ...]

    @property
    def whole(self) -> bool:
        """Free from midnight to midnight."""
        return self.hours == ((time(0), None),)


async def said(work: Work, text: str) -> list[FreeRule]:
    """Keep what a volunteer says of when they are free; returns the new rules, none where nothing was understood.

    Raises:
        Refusal: one is no volunteer.
    """
    if await volunteer_of(work.session, work.me) is None:
        raise Refusal("changed")
    read = read_availability(text, local_now(work), official_calendar())
    if not read:
        return []
    await lock_person(work.session, work.me)
    old = await my_rules(work)
    for rule in old[: max(0, len(old) + len(read) - MOST)]:
        await work.session.delete(rule)
    position = max((rule.position for rule in old), default=0) + 1
    rules = [_rule(work, one, position + place) for place, one in enumerate(read[-MOST:])]
    work.session.add_all(rules)
    await work.session.flush()
    return rules


async def my_rules(work: Work) -> list[FreeRule]:
    """The actor's rules that are not over, in the order in which they apply."""
    today = work.now.astimezone(work.zone).date()
    rules = (await rules_of_people(work.session, [work.me])).get(work.me, [])
    return [rule for rule in rules if rule.last is None or rule.last >= today]


async def forget(work: Work, rule_id: int) -> None:
    """Take one of the actor's rules back; 0 takes back all of them."""
    statement = delete(FreeRule).where(FreeRule.person_id == work.me)
    await work.session.execute(statement if rule_id == 0 else statement.where(FreeRule.id == rule_id))


async def week_of(work: Work, days: int = 7) -> list[FreeDay]:
    """The actor's next days, today first."""
    rules, today = await my_rules(work), work.now.astimezone(work.zone).date()
    spans, certain = spans_of(rules, today, today + timedelta(days=days - 1)), is_known(rules)
    return [
        FreeDay(_moment(day, 720, work.zone), certain or _touched(rules, day), tuple(_times(span) for span in free))
        for day, free in spans.items()
    ]


async def free_of(work: Work, need: Need) -> dict[int, tuple[Window, ...]]:
    """When volunteers are free around a need's time, by person; who is not in it has said nothing that bears on it."""
    window = need.window(work.now) or Window(work.now, work.now + LOOK_AHEAD)
    if await work.session.scalar(select(func.count()).select_from(FreeRule)) == 0:
        return {}
    everybody = await rules_of_people(work.session)
    found = ((person_id, free_windows(rules, window, work.zone)) for person_id, rules in everybody.items())
    return {person_id: windows for person_id, windows in found if windows is not None}


def free_windows(rules: Sequence[FreeRule], window: Window, zone: ZoneInfo) -> tuple[Window, ...] | None:
    """Free time on the days that a window touches, in UTC; None where the rules say nothing that bears on these days.

    Who says when they are free every week is not free otherwise. Who only says when they are away, or free once, may be asked
    at any other time.
    """
    first, last = window.start.astimezone(zone).date(), window.end.astimezone(zone).date()
    if not is_known(rules) and not any(_touched(rules, day) for day in _days(first, last)):
        return None
    windows: list[Window] = []
    for day, spans in spans_of(rules, first, last).items():
        for start, end in spans:
            begin, finish = _moment(day, start, zone), _moment(day, end, zone)
            if windows and windows[-1].end == begin:
                windows[-1] = Window(windows[-1].start, finish)
            elif begin < finish:
                windows.append(Window(begin, finish))
    return tuple(windows)


def is_known(rules: Iterable[FreeRule]) -> bool:
    """Whether the rules tell of every week when somebody is free, so that silence means no."""
    return any(rule.free and rule.repeat is not None for rule in rules)


def spans_of(rules: Sequence[FreeRule], first: date, last: date) -> dict[date, list[Span]]:
    """The free minutes of each day, in order and apart: each rule changes what those before it left."""
    base: list[Span] = [] if is_known(rules) else [WHOLE]
    found = {day: list(base) for day in _days(first, last)}
    for rule in rules:
        span = (_minute(rule.start, 0), _minute(rule.end, WHOLE[1]))
        for day in days_of_rule(rule, first, last):
            found[day] = _with(found[day], span) if rule.free else _without(found[day], span)
    return found


def days_of_rule(rule: FreeRule, first: date, last: date) -> Iterator[date]:
    """The days between two on which a rule holds."""
    begin, end = max(first, rule.first or first), min(last, rule.last or last)
    if begin > end:
        return
    if rule.repeat is None:
        yield from _days(begin, end)
        return
    anchor = rule.first or min(rule.since, begin)
    found = rrulestr(rule.repeat, dtstart=datetime.combine(anchor, time()))
    for at in found.xafter(datetime.combine(begin, time()), inc=True):
        if at.date() > end:
            return
        yield at.date()


def _touched(rules: Iterable[FreeRule], day: date) -> bool:
    return any(next(days_of_rule(rule, day, day), None) is not None for rule in rules)


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)


def _with(spans: list[Span], span: Span) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted([*spans, span]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        elif start < end:
            merged.append((start, end))
    return merged


def _without(spans: list[Span], gone: Span) -> list[Span]:
    pieces = [piece for start, end in spans for piece in ((start, min(end, gone[0])), (max(start, gone[1]), end))]
    return [(start, end) for start, end in pieces if start < end]


def _minute(at: time | None, otherwise: int) -> int:
    return otherwise if at is None else at.hour * 60 + at.minute


def _times(span: Span) -> tuple[time, time | None]:
    start, end = (divmod(minute, 60) for minute in span)
    return time(*start), None if span[1] == WHOLE[1] else time(*end)


def _moment(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """A minute of a local day as UTC; minute 1440 is the next day's midnight."""
    day, minute = (day + timedelta(days=1), 0) if minute == WHOLE[1] else (day, minute)
    return datetime.combine(day, time(*divmod(minute, 60)), zone).astimezone(UTC)


def _rule(work: Work, read: Availability, position: int) -> FreeRule:
    today = work.now.astimezone(work.zone).date()
    return FreeRule(
        person_id=work.me,
        position=position,
        free=read.free,
        repeat=read.repeat,
        first=read.first,
        last=read.last,
        start=read.start,
        end=read.end,
        since=today - timedelta(days=today.weekday()),
        created_at=work.now,
    )


async def paused(work: Work) -> datetime | None:
    """Until when the actor has paused, where they have."""
    volunteer = await work.session.get(Volunteer, work.me)
    until = volunteer.paused_until if volunteer else None
    return until if until is not None and until > work.now else None
