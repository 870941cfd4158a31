"""A draft on its way to a request: which question comes next, and what the answers change."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from language.understanding import Understanding
from models.item import Item, categories, item, items
from models.person import Person
from models.request import Request
from services.dispatch import send_wave, tell_clerks
from services.filing import change_draft, open_request
from services.people import set_home
from services.quiet import after_quiet
from services.work import Refusal, Work

PARTS = {"am": (time(8), time(12)), "pm": (time(13), time(18)), "all": (time(0), time(23, 59))}
WELFARE = "F02"  # what a danger is filed as where nothing fits better


class Missing(StrEnum):
    """What is still to be asked; one question at a time."""

    VILLAGE = "village"
    WHEN = "when"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Named:
    """A choice on a button."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Opened:
    """What happened when a draft was opened."""

    request: Request
    asked: int
    waits_until: datetime | None


async def guesses(work: Work, said: Understanding, *, most: int = 3) -> list[Named]:
    """The items that come near what was said, best first."""
    found = [await item(work.session, ranked.code) for ranked in said.items[:most]]
    return [Named(one.code, one.name(work.actor.language)) for one in found if one]


def is_unsure(work: Work, said: Understanding) -> bool:
    """Whether the best item is so close to the next that the person should choose."""
    return said.item is None or (len(said.items) > 1 and said.margin < work.settings.language.margin)


async def category_choices(work: Work) -> list[Named]:
    """The six categories."""
    english = work.actor.language == "en"
    return [Named(one.code, one.en if english else one.zh) for one in await categories(work.session)]


async def item_choices(work: Work, category: str) -> list[Named]:
    """The items of a category."""
    return [
        Named(one.code, one.name(work.actor.language)) for one in await items(work.session) if one.category == category
    ]


async def missing(work: Work, request: Request, asked: set[str]) -> Missing | None:
    """The next question; what was asked once is not asked again."""
    service = await item(work.session, request.item_code)
    if len(request.area_code) < 12 and Missing.VILLAGE not in asked:
        return Missing.VILLAGE
    if request.start is None and request.end is None and _wants_time(service, request) and Missing.WHEN not in asked:
        return Missing.WHEN
    if request.place is None and Missing.PLACE not in asked:
        return Missing.PLACE
    return None


def _wants_time(service: Item | None, request: Request) -> bool:
    return service is not None and not service.is_emergency and not request.danger


def day_choices(work: Work) -> list[tuple[int, str]]:
    """(days from today, part of the day) for the buttons: only what is still to come."""
    local = work.now.astimezone(work.zone)
    choices = [(0, "pm")] if local.hour < 16 else []
    return [*choices, (1, "am"), (1, "pm"), (2, "am"), (2, "pm"), (3, "all")]


def day_of(work: Work, days: int) -> datetime:
    """Noon of the day so many days from today."""
    day = work.now.astimezone(work.zone).date() + timedelta(days=days)
    return datetime.combine(day, time(12), work.zone)


async def set_day(work: Work, request_id: int, days: int, part: str) -> Request:
    """Answer the question for the time with a button.

    Raises:
        Refusal: the button is not one of ours.
    """
    if part not in PARTS or not 0 <= days <= 14:
        raise Refusal("changed")
    day = work.now.astimezone(work.zone).date() + timedelta(days=days)
    first, last = (datetime.combine(day, at, work.zone).astimezone(UTC) for at in PARTS[part])
    return await change_draft(work, request_id, start=max(first, work.now), end=last)


async def set_village(work: Work, person: Person, request_id: int, area_code: str) -> Request:
    """Answer the question for the village; it becomes the resident's own where they ask for themselves."""
    request = await change_draft(work, request_id, area_code=area_code)
    if request.resident_id == person.id and len(person.area_code) < 12:
        set_home(work, person, area_code)
    return request


async def set_place(work: Work, person: Person, request_id: int, place: str) -> Request:
    """Answer the question for the door; it is kept for the next time where the resident asks for themselves."""
    request = await change_draft(work, request_id, place=place[:200])
    if request.resident_id == person.id and person.door is None:
        set_home(work, person, person.area_code, place[:200])
    return request


async def confirm(work: Work, request_id: int) -> Opened:
    """Open the draft and ask the first few.

    Raises:
        Refusal: the time has passed, or the draft is gone.
    """
    request = await open_request(work, request_id)
    if request.danger:
        await tell_clerks(work, request, "danger_alert", f"danger:{request.id}")
    asked = await send_wave(work, request.id)
    quiet = work.settings.quiet
    later = after_quiet(work.now, quiet.start, quiet.end, work.zone)
    waits = later if request.wave == 0 and request.next_wave_at is not None and later > work.now else None
    return Opened(request, asked, waits)


async def alarm(work: Work, request: Request) -> None:
    """Tell the clerks of a danger at once, while the request is still a draft: they call back."""
    await tell_clerks(work, request, "danger_alert", f"danger:{request.id}")
