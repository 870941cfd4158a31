"""What an export reads, in one stream for each element, and what an import looks up; the use case has checked the right."""

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.certificate import Paper, PaperKind, PaperState
from models.claim import Claim
from models.crypto import keyring
from models.exchange import ForeignRecord
from models.feedback import Feedback
from models.hours import Balance, Book, Entry
from models.item import Item
from models.person import Certificate, Person, Volunteer
from models.request import Attachment, Request, RequestState
from models.scope import in_areas, unscoped
from models.star import Star, StarState
from models.team import Membership, Team
from models.visit import Attendance, AttendanceState, Visit

BATCH = 1000
Statement = Select[*tuple[Any, ...]]
PAPERS = (PaperState.ISSUED, PaperState.REVOKED)
VOICES = ("complaint", "thanks")


@unscoped("an export of an area, allowed by the use case")
def teams(area: str) -> Statement:
    """(team, its captain's number, how many members) of an area."""
    count = (
        select(func.count(Membership.id))
        .where(Membership.team_id == Team.id, Membership.left_at.is_(None), Membership.approved_at.is_not(None))
        .scalar_subquery()
    )
    return (
        select(Team, Volunteer.number, count)
        .outerjoin(Volunteer, Volunteer.id == Team.captain_id)
        .where(in_areas(Team.venue_code, [area]))
        .order_by(func.length(Team.venue_code), Team.venue_code, Team.id)
    )


@unscoped("an export of an area, allowed by the use case")
def volunteers(area: str) -> Statement:
    """(volunteer, person) of an area."""
    return (
        select(Volunteer, Person)
        .join(Person, Person.id == Volunteer.id)
        .where(in_areas(Person.area_code, [area]))
        .order_by(Volunteer.number)
    )


@unscoped("an export of an area, allowed by the use case")
def projects(area: str) -> Statement:
    """Requests of an area, without whose they are: columns in the order of the element."""
    team = (
        select(Team.name)
        .join(Visit, Visit.team_id == Team.id)
        .where(Visit.request_id == Request.id)
        .order_by(Visit.created_at.desc(), Visit.id)
        .limit(1)
        .scalar_subquery()
    )
    came = (
        select(func.count(Attendance.id))
        .join(Visit, Visit.id == Attendance.visit_id)
        .where(Visit.request_id == Request.id, Attendance.state == AttendanceState.OUT)
        .scalar_subquery()
    )
    return (
        select(
            Request.county_code,
            Request.number,
            Item.zh,
            Request.item_code,
            Request.area_code,
            team,
            Request.state,
            Request.start,
            Request.end,
            Request.people,
            came,
            Request.created_at,
        )
        .join(Item, Item.code == Request.item_code)
        .where(in_areas(Request.area_code, [area]), Request.state != RequestState.DRAFT)
        .order_by(Request.county_code, Request.number)
    )


@unscoped("an export of an area, allowed by the use case")
def entries(area: str) -> Statement:
    """The ledger of an area's chains: (entry's columns, county and number of the request, item)."""
    return (
        select(
            Entry.id,
            Entry.person_id,
            Entry.kind,
            Entry.book,
            Entry.minutes,
            Entry.start,
            Entry.end,
            Request.county_code,
            Request.number,
            Item.zh,
            Entry.chain,
            Entry.grade,
            Entry.reverses_id,
            Entry.at,
            Entry.seq,
            Entry.digest,
        )
        .outerjoin(Request, Request.id == Entry.request_id)
        .outerjoin(Item, Item.code == Request.item_code)
        .where(in_areas(Entry.chain, [area]))
        .order_by(Entry.chain, Entry.seq)
    )


@unscoped("an export of an area, allowed by the use case")
def opinions(area: str) -> Statement:
    """(feedback, request's county, number and area) of an area."""
    return (
        select(Feedback, Request.county_code, Request.number, Request.area_code)
        .join(Request, Request.id == Feedback.request_id)
        .where(in_areas(Request.area_code, [area]))
        .order_by(Feedback.at, Feedback.id)
    )


@unscoped("an export of an area, allowed by the use case")
def voices(area: str) -> Statement:
    """(complaint or thanks, the area of who said it) of an area."""
    return (
        select(Attachment, Person.area_code)
        .join(Person, Person.id == Attachment.person_id)
        .where(in_areas(Person.area_code, [area]), Attachment.kind.in_(VOICES))
        .order_by(Attachment.at, Attachment.id)
    )


@unscoped("an export of an area, allowed by the use case")
def stars(area: str) -> Statement:
    """Granted stars of an area's venues."""
    statement = select(Star).where(in_areas(Star.venue_code, [area]), Star.state == StarState.GRANTED)
    return statement.order_by(Star.decided_at, Star.id)


@unscoped("an export of an area, allowed by the use case")
def qualifications(area: str) -> Statement:
    """Qualifications of an area's people."""
    return (
        select(Certificate)
        .join(Person, Person.id == Certificate.person_id)
        .where(in_areas(Person.area_code, [area]))
        .order_by(Certificate.person_id, Certificate.id)
    )


@unscoped("an export of an area, allowed by the use case")
def papers(area: str) -> Statement:
    """Official records that an area's venues issued."""
    return (
        select(Paper)
        .where(in_areas(Paper.venue_code, [area]), Paper.kind == PaperKind.OFFICIAL, Paper.state.in_(PAPERS))
        .order_by(Paper.issued_at, Paper.id)
    )


@unscoped("an export of an area, allowed by the use case")
def foreign(area: str, element: str) -> Statement:
    """Records of an element that came from other systems."""
    statement = select(ForeignRecord).where(in_areas(ForeignRecord.area_code, [area]), ForeignRecord.element == element)
    return statement.order_by(ForeignRecord.at, ForeignRecord.id)


async def count(session: AsyncSession, *statements: Statement) -> int:
    """How many rows the statements find together."""
    found = 0
    for statement in statements:
        inner = statement.order_by(None).subquery()
        found += int(await session.scalar(select(func.count()).select_from(inner)) or 0)
    return found


async def parts(session: AsyncSession, statement: Statement) -> AsyncIterator[Sequence[Any]]:
    """What a statement finds, some rows at a time; objects leave the session with their part."""
    result = await session.stream(statement, execution_options={"yield_per": BATCH})
    async for part in result.partitions(BATCH):
        yield part
        session.expunge_all()


@unscoped("an export of an area, allowed by the use case: who stands in its records")
async def known_as(session: AsyncSession, ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """(volunteer's number, name) of persons; no number where somebody is no volunteer."""
    wanted, found = sorted(set(ids)), {}
    for begin in range(0, len(wanted), 500):
        statement = (
            select(Person, Volunteer.number)
            .outerjoin(Volunteer, Volunteer.id == Person.id)
            .where(Person.id.in_(wanted[begin : begin + 500]))
        )
        for person, number in await session.execute(statement):
            found[person.id] = (number or "", person.name or "")
    return found


@unscoped("an export of an area, allowed by the use case")
async def books_of(session: AsyncSession, ids: Sequence[int]) -> dict[tuple[int, Book], int]:
    """The minutes in each book of some persons."""
    found = await session.execute(
        select(Balance.person_id, Balance.book, Balance.minutes).where(Balance.person_id.in_(ids))
    )
    return {(person, book): minutes for person, book, minutes in found}


async def teams_of_people(session: AsyncSession, ids: Sequence[int]) -> dict[int, list[int]]:
    """The teams of which each of some persons is an approved member."""
    statement = select(Membership.person_id, Membership.team_id).where(
        Membership.person_id.in_(ids), Membership.left_at.is_(None), Membership.approved_at.is_not(None)
    )
    found: dict[int, list[int]] = {}
    for person, team in await session.execute(statement.order_by(Membership.approved_at, Membership.id)):
        found.setdefault(person, []).append(team)
    return found


@unscoped("an import, allowed by the use case: who stands in its rows")
async def volunteer_with(session: AsyncSession, number: str) -> tuple[Volunteer, Person] | None:
    """The volunteer with this number."""
    statement = select(Volunteer, Person).join(Person, Person.id == Volunteer.id).where(Volunteer.number == number)
    row = (await session.execute(statement)).first()
    return None if row is None else (row[0], row[1])


@unscoped("an import, allowed by the use case: who is known already")
async def person_with_phone(session: AsyncSession, phone: str) -> Person | None:
    """The person with this phone, wherever they live."""
    index = keyring().blind("phone", phone)
    return await session.scalar(select(Person).where(Person.phone_index == index).order_by(Person.created_at).limit(1))


async def team_at(session: AsyncSession, venue_code: str, name: str) -> Team | None:
    """The team of a venue with this name."""
    return await session.scalar(select(Team).where(Team.venue_code == venue_code, Team.name == name).limit(1))


async def foreign_with(session: AsyncSession, key: bytes) -> int | None:
    """The id of the foreign record with this key."""
    return await session.scalar(select(ForeignRecord.id).where(ForeignRecord.key == key))


@unscoped("an import, allowed by the use case: which of its rows are here already")
async def is_here(session: AsyncSession, table: type[Any], row_id: int) -> bool:
    """Whether a table has a row with this id."""
    return await session.scalar(select(table.id).where(table.id == row_id)) is not None


@unscoped("an import, allowed by the use case: a project that came about here")
async def request_with(session: AsyncSession, county: str, number: int) -> Request | None:
    """The request with this number in a county."""
    return await session.scalar(select(Request).where(Request.county_code == county, Request.number == number))


@unscoped("an import, allowed by the use case: hours that are here already")
async def same_hours(session: AsyncSession, person_id: int, start: datetime, minutes: int) -> bool:
    """Whether a person has an entry, or a claim in any state, that begins at this very time and is as long."""
    for table in (Entry, Claim):
        statement = select(table.id).where(table.person_id == person_id, table.start == start, table.minutes == minutes)
        if await session.scalar(statement.limit(1)) is not None:
            return True
    return False
