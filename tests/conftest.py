"""What every test shares: a clock that is turned by hand, a keyring, and a fresh database of each kind, built by the migrations."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import Engine

from migrations.upgrade import upgrade
from models.crypto import Keyring, use_keyring
from models.database import Database
from tests.postgres import Postgres, start_postgres

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)  # a Tuesday, 12:00 in Shanghai

settings.register_profile("gate", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("gate")  # a gate that opens and shuts by chance tells nothing; runs by hand go on searching


class TurnedClock:
    """A clock that stands still until it is turned."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **delta: float) -> datetime:
        """Move on by a timedelta's arguments."""
        self.now += timedelta(**delta)
        return self.now


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first, so that at the end no process waits for the other."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture(autouse=True)
def keys() -> Keyring:
    ring = Keyring({"t1": bytes(range(32))}, "t1", bytes(range(32, 64)))
    use_keyring(ring)
    return ring


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, copied for each test."""
    file = tmp_path_factory.mktemp("template") / "empty.db"
    asyncio.run(_migrate(str(file)))
    return file


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server with a migrated template database: the one named in LIANXIN_TEST_POSTGRES_URL, or our own."""
    with start_postgres(os.environ.get("LIANXIN_TEST_POSTGRES_URL")) as server:
        asyncio.run(_migrate(server.url(server.template)))
        yield server


async def _migrate(url: str) -> None:
    database = Database(url)
    await upgrade(database)
    await database.close()


class Compiled:
    """The SQL that SQLAlchemy has compiled, kept from test to test: each test has engines of its own, and would compile it anew."""

    def __init__(self) -> None:
        self._first: dict[str, tuple[Engine, ...]] = {}

    async def share(self, database: Database) -> None:
        """Let the engines use what was compiled for the first of their kind."""
        engines = tuple(one.sync_engine for one in (database.engine, database._readers))
        first = self._first.get(engines[0].dialect.name)
        if first is None:
            self._first[engines[0].dialect.name] = engines
            await database.ping()
            return
        for engine, like in zip(engines, first, strict=True):
            engine.dialect, engine._compiled_cache = like.dialect, like._compiled_cache


@pytest.fixture(scope="session")
def compiled() -> Compiled:
    return Compiled()


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh, migrated database; the test runs once on each kind."""
    if request.param == "sqlite":
        file = tmp_path / "lianxin.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), file)
        yield str(file)
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.fresh() as name:
        yield server.url(name)


@pytest.fixture
async def database(database_url: str, compiled: Compiled) -> AsyncIterator[Database]:
    """A fresh, migrated database; the test runs once on each kind."""
    opened = Database(database_url, pool_size=10)
    await compiled.share(opened)
    yield opened
    await opened.close()
