"""The hours ledger on the managers' pages: a month's entries, the newest root, and the proof of the whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from models.grant import Action
from models.hours import Entry, LedgerRoot
from models.queries.manage_ledger import entries_page
from models.queries.manage_people import numbers_of
from models.scope import unscoped
from services.hours.roots import newest_root
from services.hours.verify import Proof, verify
from services.managing.lists import EXPORTED, Part, Places, first_of, known_names, part, places_of
from services.summary.period import Period
from services.work import Work

SIZE = 50


@dataclass(frozen=True, slots=True)
class EntryLine:
    """A line of the ledger: who by number, and by name where the actor may know it."""

    chain: str
    place: str
    seq: int
    number: str
    name: str | None
    kind: str
    book: str
    minutes: int
    start: datetime | None
    at: datetime
    grade: str | None
    digest: str


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """A page of a month's entries with their sum, and the newest root."""

    entries: Part[EntryLine]
    minutes: int
    root: LedgerRoot | None


async def month(work: Work, period: Period, place: str, page: int) -> tuple[LedgerPage, Places]:
    """A month's entries of the chains that the actor may read, and the places to choose from."""
    places = await places_of(work, Action.READ_LEDGER)
    rows, total, minutes = await entries_page(
        work.session,
        work.actor,
        period.start(work.zone),
        period.end(work.zone),
        place=place,
        first=first_of(page, SIZE),
        limit=SIZE,
    )
    lines = part(await _lines(work, rows, places, "ledger"), page, SIZE, total)
    return LedgerPage(lines, minutes, await newest_root(work)), places


async def everything(work: Work, period: Period, place: str) -> list[EntryLine]:
    """A month's entries, for a file, of the chains that the actor may both read and take away."""
    more = (Action.EXPORT,)
    places = await places_of(work, Action.READ_LEDGER, *more)
    start, end = period.start(work.zone), period.end(work.zone)
    rows, _, _ = await entries_page(work.session, work.actor, start, end, place=place, more=more, limit=EXPORTED)
    return await _lines(work, rows, places, "export")


@unscoped("the proof of the whole ledger shows counts and whether all fits, and nothing of anybody")
async def prove(session: AsyncSession) -> Proof:
    """Compute every digest, root and balance again."""
    return await verify(session)


async def _lines(work: Work, rows: Sequence[Entry], places: Places, purpose: str) -> list[EntryLine]:
    people = {row.person_id for row in rows}
    names = await known_names(work, people, purpose)
    numbers = await numbers_of(work.session, people)
    return [
        EntryLine(
            chain=row.chain,
            place=places.name(row.chain),
            seq=row.seq,
            number=numbers.get(row.person_id, "—"),
            name=names.get(row.person_id),
            kind=row.kind.value,
            book=row.book.value,
            minutes=row.minutes,
            start=row.start,
            at=row.at,
            grade=row.grade.value if row.grade else None,
            digest=row.digest.hex()[:12],
        )
        for row in rows
    ]
