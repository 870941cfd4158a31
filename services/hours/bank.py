"""The time bank (时间银行): hours by evidence are saved, and spent on help for one's family; double entry, never below zero."""

from sqlalchemy import select

from models.area import VenueLevel, venue_of
from models.claim import Kin
from models.grant import Action
from models.hours import Book, Entry, EntryKind
from models.ledger import LedgerError, append_pair
from models.queries.people import person_row
from models.request import Request, RequestState
from models.scope import unscoped
from services.work import Refusal, Work

TOO_LATE = (RequestState.CANCELLED, RequestState.DECLINED, RequestState.MERGED)


async def save_minutes(work: Work, minutes: int) -> tuple[Entry, Entry]:
    """Save minutes of one's hours by evidence.

    Raises:
        Refusal: there are not so many, or it is no positive number.
    """
    return await _transfer(work, minutes, (work.me, Book.CREDIT), (work.me, Book.BANK), EntryKind.TRANSFERRED)


@unscoped("a request of the actor's family, checked right here")
async def spend_minutes(work: Work, request_id: int, minutes: int) -> tuple[Entry, Entry]:
    """Spend saved minutes on a request of a member of one's family.

    Raises:
        Refusal: the request is not for family, has ended without help, or there are not so many minutes.
    """
    request = await work.session.get(Request, request_id)
    if request is None or request.state in TOO_LATE:
        raise Refusal("no_request")
    if not await is_kin(work, work.me, request.resident_id):
        raise Refusal("hours_no_family")
    family = (request.resident_id, Book.RECEIVED)
    return await _transfer(work, minutes, (work.me, Book.BANK), family, EntryKind.SPENT, request_id)


async def confirm_kin(work: Work, person_id: int, kin_id: int) -> Kin:
    """A clerk confirms that somebody is family of a volunteer.

    Raises:
        NotAllowed: the actor approves no hours where the volunteer lives.
        Refusal: it is about the actor themselves.
    """
    person = await person_row(work.session, person_id)
    work.actor.must(Action.APPROVE_HOURS, area_code=person.area_code)
    if work.me in (person_id, kin_id) or person_id == kin_id:
        raise Refusal("hours_second", why="own")
    found = await work.session.get(Kin, (person_id, kin_id))
    if found is None:
        found = Kin(person_id=person_id, kin_id=kin_id, confirmed_by=work.me, at=work.now)
        work.session.add(found)
    return found


async def is_kin(work: Work, person_id: int, kin_id: int) -> bool:
    """Whether somebody was confirmed as family of a volunteer."""
    statement = select(Kin.kin_id).where(Kin.person_id == person_id, Kin.kin_id == kin_id)
    return await work.session.scalar(statement) is not None


@unscoped("the chain of a person's own movements")
async def home_venue(work: Work, person_id: int) -> str:
    """The code of the post (or station, or center) where a person lives.

    Raises:
        Refusal: there is none.
    """
    person = await person_row(work.session, person_id)
    venue = await venue_of(work.session, person.area_code, VenueLevel.POST)
    if venue is None:
        raise Refusal("no_venue")
    return venue.code


async def _transfer(
    work: Work,
    minutes: int,
    source: tuple[int, Book],
    target: tuple[int, Book],
    kind: EntryKind,
    request_id: int | None = None,
) -> tuple[Entry, Entry]:
    if minutes <= 0:
        raise Refusal("hours_ledger", code="not_zero")
    both = {"chain": await home_venue(work, work.me), "kind": kind, "request_id": request_id, "at": work.now}
    try:
        return await append_pair(
            work.session,
            Entry(**both, person_id=source[0], book=source[1], minutes=-minutes, entered_by=work.me),
            Entry(**both, person_id=target[0], book=target[1], minutes=minutes, entered_by=work.me),
        )
    except LedgerError as error:
        raise Refusal("hours_ledger", code=error.code) from error
