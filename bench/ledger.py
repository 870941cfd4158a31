"""`python -m bench.ledger`: a million entries proved, a balance read, and one bit changed in the file found and named.

Builds the ledger as the product writes it (chains, digests, balances), on SQLite and on PostgreSQL, and measures in one run:
the proof with the database's own sums (ours) beside a plain loop that reads every entry through the mapper, on a tenth of it;
and a balance read from its row beside one added up from the entries. `--entries` makes it smaller,
`--database` runs it on one of the two.
"""

import argparse
import asyncio
import os
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select, text

from migrations.upgrade import upgrade
from models.area import Area, AreaLevel, Venue, VenueLevel
from models.crypto import Keyring, use_keyring
from models.database import Database
from models.hours import Balance, Book, Chain, Entry, EntryKind, Grade
from models.ids import new_id, seeded
from models.ledger import FIELDS, GENESIS, balance, digest_of, digest_row, time_text
from models.person import Person
from services.hours.verify import Proof, verify
from tests.postgres import start_postgres

BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
VENUES, PEOPLE, PART = 200, 20_000, 20_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Run on both databases and print; 1 where the changed bit was not found."""
    read = argparse.ArgumentParser(prog="python -m bench.ledger", description=__doc__)
    read.add_argument("--entries", type=int, default=1_000_000)
    read.add_argument("--database", choices=["sqlite", "postgres", "both"], default="both")
    read.add_argument("--prove", help=argparse.SUPPRESS)
    options = read.parse_args(arguments)
    use_keyring(Keyring({"b": bytes(range(32))}, "b", bytes(range(32, 64))))
    if options.prove:
        return asyncio.run(_prove(options.prove))
    good = True
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ledger-")))
        if options.database != "postgres":
            good &= asyncio.run(_run("sqlite", str(folder / "ledger.db"), options.entries))
        if options.database != "sqlite":
            server = stack.enter_context(start_postgres(os.environ.get("LIANXIN_TEST_POSTGRES_URL")))
            name = stack.enter_context(server.fresh())
            good &= asyncio.run(_run("postgres", server.url(name), options.entries))
    return 0 if good else 1


async def _run(kind: str, url: str, count: int) -> bool:
    database = Database(url)
    await upgrade(database)
    began = time.perf_counter()
    person = await _build(database, count)
    print(f"{kind}: {count:,} entries of {PEOPLE:,} people in {VENUES} chains, built in {_since(began):.0f} s")
    await _time_balance(database, person)
    await _time_loop(database, count)
    await database.close()
    good = await _proof_apart(url)
    return await _flip(url, kind) and good


async def _proof_apart(url: str) -> bool:
    """The proof in a process of its own, so that its memory is its own."""
    child = await asyncio.create_subprocess_exec(sys.executable, "-m", "bench.ledger", "--prove", url)
    return await child.wait() == 0


async def _prove(url: str) -> int:
    database = Database(url)
    began, cpu = time.perf_counter(), time.process_time()
    async with database.read() as session:
        proof: Proof = await verify(session)
    spent, memory = _since(began), _peak_mb()
    await database.close()
    said = proof.fault.what if proof.fault else "everything fits"
    print(
        f"  proof of {proof.entries:,} entries: {spent:.1f} s ({time.process_time() - cpu:.1f} s of CPU), "
        f"{spent / max(1, proof.entries) * 1e6:.1f} µs each, {memory:.0f} MB: {said}",
        flush=True,
    )
    return 1 if proof.fault else 0


def _peak_mb() -> float:
    """The most memory that this process has had; unlike `ru_maxrss`, nothing of the process that started it is in it."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


async def _time_loop(database: Database, count: int) -> None:
    """The plain way, on a tenth: every entry as an object, its digest by `digest_of`."""
    began, seen = time.perf_counter(), 0
    async with database.read() as session:
        statement = select(Entry).order_by(Entry.chain, Entry.seq).limit(count // 10).execution_options(yield_per=4000)
        async for entry in await session.stream_scalars(statement):
            if digest_of(entry) != entry.digest:
                raise AssertionError(entry.id)
            seen += 1
    print(f"  plain loop over objects: {_since(began) / seen * 1e6:.1f} µs each (digests only)")


async def _time_balance(database: Database, person: int) -> None:
    async def kept(session: Any) -> object:
        return await balance(session, person)

    async def added(session: Any) -> object:
        statement = select(func.sum(Entry.minutes)).where(Entry.person_id == person, Entry.book == Book.CREDIT)
        return await session.scalar(statement)

    async with database.read() as session:
        assert await kept(session) == await added(session)
        ours, plain = await _median(session, kept), await _median(session, added)
    print(f"  a balance read: {ours:.2f} ms kept, {plain:.2f} ms added up from entries: {plain / ours:.1f} times")


async def _median(session: Any, read: Callable[[Any], Awaitable[object]]) -> float:
    times = []
    for _ in range(200):
        began = time.perf_counter()
        await read(session)
        times.append(_since(began) * 1000)
    return sorted(times)[len(times) // 2]


async def _flip(url: str, kind: str) -> bool:
    """Change one bit of one entry's minutes past the triggers, and let the proof name it."""
    chain, seq, place = await (asyncio.to_thread(_bit_of_file, Path(url)) if kind == "sqlite" else _bit_of_row(url))
    found = not await _proof_apart(url)
    print(f"  one bit was changed {place} (chain {chain}, number {seq}): {'found' if found else 'NOT FOUND'}")
    return found


def _bit_of_file(file: Path) -> tuple[str, int, str]:
    """Change the lowest bit of an entry's minutes in the file itself; (chain, number, where)."""
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        query = "SELECT chain, seq, person_id FROM entry WHERE seq < 128 ORDER BY chain DESC, seq DESC LIMIT 1"
        chain, seq, person = connection.execute(query).fetchone()
    connection.close()
    data = bytearray(file.read_bytes())
    row = chain.encode() + bytes([seq]) + person.to_bytes(8, "big") + b"servedcredit"
    place = data.index(row) + len(row)
    data[place] ^= 1
    file.write_bytes(data)
    return chain, seq, f"at byte {place:,} of the file"


async def _bit_of_row(url: str) -> tuple[str, int, str]:
    """The same in a PostgreSQL row, as a superuser who has put the triggers aside; (chain, number, where)."""
    database = Database(url)
    async with database.begin() as session:
        await session.execute(text("SET LOCAL session_replication_role = replica"))
        query = "UPDATE entry SET minutes = minutes # 1 WHERE id = (SELECT id FROM entry ORDER BY chain DESC, seq DESC LIMIT 1)"
        chain, seq = (await session.execute(text(f"{query} RETURNING chain, seq"))).one()
    await database.close()
    return chain, seq, "in a row"


async def _build(database: Database, count: int) -> int:
    with seeded(7):
        async with database.begin() as session:
            session.add(Area(code="320830", name="盱眙县", level=AreaLevel.COUNTY))
            session.add(Venue(code="320830", level=VenueLevel.CENTER, name="中心"))
            for number in range(VENUES):
                code = f"320830{number:06d}"
                session.add(Area(code=code, name=code, level=AreaLevel.VILLAGE, parent_code="320830"))
                session.add(Venue(code=code, level=VenueLevel.POST, name=code))
            people = [new_id() for _ in range(PEOPLE)]
            rows = [{"id": one, "area_code": "320830000000", "created_at": BEGIN} | _PERSON for one in people]
            for part in _parts(rows):
                await session.execute(insert(Person), part)
        sums: dict[int, int] = {}
        heads: dict[str, tuple[int, bytes]] = {}
        made = _entries(count, people, sums, heads)
        for part in _parts(made):
            async with database.begin() as session:
                await session.execute(insert(Entry), part)
        async with database.begin() as session:
            kept = [{"person_id": p, "book": Book.CREDIT, "minutes": m, "served": m} for p, m in sums.items()]
            for part in _parts(kept):
                await session.execute(insert(Balance), part)
            ends = [{"code": code, "seq": seq, "digest": digest} for code, (seq, digest) in heads.items()]
            await session.execute(insert(Chain), ends)
    return people[0]


_PERSON = {"sex": "unknown", "lives_alone": False, "language": "zh", "is_demo": False}


def _entries(
    count: int, people: list[int], sums: dict[int, int], heads: dict[str, tuple[int, bytes]]
) -> Iterator[dict[str, Any]]:
    """Entries as the product writes them, one after another in time; nobody's overlap."""
    chance = random.Random(11)
    for number in range(count):
        person = people[number % len(people)]
        chain = f"320830{chance.randrange(VENUES):06d}"
        minutes = chance.randrange(20, 180)
        start = BEGIN + timedelta(hours=4 * (number // len(people)), seconds=chance.randrange(3600))
        end = start + timedelta(minutes=minutes)
        seq, previous = heads.get(chain, (0, GENESIS))
        row: dict[str, Any] = dict.fromkeys(FIELDS) | {
            "chain": chain,
            "seq": seq + 1,
            "id": new_id(),
            "person_id": person,
            "kind": EntryKind.SERVED,
            "book": Book.CREDIT,
            "minutes": minutes,
            "start": start,
            "end": end,
            "grade": Grade.A,
            "entered_by": person,
            "at": end,
        }
        plain = [time_text(v) if isinstance(v, datetime) else getattr(v, "value", v) for v in row.values()]
        row |= {"previous": previous, "digest": digest_row(previous, plain)}
        heads[chain] = (seq + 1, row["digest"])
        sums[person] = sums.get(person, 0) + minutes
        yield row


def _parts(rows: Any) -> Iterator[list[dict[str, Any]]]:
    part: list[dict[str, Any]] = []
    for row in rows:
        part.append(row)
        if len(part) == PART:
            yield part
            part = []
    if part:
        yield part


def _since(began: float) -> float:
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
