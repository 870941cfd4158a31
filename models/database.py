"""The door to the database: one engine, sessions for writing and for reading, on SQLite and PostgreSQL alike.

SQLite takes one writer at a time. A writing session therefore begins with `BEGIN IMMEDIATE`: it waits for its turn at the
start, where waiting is harmless, and never fails in the middle because somebody else wrote first. Within a process there is
one connection that writes, for which sessions queue in order (SQLite's own waiting sleeps and is not fair); readers have theirs.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, make_url, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from models import inline

PRAGMAS = ("journal_mode=WAL", "foreign_keys=ON", "synchronous=NORMAL", "busy_timeout=10000", "temp_store=MEMORY")


class DatabaseError(Exception):
    """The database cannot be used; the message says why and what to do."""


class Database:
    """An engine and the two kinds of session made from it."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        """Open nothing yet: `url` is a file path, or an SQLAlchemy URL of SQLite or PostgreSQL (any driver)."""
        self.url = async_url(url)
        if self.url.startswith("sqlite"):
            self.engine, self._readers = _writer(self.url), _readers(self.url, pool_size)
        else:
            self.engine = self._readers = _postgres(self.url, pool_size)
        self._writing = async_sessionmaker(self.engine, expire_on_commit=False)
        self._reading = async_sessionmaker(self._readers.execution_options(reading=True), expire_on_commit=False)

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is an SQLite file."""
        return self.engine.dialect.name == "sqlite"

    def session(self) -> AsyncSession:
        """A writing session; whoever opens it commits."""
        return self._writing()

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncSession]:
        """A transaction that commits at the end of the block and rolls back on an exception."""
        async with self._writing() as session, session.begin():
            yield session

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session that only reads: it sees one state of the database and holds up no writer."""
        async with self._reading() as session:
            yield session

    async def ping(self) -> None:
        """Check that the database answers.

        Raises:
            DatabaseError: it does not.
        """
        try:
            async with self.read() as session:
                await session.execute(text("SELECT 1"))
        except (SQLAlchemyError, OSError) as error:
            raise DatabaseError(f"the database {shown(self.url)} cannot be opened: {_cause(error)}") from error

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()
        await self._readers.dispose()


def async_url(url: str) -> str:
    """The URL with the async driver that we use; a bare path is an SQLite file."""
    if "://" not in url:
        return f"sqlite+aiosqlite:///{Path(url).absolute()}"
    parsed = make_url(url)
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
    driver = drivers.get(parsed.get_backend_name())
    if driver is None:
        raise DatabaseError(f"the database must be SQLite or PostgreSQL, not {parsed.get_backend_name()!r}")
    return parsed.set(drivername=driver).render_as_string(hide_password=False)


def shown(url: str) -> str:
    """The URL as it may be printed, with the password hidden."""
    return make_url(url).render_as_string(hide_password=True)


def _postgres(url: str, pool_size: int) -> AsyncEngine:
    return create_async_engine(url, pool_size=pool_size, max_overflow=pool_size, pool_pre_ping=True)


def _writer(url: str) -> AsyncEngine:
    file = make_url(url).database or ""
    Path(file).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(
        url, pool_size=1, max_overflow=0, pool_timeout=60, async_creator=partial(inline.connect, file)
    )
    return _listening(engine)


def _readers(url: str, pool_size: int) -> AsyncEngine:
    options = {"isolation_level": None}
    return _listening(create_async_engine(url, pool_size=pool_size, max_overflow=0, connect_args=options))


def _listening(engine: AsyncEngine) -> AsyncEngine:
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _cause(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).strip().splitlines()[0]
