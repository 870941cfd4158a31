"""Quiet hours: when somebody may be written to."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


def is_quiet(at: datetime, start: time, end: time, zone: ZoneInfo) -> bool:
    """Whether a moment lies in the quiet hours, which may go over midnight."""
    local = at.astimezone(zone).time()
    return start <= local or local < end if start > end else start <= local < end


def after_quiet(at: datetime, start: time, end: time, zone: ZoneInfo) -> datetime:
    """The moment itself, or the end of the quiet hours in which it lies."""
    if not is_quiet(at, start, end, zone):
        return at
    local = at.astimezone(zone)
    morning = datetime.combine(local.date(), end, zone)
    return (morning if morning > local else morning + timedelta(days=1)).astimezone(at.tzinfo)


def waking_between(since: datetime, until: datetime, start: time, end: time, zone: ZoneInfo) -> timedelta:
    """The time between two moments that does not lie in the quiet hours."""
    awake, at = timedelta(), since
    while at < until:
        if is_quiet(at, start, end, zone):
            at = after_quiet(at, start, end, zone)
            continue
        stop = min(until, _next_quiet(at, start, zone))
        awake += stop - at
        at = stop
    return awake


def add_waking(at: datetime, delta: timedelta, start: time, end: time, zone: ZoneInfo) -> datetime:
    """The moment so much waking time later; it never lies in the quiet hours."""
    at = after_quiet(at, start, end, zone)
    while delta > (room := _next_quiet(at, start, zone) - at):
        delta -= room
        at = after_quiet(at + room, start, end, zone)
    return after_quiet(at + delta, start, end, zone)


def _next_quiet(at: datetime, start: time, zone: ZoneInfo) -> datetime:
    local = at.astimezone(zone)
    evening = datetime.combine(local.date(), start, zone)
    return (evening if evening > local else evening + timedelta(days=1)).astimezone(at.tzinfo)
