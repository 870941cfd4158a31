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
