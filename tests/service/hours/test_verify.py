"""The proof of the ledger: what is as it was written fits, and whatever was changed is found and named."""

import asyncio
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from bot.__main__ import main as program
from models.database import Database
from models.hours import LedgerRoot
from services.hours import bank, claims
from services.hours.roots import keep_root, newest_root
from services.hours.verify import Proof, count_entries, verify
from tests.conftest import TurnedClock
from tests.county import Place
from tests.service.hours.serve import clerk_of, entries, serve


async def ledger(place: Place) -> int:
    """A small ledger with everything in it and two daily roots; the helper."""
    helper, clerk = await place.volunteer("李敏"), await clerk_of(place)
    for _ in range(3):
        await serve(place, await place.person("王奶奶"), helper, 60, hours=22)
        place.clock.now += timedelta(hours=24) - (place.clock() - place.clock().replace(hour=4, minute=0))
    (first, *_) = await entries(place, helper)
    await place.tick(keep_root)
    await place.act(helper, lambda work: bank.save_minutes(work, 30))
    await place.act(clerk, lambda work: claims.reverse(work, first.id))
    place.clock.turn(days=1)
    await place.tick(keep_root)
    return helper


async def proof(place: Place) -> Proof:
    async with place.database.read() as session:
        return await verify(session)


async def test_what_is_as_it_was_written_fits(place: Place) -> None:
    await ledger(place)
    seen: list[int] = []
    async with place.database.read() as session:
        found = await verify(session, seen.append)
        assert sum(seen) == found.entries == await count_entries(session) == 6
    assert (found.fault, found.roots) == (None, 2)
    root = await place.tick(newest_root)
    assert isinstance(root, LedgerRoot)
    assert await place.tick(keep_root) is None, "one root a day"


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ("UPDATE entry SET minutes = minutes + 1 WHERE seq = 2", "number 2"),
        ("UPDATE entry SET approved_by = person_id WHERE seq = 3", "number 3"),
        ("UPDATE entry SET digest = zeroblob(32) WHERE seq = 4", "number 4"),
        ("DELETE FROM entry WHERE seq = 5", "number 5 is missing"),
        ("DELETE FROM entry WHERE seq = 6", "ends at number 5"),
        ("UPDATE balance SET minutes = minutes + 60", "balance of person"),
        ("UPDATE chain SET seq = 5", "head says otherwise"),
        ("UPDATE ledger_root SET entries = 1, root = zeroblob(32)", "root of"),
        ("UPDATE ledger_root SET heads = '{}'", "root of"),
    ],
)
async def test_whatever_is_changed_is_found_and_named(place: Place, change: str, names: str) -> None:
    if not place.database.is_sqlite:
        pytest.skip("who can change a PostgreSQL table past its triggers changes it like this one")
    await ledger(place)
    file = Path(place.database.url.removeprefix("sqlite+aiosqlite:///"))
    with sqlite3.connect(file) as connection:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(change)
    connection.close()
    assert len(triggers) == 6
    fault = (await proof(place)).fault
    assert fault is not None
    assert names in fault.what


def test_the_command_says_so(
    sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "lianxin.db"
    file.write_bytes(sqlite_template.read_bytes())
    (tmp_path / "settings.toml").write_text("")
    monkeypatch.setenv("LIANXIN_DATABASE__URL", str(file))

    async def fill() -> None:
        database = Database(str(file))
        await ledger(await Place(database, TurnedClock()).build())
        await database.close()

    asyncio.run(fill())
    arguments = ["--settings", str(tmp_path / "settings.toml"), "verify-ledger", "--quiet"]
    assert program(arguments) == 0
    assert "6 entries in 1 chains and 2 daily roots" in capsys.readouterr().out
    with sqlite3.connect(file) as connection:
        connection.execute("DROP TRIGGER entry_no_update")
        connection.execute("UPDATE entry SET minutes = 61 WHERE seq = 1")
    connection.close()
    assert program(arguments) == 1
    assert "number 1" in capsys.readouterr().out
