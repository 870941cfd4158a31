"""Papers about service and corrections as an actor may read them, and the service behind a paper."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from models.certificate import Correction, CorrectionState, Paper, PaperState
from models.grant import Action, Actor
from models.hours import Chain, Entry, EntryKind
from models.request import Request
from models.scope import in_areas, unscoped

Heads = Mapping[str, int]


class Service(NamedTuple):
    """An entry of the ledger behind a paper; `item` is a code, None where there was no request."""

    chain: str
    minutes: int
    book: str
    digest: bytes
    item: str | None


def papers_of(actor: Actor) -> ColumnElement[bool]:
    """One's own papers, and those of the venues whose hours one approves."""
    return or_(Paper.person_id == actor.person_id, in_areas(Paper.venue_code, actor.areas(Action.APPROVE_HOURS)))


def corrections_of(actor: Actor) -> ColumnElement[bool]:
    """What one asked to have corrected oneself, and what concerns the venues whose hours one approves."""
    return or_(
        Correction.person_id == actor.person_id,
        in_areas(Correction.venue_code, actor.areas(Action.APPROVE_HOURS)),
    )


async def paper_for(session: AsyncSession, actor: Actor, paper_id: int, *, lock: bool = False) -> Paper | None:
    """The paper, if the actor may read it; with `lock` as it stands now, and nobody else can change it."""
    statement = select(Paper).where(Paper.id == paper_id, papers_of(actor)).execution_options(populate_existing=True)
    return await session.scalar(statement.with_for_update() if lock else statement)


async def own_papers(session: AsyncSession, actor: Actor, limit: int = 8) -> Sequence[Paper]:
    """The actor's papers, newest first."""
    statement = select(Paper).where(Paper.person_id == actor.person_id).order_by(Paper.asked_at.desc(), Paper.id)
    return (await session.scalars(statement.limit(limit))).all()


async def papers_to_issue(session: AsyncSession, actor: Actor) -> Sequence[Paper]:
    """Records that wait for somebody like the actor, the oldest first."""
    statement = (
        select(Paper)
        .where(Paper.state == PaperState.ASKED, in_areas(Paper.venue_code, actor.areas(Action.APPROVE_HOURS)))
        .order_by(Paper.asked_at, Paper.id)
    )
    return (await session.scalars(statement)).all()


@unscoped("whoever holds a paper may ask whether it is genuine; what is shown is masked")
async def paper_by_number(session: AsyncSession, number: str) -> Paper | None:
    """The issued (or since revoked) paper with this number."""
    statement = select(Paper).where(Paper.number == number, Paper.state.in_((PaperState.ISSUED, PaperState.REVOKED)))
    return await session.scalar(statement)


async def correction_for(
    session: AsyncSession, actor: Actor, correction_id: int, *, lock: bool = False
) -> Correction | None:
    """The correction, if it concerns the actor or a venue whose hours they approve."""
    statement = select(Correction).where(Correction.id == correction_id, corrections_of(actor))
    statement = statement.execution_options(populate_existing=True)
    return await session.scalar(statement.with_for_update() if lock else statement)


async def own_corrections(session: AsyncSession, actor: Actor, limit: int = 5) -> Sequence[Correction]:
    """What the actor asked to have corrected, newest first."""
    statement = select(Correction).where(Correction.person_id == actor.person_id)
    return (await session.scalars(statement.order_by(Correction.asked_at.desc()).limit(limit))).all()


async def corrections_to_answer(session: AsyncSession, actor: Actor) -> Sequence[Correction]:
    """Corrections that wait for somebody like the actor, the oldest first."""
    statement = (
        select(Correction)
        .where(
            Correction.state == CorrectionState.OPEN,
            in_areas(Correction.venue_code, actor.areas(Action.APPROVE_HOURS)),
        )
        .order_by(Correction.asked_at, Correction.id)
    )
    return (await session.scalars(statement)).all()


@unscoped("whether the same was asked already, for the person who asks")
async def open_correction(session: AsyncSession, entry_id: int | None, paper_id: int | None) -> Correction | None:
    """The correction of an entry or paper that waits."""
    which = Correction.entry_id == entry_id if entry_id else Correction.paper_id == paper_id
    return await session.scalar(select(Correction).where(which, Correction.state == CorrectionState.OPEN).limit(1))


async def own_services(session: AsyncSession, actor: Actor, limit: int = 8) -> Sequence[Entry]:
    """The actor's own service that counts, newest first."""
    statement = select(Entry).where(Entry.person_id == actor.person_id, *_counts())
    return (await session.scalars(statement.order_by(Entry.start.desc(), Entry.id).limit(limit))).all()


@unscoped("a person's own first day of service")
async def first_service(session: AsyncSession, person_id: int) -> datetime | None:
    """When a person's first service that counts began."""
    statement = select(func.min(Entry.start)).where(Entry.person_id == person_id, *_counts())
    return await session.scalar(statement)


@unscoped("how far the ledger went when a paper was issued")
async def heads_of(session: AsyncSession, person_id: int) -> dict[str, int]:
    """The newest number in each chain in which a person has entries: what stands after it came later, whatever its time."""
    theirs = select(Entry.chain).where(Entry.person_id == person_id).distinct()
    found = await session.execute(select(Chain.code, Chain.seq).where(Chain.code.in_(theirs)))
    return dict(found.all())


@unscoped("the service behind a paper: the person's own wish, or a paper that the caller read")
async def services_between(
    session: AsyncSession, person_id: int, start: datetime, end: datetime, heads: Heads | None = None
) -> list[Service]:
    """A person's service that begins between two times and counts: now, or as it was when the chains had these heads.

    In the order of the ledger (chain, number), so that what is hashed over it is the same each time.
    """
    statement = (
        select(Entry.chain, Entry.minutes, Entry.book, Entry.digest, Request.item_code)
        .outerjoin(Request, Request.id == Entry.request_id)
        .where(Entry.person_id == person_id, Entry.start >= start, Entry.start < end, *_counts(heads))
        .order_by(Entry.chain, Entry.seq)
    )
    return [Service._make(row) for row in await session.execute(statement)]


@unscoped("whether a paper still says what is true: a sum over what it stated")
async def minutes_left(session: AsyncSession, person_id: int, start: datetime, end: datetime, heads: Heads) -> int:
    """Of the service that counted when the chains had these heads, the minutes that still count."""
    statement = select(func.sum(Entry.minutes)).where(
        Entry.person_id == person_id, Entry.start >= start, Entry.start < end, _until(Entry, heads), *_counts()
    )
    return int(await session.scalar(statement) or 0)


def _counts(heads: Heads | None = None) -> list[ColumnElement[bool]]:
    """Service that is not reversed: now, or as it was when the chains had these heads."""
    reversal = aliased(Entry)
    if heads is None:
        return [Entry.kind == EntryKind.SERVED, ~exists().where(reversal.reverses_id == Entry.id)]
    undone = exists().where(reversal.reverses_id == Entry.id, _until(reversal, heads))
    return [Entry.kind == EntryKind.SERVED, _until(Entry, heads), ~undone]


def _until(table: type[Entry], heads: Heads) -> ColumnElement[bool]:
    return or_(false(), *((table.chain == code) & (table.seq <= seq) for code, seq in heads.items()))
