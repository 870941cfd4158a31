"""Services for tests of hours: asked for, accepted, and served by the clock."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import select

from models.anomaly import Anomaly
from models.claim import Claim
from models.grant import Role
from models.hours import Book, Entry
from models.ledger import balance
from models.offer import Offer, OfferState
from models.person import Person, Volunteer
from models.visit import Attendance, Visit
from services import answers, drafts, serving, staffing
from services.filing import Wish, draft
from services.work import Work
from tests.county import COUNTY, TOWN, VILLAGE, Place

T = TypeVar("T")


def by(use_case: Callable[..., Awaitable[T]], *arguments: Any) -> Callable[[Work], Awaitable[T]]:
    """A use case with its arguments, as `Place.act` takes it."""
    return lambda work: use_case(work, *arguments)


async def clerk_of(place: Place, name: str = "周会计", area: str = TOWN) -> int:
    """A clerk of an area."""
    person = await place.person(name, area)
    await place.grant(person, Role.CLERK, area)
    return person


async def manager_of(place: Place, area: str = COUNTY) -> int:
    """A manager of an area."""
    person = await place.person("陈主任", area)
    await place.grant(person, Role.MANAGER, area)
    return person


async def asked(place: Place, resident: int, *, hours: float = 2, area: str = VILLAGE, item: str = "C09") -> int:
    """A request of a resident for some hours from now, two hours long."""

    async def ask(work: Work) -> int:
        start = work.now + timedelta(hours=hours)
        wish = Wish(item, area, "电视没有声音了", None, start, start + timedelta(hours=2))
        request = await draft(work, await work.session.get_one(Person, resident), wish)
        await drafts.confirm(work, request.id)
        return request.id

    return await place.act(resident, ask)


async def planned(place: Place, resident: int, helper: int, **more: Any) -> Visit:
    """A request that a helper has accepted: the planned visit. The helper must be the only one who can be asked."""
    async with place.database.begin() as session:
        (await session.get_one(Volunteer, helper)).rest_until = None
    request_id = await asked(place, resident, **more)
    async with place.database.read() as session:
        statement = select(Offer).where(
            Offer.request_id == request_id, Offer.person_id == helper, Offer.state == OfferState.SENT
        )
        offer = (await session.scalars(statement)).one()
    return await place.act(helper, lambda work: answers.accept(work, offer.id))


async def named(place: Place, resident: int, captain: int, *helpers: int) -> Visit:
    """A request for two (A03) that a team accepted and whose captain named these."""
    request_id = await asked(place, resident, item="A03")
    async with place.database.read() as session:
        offer = (
            await session.scalars(select(Offer).where(Offer.request_id == request_id, Offer.person_id == captain))
        ).one()
    visit = await place.act(captain, lambda work: answers.accept(work, offer.id))
    for helper in helpers:
        await place.act(captain, by(staffing.name_person, visit.id, helper))
    async with place.database.read() as session:
        return await session.get_one(Visit, visit.id)


async def arrive(place: Place, visit: Visit, helper: int) -> None:
    """Check in with the code, at the planned time unless it is later."""
    place.clock.now = max(place.clock.now, visit.start)
    await place.act(helper, lambda work: serving.check_in(work, visit.id, visit.code or ""))


async def leave(place: Place, visit: Visit, helper: int, minutes: int = 60) -> Attendance:
    """Check out some minutes later."""
    place.clock.turn(minutes=minutes)
    _, row = await place.act(helper, lambda work: serving.check_out(work, visit.id))
    return row


async def serve(place: Place, resident: int, helper: int, minutes: int = 60, **more: Any) -> Visit:
    """The whole of it, by code."""
    visit = await planned(place, resident, helper, **more)
    await arrive(place, visit, helper)
    await leave(place, visit, helper, minutes)
    return visit


async def entries(place: Place, person: int) -> Sequence[Entry]:
    """A person's entries, oldest first."""
    return await rows(place, select(Entry).where(Entry.person_id == person).order_by(Entry.at, Entry.seq))


async def claims_about(place: Place, person: int) -> Sequence[Claim]:
    """A person's claims, oldest first."""
    return await rows(place, select(Claim).where(Claim.person_id == person).order_by(Claim.entered_at, Claim.start))


async def odd_about(place: Place, person: int) -> set[str]:
    """What was noticed about a person's minutes."""
    found = await rows(place, select(Anomaly).where(Anomaly.person_id == person))
    return {one.kind.value for one in found}


async def rows(place: Place, statement: Any) -> Sequence[Any]:
    """What a statement finds."""
    async with place.database.read() as session:
        return (await session.scalars(statement)).all()


def ago(place: Place, **delta: float) -> datetime:
    """A time before the clock's."""
    return place.clock() - timedelta(**delta)


async def in_book(place: Place, person: int, book: Book) -> int:
    """The minutes in a book of a person."""
    return await place.look(lambda session: balance(session, person, book))
