"""Adding to the ledger, and reading balances from it. Nothing here changes or deletes an entry.

Locks are taken in one order everywhere: persons by id, then chains by code. Whoever adds several entries in one transaction
takes them all with `lock_for` first.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from models.hours import Balance, Book, Chain, Entry, EntryKind
from models.ids import new_id
from models.person import Person
from models.scope import unscoped

GENESIS = bytes(32)
SERVICE = (EntryKind.SERVED, EntryKind.REVERSED)
FIELDS = (
    "chain",
    "seq",
    "id",
    "person_id",
    "kind",
    "book",
    "minutes",
    "start",
    "end",
    "attendance_id",
    "request_id",
    "reverses_id",
    "transfer_id",
    "grade",
    "entered_by",
    "approved_by",
    "at",
)
TIMES = tuple(FIELDS.index(name) for name in ("start", "end", "at"))
DIGEST_TEXT = "|".join(["%s"] * len(FIELDS))


class LedgerError(Exception):
    """The entry cannot be added; `code` says why: overlap, length, no_entry, reversed, below_zero, not_zero."""

    def __init__(self, code: str) -> None:
        super().__init__(f"the entry cannot be added: {code}")
        self.code = code


@unscoped("adding an entry: the chain's head is locked and the person's other times compared")
async def append(session: AsyncSession, entry: Entry) -> Entry:
    """Add an entry at the end of its venue's chain; sets `seq`, `previous` and `digest`, and keeps the balance.

    Raises:
        LedgerError: it overlaps other minutes of the person, reverses what cannot be reversed, or leaves less than nothing.
    """
    await lock_for(session, [entry.person_id], [entry.chain])
    await _check(session, entry)
    await _keep_balance(session, entry)
    head = await session.get_one(Chain, entry.chain)
    entry.seq, entry.previous = head.seq + 1, head.digest
    entry.digest = digest_of(entry)
    head.seq, head.digest = entry.seq, entry.digest
    session.add(entry)
    await session.flush()
    return entry


async def append_pair(session: AsyncSession, out: Entry, into: Entry) -> tuple[Entry, Entry]:
    """Move minutes between two books: two entries that sum to zero.

    Raises:
        LedgerError: they do not sum to zero, or the first book has not so much.
    """
    if out.minutes >= 0 or out.minutes + into.minutes:
        raise LedgerError("not_zero")
    await lock_for(session, [out.person_id, into.person_id], [out.chain, into.chain])
    out.transfer_id = into.transfer_id = new_id()
    return await append(session, out), await append(session, into)


@unscoped("adding entries: one after another")
async def lock_for(session: AsyncSession, people: Iterable[int], chains: Iterable[str]) -> None:
    """Hold persons and chain heads until the transaction ends, in the one order in which everybody takes them."""
    ids = sorted(set(people))
    await session.execute(select(Person.id).where(Person.id.in_(ids)).order_by(Person.id).with_for_update())
    for code in sorted(set(chains)):
        await session.execute(_insert(session, Chain, code=code, seq=0, digest=GENESIS))
    statement = select(Chain).where(Chain.code.in_(sorted(set(chains)))).order_by(Chain.code).with_for_update()
    await session.execute(statement.execution_options(populate_existing=True))


def digest_of(entry: Entry) -> bytes:
    """SHA-256 over the digest of the entry before and every field of this one, in a fixed order."""
    return digest_row(entry.previous, [_plain(getattr(entry, name)) for name in FIELDS])


def digest_row(previous: bytes, row: Sequence[Any]) -> bytes:
    """The digest of an entry given as plain values in the order of `FIELDS`: times as `time_text`, what is missing as None."""
    return hashlib.sha256(previous + (DIGEST_TEXT % tuple(row)).encode()).digest()


def time_text(at: datetime) -> str:
    """A time in UTC as SQLite keeps it, to the microsecond: what a digest is made over."""
    return at.astimezone(UTC).isoformat(" ", "microseconds")[:26]


@unscoped("adding an entry")
async def overlapping(session: AsyncSession, person_id: int, start: datetime, end: datetime) -> bool:
    """Whether the person has served minutes, not reversed, at some moment between two times."""
    reversal = aliased(Entry)
    statement = select(
        exists().where(
            Entry.person_id == person_id,
            Entry.kind == EntryKind.SERVED,
            Entry.start < end,
            Entry.end > start,
            ~exists().where(reversal.reverses_id == Entry.id),
        )
    )
    return bool(await session.scalar(statement))


async def balance(session: AsyncSession, person_id: int, book: Book = Book.CREDIT) -> int:
    """The minutes in a book of a person."""
    statement = select(Balance.minutes).where(Balance.person_id == person_id, Balance.book == book)
    return int(await session.scalar(statement) or 0)


async def served(session: AsyncSession, person_id: int) -> int:
    """All the minutes that a person has served, by evidence and by approval; saving and spending takes none away."""
    statement = select(func.sum(Balance.served)).where(Balance.person_id == person_id)
    return int(await session.scalar(statement) or 0)


async def _check(session: AsyncSession, entry: Entry) -> None:
    if entry.kind is EntryKind.SERVED:
        if entry.start is None or entry.end is None or not 0 < entry.minutes * 60 <= _seconds(entry.start, entry.end):
            raise LedgerError("length")
        if await overlapping(session, entry.person_id, entry.start, entry.end):
            raise LedgerError("overlap")
    elif entry.kind is EntryKind.REVERSED:
        await _check_reversal(session, entry)
    elif entry.transfer_id is None:
        raise LedgerError("not_zero")


@unscoped("adding an entry")
async def _check_reversal(session: AsyncSession, entry: Entry) -> None:
    undone = await session.get(Entry, entry.reverses_id) if entry.reverses_id else None
    if undone is None or undone.kind is not EntryKind.SERVED:
        raise LedgerError("no_entry")
    if (undone.person_id, undone.book, undone.minutes) != (entry.person_id, entry.book, -entry.minutes):
        raise LedgerError("no_entry")
    if await session.scalar(select(Entry.id).where(Entry.reverses_id == undone.id)):
        raise LedgerError("reversed")


async def _keep_balance(session: AsyncSession, entry: Entry) -> None:
    key = {"person_id": entry.person_id, "book": entry.book}
    await session.execute(_insert(session, Balance, **key, minutes=0, served=0))
    kept = await session.get_one(Balance, (entry.person_id, entry.book), populate_existing=True)
    if kept.minutes + entry.minutes < 0:
        raise LedgerError("below_zero")
    kept.minutes += entry.minutes
    kept.served += entry.minutes if entry.kind in SERVICE else 0


def _insert(session: AsyncSession, table: type[Any], **row: Any) -> Any:
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    return insert(table).values(**row).on_conflict_do_nothing()


def _seconds(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return time_text(value)
    return value.value if isinstance(value, StrEnum) else value
