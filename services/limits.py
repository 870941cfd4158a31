"""Time limits: when a team must have accepted.

A limit of less than a day runs in waking time, for nobody may be asked in the quiet hours; a limit of whole days runs in
official working days (调休), for it is given to those who work by them. An emergency's limit runs by the clock.
"""

from datetime import datetime, timedelta

from language.calendar import Calendar
from models.item import Item
from services.quiet import add_waking
from services.work import Work

DAY = 1440
BEFORE_START = timedelta(minutes=30)
SHORTEST = timedelta(minutes=10)


_calendar = Calendar()


def official_calendar() -> Calendar:
    """The calendar of official working days, with the years that were uploaded (see `services.holidays`)."""
    return _calendar


def use_calendar(calendar: Calendar) -> None:
    """Set the calendar with which this process counts working days."""
    global _calendar
    _calendar = calendar


def respond_by(work: Work, service: Item, start: datetime | None) -> datetime:
    """When a request opened now must have been accepted: the item's limit, but half an hour before the service begins
    where it is no emergency."""
    limit = limit_after(work, work.now, service)
    if service.is_emergency:
        return limit
    latest = limit if start is None else min(limit, start - BEFORE_START)
    return max(latest, work.now + SHORTEST)


def limit_after(work: Work, opened: datetime, service: Item) -> datetime:
    """The item's time limit counted from a moment."""
    minutes = service.respond_within
    if service.is_emergency:
        return opened + timedelta(minutes=minutes)
    quiet = work.settings.quiet
    if minutes < DAY:
        return add_waking(opened, timedelta(minutes=minutes), quiet.start, quiet.end, work.zone)
    return _working_days_later(work, opened, minutes // DAY)


def _working_days_later(work: Work, opened: datetime, days: int) -> datetime:
    local = opened.astimezone(work.zone)
    while days > 0:
        local += timedelta(days=1)
        days -= official_calendar().working(local.date()).working
    return local.astimezone(opened.tzinfo)
