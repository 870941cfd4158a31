"""The ledger by itself: it refuses what makes minutes out of nothing, and whoever rewrites all of it is found."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from migrations.upgrade import upgrade
from models.hours import Book, Chain, Entry, EntryKind
from models.ledger import GENESIS, LedgerError, append, append_pair, digest_of
from services.hours.verify import verify
from tests.county import TOWN, VILLAGE, Place
from tests.papers import entered
from tests.service.hours.serve import entries, in_book
from tests.service.hours.test_verify import ledger


async def test_no_minutes_come_out_of_nothing_and_no_line_is_changed(place: Place) -> None:
    helper = await place.volunteer("李敏")
    start = place.clock() - timedelta(days=2)

    def line(minutes: int, kind: EntryKind = EntryKind.TRANSFERRED, **more: Any) -> Entry:
        whose = {"chain": VILLAGE, "person_id": helper, "at": place.clock(), "book": Book.CREDIT}
        return Entry(**{**whose, "kind": kind, "minutes": minutes, **more})

    hour = {"start": start, "end": start + timedelta(hours=1)}
    refused: list[tuple[str, Callable[[AsyncSession], Awaitable[object]]]] = [
        ("length", lambda session: append(session, line(61, EntryKind.SERVED, **hour))),
        ("length", lambda session: append(session, line(60, EntryKind.SERVED))),
        ("not_zero", lambda session: append(session, line(60, book=Book.BANK))),
        ("not_zero", lambda session: append_pair(session, line(60), line(-60, book=Book.BANK))),
        ("not_zero", lambda session: append_pair(session, line(-60), line(90, book=Book.BANK))),
    ]
    for code, add in refused:
        with pytest.raises(LedgerError) as error:
            async with place.database.begin() as session:
                await add(session)
        assert error.value.code == code
    assert [await in_book(place, helper, book) for book in Book] == [0, 0, 0, 0]
    await entered(place, helper, 60)
    await upgrade(place.database)
    with pytest.raises(DBAPIError, match="never changed"):
        async with place.database.begin() as session:
            await session.execute(text("DELETE FROM entry"))
    assert len(await entries(place, helper)) == 1, "the guards stand however often the migrations run"


async def unguarded(session: AsyncSession) -> None:
    """What somebody with the database in their hands does first."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(text("ALTER TABLE entry DISABLE TRIGGER USER"))
        return
    for name in ("entry_no_update", "entry_no_delete"):
        await session.execute(text(f"DROP TRIGGER {name}"))


async def other_head(session: AsyncSession) -> None:
    await session.execute(text(f"UPDATE chain SET seq = seq + 1 WHERE code = '{TOWN}'"))


async def whole_chain_gone(session: AsyncSession) -> None:
    await session.execute(text(f"DELETE FROM entry WHERE chain = '{TOWN}'"))


async def last_lines_gone(session: AsyncSession) -> None:
    last = f"SELECT digest FROM entry WHERE chain = '{VILLAGE}' AND seq = 5"
    await session.execute(text(f"DELETE FROM entry WHERE chain = '{VILLAGE}' AND seq > 5"))
    await session.execute(text(f"UPDATE chain SET seq = 5, digest = ({last}) WHERE code = '{VILLAGE}'"))


async def all_digests_made_anew(session: AsyncSession) -> None:
    head, previous = await session.get_one(Chain, VILLAGE), GENESIS
    for entry in await session.scalars(select(Entry).where(Entry.chain == VILLAGE).order_by(Entry.seq)):
        entry.approved_by, entry.previous = entry.person_id, previous
        entry.digest = previous = digest_of(entry)
    head.digest = previous
    await session.flush()


FORGERIES = [
    (other_head, f"chain {TOWN} ends at number 1"),
    (whole_chain_gone, f"chain {TOWN} has a head and no entries"),
    (last_lines_gone, f"chain {VILLAGE}: number 6 is in the root of"),
    (all_digests_made_anew, f"(chain {VILLAGE}, number 3) differs from the root of"),
]


async def test_who_makes_the_chains_fit_again_is_found_by_their_heads_and_the_roots(place: Place) -> None:
    helper = await ledger(place)
    await entered(place, helper, 30, chain=TOWN)
    for forge, says in FORGERIES:
        async with place.database.read() as session:  # it streams, and keeps nothing
            await unguarded(session)
            await forge(session)
            fault = (await verify(session)).fault
        assert fault is not None
        assert says in fault.what
    async with place.database.read() as session:
        assert (await verify(session)).fault is None
