"""Adding to the ledger, and reading balances from it. Nothing here changes or deletes an entry."""

import hashlib
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from models.hours import Chain, Entry, EntryKind
from models.scope import unscoped

GENESIS = bytes(32)


class LedgerError(Exception):
    """The entry cannot be added: it would overlap another, or reverse what is no entry or was reversed before."""


@unscoped("adding an entry: the chain's head is locked and the person's other times compared")
async def append(session: AsyncSession, entry: Entry) -> Entry:
    """Add an entry at the end of its venue's chain; sets `seq`, `previous` and `digest`.

    Raises:
        LedgerError: a served entry overlaps another of the same person that was not reversed.
    """
    if entry.kind is EntryKind.SERVED and await overlapping(session, entry):
        raise LedgerError("the person has minutes at that time already")
    head = await _head(session, entry.chain)
    entry.seq, entry.previous = head.seq + 1, head.digest
    entry.digest = digest_of(entry)
    head.seq, head.digest = entry.seq, entry.digest
    session.add(entry)
    await session.flush()
    return entry


def digest_of(entry: Entry) -> bytes:
    """SHA-256 over the digest of the entry before and every field of this one, in a fixed order."""
    fields = (
        entry.chain,
        entry.seq,
        entry.id,
        entry.person_id,
        entry.kind.value,
        entry.minutes,
        _time(entry.start),
        _time(entry.end),
        entry.attendance_id,
        entry.request_id,
        entry.reverses_id,
        entry.grade.value if entry.grade else None,
        entry.entered_by,
        entry.approved_by,
        _time(entry.at),
    )
    text = "|".join("" if field is None else str(field) for field in fields)
    return hashlib.sha256(entry.previous + text.encode()).digest()


@unscoped("adding an entry")
async def overlapping(session: AsyncSession, entry: Entry) -> bool:
    """Whether the person has served minutes, not reversed, at some moment of this entry."""
    reversal = aliased(Entry)
    reversed_ids = select(reversal.reverses_id).where(reversal.reverses_id.is_not(None))
    statement = select(func.count()).where(
        Entry.person_id == entry.person_id,
        Entry.kind == EntryKind.SERVED,
        Entry.start < entry.end,
        Entry.end > entry.start,
        Entry.id.not_in(reversed_ids),
    )
    return bool(await session.scalar(statement))


@unscoped("a person's own balance, or one that the caller may read")
async def balance(session: AsyncSession, person_id: int) -> int:
    """The minutes in a person's account: the sum of their entries."""
    return int(await session.scalar(select(func.sum(Entry.minutes)).where(Entry.person_id == person_id)) or 0)


async def _head(session: AsyncSession, chain: str) -> Chain:
    """The head of a chain, locked; made where the chain is new."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    await session.execute(insert(Chain).values(code=chain, seq=0, digest=GENESIS).on_conflict_do_nothing())
    statement = select(Chain).where(Chain.code == chain).with_for_update().execution_options(populate_existing=True)
    return (await session.scalars(statement)).one()


def _time(at: datetime | None) -> str | None:
    return None if at is None else str(int(at.timestamp() * 1_000_000))
