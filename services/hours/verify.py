"""Proving the ledger: every digest and every chain are computed again, and every balance is added up again.

The chains are read in one stream, a few thousand entries at a time, so that memory does not grow with the ledger; the sums are
left to the database. The first row that does not fit is named.
"""

import hashlib
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from models.hours import Chain, LedgerRoot
from models.ledger import DIGEST_TEXT, FIELDS, GENESIS, TIMES
from models.scope import unscoped
from services.hours.roots import root_of

BATCH = 4000
SUMS: tuple[tuple[str, str], ...] = (
    (
        "SELECT person_id, book, SUM(m), SUM(s) FROM ("
        " SELECT person_id, book, minutes AS m, CASE WHEN kind IN ('served', 'reversed') THEN minutes ELSE 0 END AS s FROM entry"
        " UNION ALL SELECT person_id, book, -minutes, -served FROM balance) t"
        " GROUP BY person_id, book HAVING SUM(m) <> 0 OR SUM(s) <> 0 ORDER BY person_id LIMIT 1",
        "the balance of person {0} ({1}) differs from the sum of their entries by {2} minutes",
    ),
    (
        "SELECT person_id, book, minutes FROM balance WHERE minutes < 0 OR served < 0 ORDER BY person_id LIMIT 1",
        "the balance of person {0} ({1}) is below zero: {2} minutes",
    ),
    (
        "SELECT transfer_id, SUM(minutes), COUNT(*) FROM entry WHERE transfer_id IS NOT NULL"
        " GROUP BY transfer_id HAVING SUM(minutes) <> 0 OR COUNT(*) <> 2 LIMIT 1",
        "the movements of transfer {0} sum to {1} minutes in {2} entries, and should be two that sum to zero",
    ),
    (
        "SELECT e.id, e.chain, e.seq FROM entry e LEFT JOIN entry u ON u.id = e.reverses_id WHERE e.kind = 'reversed'"
        " AND (u.id IS NULL OR u.minutes <> -e.minutes OR u.person_id <> e.person_id OR u.book <> e.book) LIMIT 1",
        "entry {0} (chain {1}, number {2}) does not undo what it says",
    ),
    (
        'SELECT id, chain, seq FROM (SELECT e.id, e.chain, e.seq, e.start AS s, MAX(e."end") OVER (PARTITION BY e.person_id'
        " ORDER BY e.start, e.id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before FROM entry e"
        " WHERE e.kind = 'served' AND NOT EXISTS (SELECT 1 FROM entry r WHERE r.reverses_id = e.id)) t"
        " WHERE s < before LIMIT 1",
        "entry {0} (chain {1}, number {2}) overlaps other minutes of the same person",
    ),
    (
        "SELECT person_id, SUM(p) FROM (SELECT person_id, points AS p FROM point_move"
        " UNION ALL SELECT person_id, -points FROM point_balance) t GROUP BY person_id HAVING SUM(p) <> 0 LIMIT 1",
        "the points of person {0} differ from the sum of their movements by {1}",
    ),
)


@dataclass(frozen=True, slots=True)
class Fault:
    """The first row that does not fit, in words."""

    what: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What was computed again, and what did not fit (None where all did)."""

    entries: int
    chains: int
    roots: int
    fault: Fault | None


class _Chains:
    """Follows the chains through the stream."""

    def __init__(self, heads: dict[str, tuple[int, bytes]], wanted: dict[tuple[str, int], tuple[str, str]]) -> None:
        self.heads, self.wanted = heads, wanted
        self.chain, self.seq, self.digest = "", 0, GENESIS
        self.entries, self.seen = 0, 0

    def follow(self, rows: Iterable[tuple[Any, ...]]) -> Fault | None:
        """Take the next rows; the first that does not fit."""
        sha256, width = hashlib.sha256, len(FIELDS)
        for row in rows:
            if row[0] != self.chain and (fault := self.turn(row[0])):
                return fault
            if row[1] != self.seq + 1:
                return Fault(f"chain {self.chain}: number {self.seq + 1} is missing (the next one is {row[1]})")
            digest = sha256(self.digest + (DIGEST_TEXT % row[:width]).encode()).digest()
            if row[width] != self.digest or row[width + 1] != digest:
                return Fault(
                    f"entry {row[2]} (chain {self.chain}, number {row[1]}, entered {row[16]}) is not as it was written"
                )
            self.seq, self.digest, self.entries = row[1], digest, self.entries + 1
            known = self.wanted.pop((self.chain, self.seq), None) if self.wanted else None
            if known and known[0] != digest.hex():
                return Fault(
                    f"entry {row[2]} (chain {self.chain}, number {row[1]}) differs from the root of {known[1]}"
                )
        return None

    def turn(self, chain: str) -> Fault | None:
        """One chain ends, another begins."""
        if self.chain and self.heads.get(self.chain) != (self.seq, self.digest):
            return Fault(
                f"chain {self.chain} ends at number {self.seq}, and its head says otherwise: entries are missing"
            )
        self.heads.pop(self.chain, None)
        self.chain, self.seq, self.digest, self.seen = chain, 0, GENESIS, self.seen + 1
        return None

    def finish(self) -> Fault | None:
        """After the last row."""
        if fault := self.turn(""):
            return fault
        lost = next((code for code, (seq, _) in sorted(self.heads.items()) if seq), None)
        if lost:
            return Fault(f"chain {lost} has a head and no entries")
        if self.wanted:
            (chain, seq), (_, day) = next(iter(self.wanted.items()))
            return Fault(f"chain {chain}: number {seq} is in the root of {day} and not in the ledger")
        return None


@unscoped("the proof of the whole ledger: it shows nothing but which row does not fit")
async def verify(session: AsyncSession, on_entries: Callable[[int], None] = lambda _: None) -> Proof:
    """Compute everything again on one state of the database. `on_entries` is called with each batch's size."""
    found = await session.execute(select(Chain.code, Chain.seq, Chain.digest))
    heads = {code: (seq, digest) for code, seq, digest in found}
    wanted, roots, fault = await _roots(session)
    chains = _Chains(heads, wanted)
    if fault is None:
        async for rows in _stream(session):
            if fault := chains.follow(rows):
                break
            on_entries(len(rows))
    fault = fault or chains.finish() or await _sums(session)
    return Proof(chains.entries, max(0, chains.seen - 1), roots, fault)


async def count_entries(session: AsyncSession) -> int:
    """How many entries the ledger has by the heads of its chains."""
    return int((await session.scalar(text("SELECT SUM(seq) FROM chain"))) or 0)


async def _roots(session: AsyncSession) -> tuple[dict[tuple[str, int], tuple[str, str]], int, Fault | None]:
    """What each chain's number must have as digest, by the daily roots, themselves computed again."""
    wanted: dict[tuple[str, int], tuple[str, str]] = {}
    previous, count = GENESIS, 0
    for kept in await session.scalars(select(LedgerRoot).order_by(LedgerRoot.day)):
        if kept.previous != previous or kept.root != root_of(previous, kept.heads):
            return wanted, count, Fault(f"the root of {kept.day} is not as it was kept")
        wanted |= {(code, seq): (digest, kept.day) for code, (seq, digest) in kept.heads.items()}
        previous, count = kept.root, count + 1
    return wanted, count, None


async def _stream(session: AsyncSession) -> AsyncIterator[list[tuple[Any, ...]]]:
    names = [f'"{name}"' for name in FIELDS]
    if session.get_bind().dialect.name == "postgresql":
        for place in TIMES:
            names[place] = f"to_char({names[place]} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
    query = f"SELECT {', '.join(names)}, previous, digest FROM entry ORDER BY chain, seq"  # noqa: S608 - our own columns
    result = await session.stream(text(query), execution_options={"yield_per": BATCH})
    async for part in result.partitions(BATCH):
        yield [tuple(row) for row in part]


async def _sums(session: AsyncSession) -> Fault | None:
    for query, words in SUMS:
        if row := (await session.execute(text(query))).first():
            return Fault(words.format(*row))
    return None
