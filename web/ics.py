"""A feed as an iCalendar file (RFC 5545), with the county's time zone written out."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vGeo
from markupsafe import Markup

from models.ids import short
from services.feeds import FeedData, FeedEvent
from templates.engine import page

PRODUCT = "-//Lianxin//Services//ZH"
OFF = ("cancelled", "missed")
UNSURE = ("staffing", "agreeing")
REFRESH = timedelta(hours=1)


def to_ics(data: FeedData, zone: ZoneInfo) -> bytes:
    """The file: one event for each visit, in the county's time, the same bytes for the same visits."""
    calendar = Calendar.new(
        uid=f"feed-{short(data.id)}@lianxin",
        prodid=PRODUCT,
        name=_text("name", data.language, team=data.team),
        refresh_interval=REFRESH,
    )
    for event in data.events:
        calendar.add_component(_event(event, data.language, zone))
    if data.events:
        first = min(event.start for event in data.events).astimezone(zone).date()
        last = max(event.end for event in data.events).astimezone(zone).date()
        calendar.add_missing_timezones(date(first.year - 1, 1, 1), date(last.year + 2, 1, 1))
    return bytes(calendar.to_ical())


def _event(event: FeedEvent, language: str, zone: ZoneInfo) -> Event:
    words = {"item": event.item, "village": event.village, "town": event.town, "number": event.number}
    made = Event.new(
        uid=f"visit-{short(event.visit_id)}@lianxin",
        stamp=event.made_at,
        start=event.start.astimezone(zone),
        end=event.end.astimezone(zone),
        sequence=event.version,
        summary=_text("summary", language, state=event.state, **words),
        description=_text("description", language, **words),
        location=f"{event.town}{event.village}" if language == "zh" else f"{event.village}, {event.town}".rstrip(", "),
    )
    made.add("status", "CANCELLED" if event.state in OFF else "TENTATIVE" if event.state in UNSURE else "CONFIRMED")
    if event.lat is not None and event.lon is not None:
        made.add("geo", vGeo((event.lat, event.lon)))
    return made


def _text(name: str, language: str, **context: object) -> str:
    """A text of the calendar; a calendar is no HTML."""
    return str(Markup(page(f"calendar/{name}.j2", language, **context)).unescape()).strip()  # noqa: S704 - unescaped at once
