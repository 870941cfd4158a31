"""Filing a request (点单): a draft of what was understood, changed until it is right, then opened or thrown away."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from models.area import ancestors, venue_of
from models.counter import next_number
from models.grant import Action
from models.item import Item, item
from models.machine import move
from models.person import Person
from models.queries.people import person_for
from models.queries.requests import locked_request, request_for
from models.request import Request, RequestState
from services.holidays import refresh
from services.limits import respond_by
from services.work import Refusal, Work

FAR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted, as far as it is known. Times are aware UTC; `text` is what was said, `place` where to come."""

    item_code: str
    area_code: str
    text: str = ""
    place: str | None = None
    start: datetime | None = None
    end: datetime | None = None
    repeat: str | None = None
    people: int = 1
    danger: bool = False
    wants_woman: bool = False
    wants_same: bool = False
    contact: str | None = None


async def draft(work: Work, resident: Person, wish: Wish) -> Request:
    """Store what was understood as a draft, for oneself or, with a grant, for somebody else.

    Raises:
        Refusal: the item is not in the catalogue, the time is past or too far away.
        NotAllowed: the actor may not file for this person.
    """
    if resident.id != work.me:
        work.actor.must(Action.FILE_FOR_OTHERS, area_code=resident.area_code)
    service = await _item(work, wish.item_code)
    check_time(work, wish.start, wish.end)
    venue = await venue_of(work.session, wish.area_code, service.starts_at)
    if venue is None:
        raise Refusal("no_venue")
    request = Request(
        county_code=work.actor.county_code,
        number=await next_number(work.session, f"request:{work.actor.county_code}"),
        area_code=wish.area_code,
        item_code=service.code,
        resident_id=resident.id,
        filed_by=work.me,
        state=RequestState.DRAFT,
        level=venue.level,
        venue_code=venue.code,
        start=wish.start,
        end=wish.end,
        repeat=wish.repeat,
        people=wish.people,
        volunteers=service.people,
        danger=wish.danger,
        language=resident.language,
        wants_woman=wish.wants_woman,
        wants_same=wish.wants_same,
        with_minor=service.code in MINORS,
        text=wish.text or None,
        place=wish.place,
        contact=wish.contact,
        created_at=work.now,
    )
    work.session.add(request)
    await work.session.flush()
    return request


MINORS = frozenset({"A09", "E01"})  # items that are done with children


async def change_draft(work: Work, request_id: int, **changes: Any) -> Request:
    """Change what stands in a draft; the keys are those of `Wish`.

    Raises:
        Refusal: it is no draft any more, or what is new cannot be.
    """
    request = await own(work, request_id)
    if request.state is not RequestState.DRAFT:
        raise Refusal("not_a_draft", request=request)
    now = replace(_wish(request), **changes)
    check_time(work, now.start, now.end)
    service = await _item(work, now.item_code)
    venue = await venue_of(work.session, now.area_code, service.starts_at)
    if venue is None:
        raise Refusal("no_venue")
    request.item_code, request.volunteers, request.with_minor = service.code, service.people, service.code in MINORS
    request.area_code, request.level, request.venue_code = now.area_code, venue.level, venue.code
    request.place, request.start, request.end, request.repeat = now.place, now.start, now.end, now.repeat
    request.people, request.danger, request.contact = now.people, now.danger, now.contact
    request.wants_woman, request.wants_same = now.wants_woman, now.wants_same
    await work.session.flush()
    return request


async def open_request(work: Work, request_id: int) -> Request:
    """Open a draft: from now on its time limit runs and teams are asked (see `services.dispatch`).

    Raises:
        Refusal: its time has passed while it lay there.
        IllegalMove: it was opened, or thrown away, before.
    """
    request = await own(work, request_id)
    move(work.session, request, RequestState.OPEN, at=work.now, actor_id=work.me)
    check_time(work, request.start, request.end)
    service = await _item(work, request.item_code)
    await refresh(work.session)
    request.opened_at = work.now
    request.respond_by = respond_by(work, service, request.start)
    request.next_wave_at = work.now
    await work.session.flush()
    return request


async def own(work: Work, request_id: int) -> Request:
    """The request, locked, if the actor asked for it, filed it, or handles its area.

    Raises:
        Refusal: there is no such request for this actor.
    """
    request = await request_for(work.session, work.actor, request_id)
    if request is None:
        raise Refusal("no_request")
    mine = work.me in (request.resident_id, request.filed_by)
    if not mine and not work.actor.may(Action.HANDLE_REQUESTS, area_code=request.area_code):
        raise Refusal("no_request")
    return await locked_request(work.session, request_id)


async def resident_for(work: Work, person_id: int) -> Person:
    """The person for whom the actor files.

    Raises:
        Refusal: the actor may not know of such a person.
    """
    person = await person_for(work.session, work.actor, person_id)
    if person is None:
        raise Refusal("no_person")
    return person


def is_within(area_code: str, county_code: str) -> bool:
    """Whether an area lies in the county."""
    return county_code in ancestors(area_code)


async def _item(work: Work, code: str) -> Item:
    found = await item(work.session, code)
    if found is None:
        raise Refusal("no_item")
    return found


def check_time(work: Work, start: datetime | None, end: datetime | None) -> None:
    """Refuse a time that is past or too far away.

    Raises:
        Refusal: it is.
    """
    last = end or start
    if last is not None and last < work.now - timedelta(minutes=30):
        raise Refusal("past", at=last)
    if last is not None and last > work.now + FAR:
        raise Refusal("too_far", at=last)
    if start is not None and end is not None and end < start:
        raise Refusal("past", at=end)


def _wish(request: Request) -> Wish:
    return Wish(
        item_code=request.item_code,
        area_code=request.area_code,
        place=request.place,
        start=request.start,
        end=request.end,
        repeat=request.repeat,
        people=request.people,
        danger=request.danger,
        wants_woman=request.wants_woman,
        wants_same=request.wants_same,
        contact=request.contact,
    )
