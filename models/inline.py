"""An SQLite connection whose statements run where they are asked for, in the thread of the event loop.

The usual driver hands every statement to a thread and back, four times for each; that costs several times what a short
statement itself takes (`python -m bench.chat` prints both). The one connection that writes therefore has no thread. What may
take long is not waited for here: a turn to write is asked for again and again between other work, and queries of many rows
belong to readers, which have the usual driver.

It has the part of aiosqlite's interface that SQLAlchemy's adapter uses.
"""

import asyncio
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, Self

LONGEST_WAIT = 10.0  # seconds for another process to end its transaction
TURN = "BEGIN IMMEDIATE"


class InlineCursor:
    """A cursor; awaiting it never gives way to other work, but for the wait for a turn."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._cursor = connection.cursor()

    async def __aenter__(self) -> Self:
        return self

    @property
    def description(self) -> Any:
        """The columns of the result."""
        return self._cursor.description

    @property
    def rowcount(self) -> int:
        """The rows that were changed."""
        return self._cursor.rowcount

    @property
    def lastrowid(self) -> int | None:
        """The row that was inserted last."""
        return self._cursor.lastrowid

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> Self:
        """Run one statement."""
        if sql == TURN:
            await self._take_turn()
        else:
            self._cursor.execute(sql, parameters)
        return self

    async def executemany(self, sql: str, parameters: Iterable[Sequence[Any]]) -> Self:
        """Run one statement for many rows."""
        self._cursor.executemany(sql, parameters)
        return self

    async def fetchall(self) -> list[Any]:
        """The rest of the result."""
        return self._cursor.fetchall()

    async def close(self) -> None:
        """Let go of the result."""
        self._cursor.close()

    async def _take_turn(self) -> None:
        """Begin to write, when nobody else does."""
        self._cursor.execute("PRAGMA busy_timeout=0")
        loop = asyncio.get_running_loop()
        deadline, pause = loop.time() + LONGEST_WAIT, 0.0005
        while True:
            try:
                self._cursor.execute(TURN)
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or loop.time() > deadline:
                    raise
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, 0.01)


class InlineConnection:
    """A connection without a thread."""

    def __init__(self, file: str) -> None:
        self._connection = sqlite3.connect(file, isolation_level=None, timeout=LONGEST_WAIT)
        self.isolation_level = None

    def cursor(self) -> InlineCursor:
        """A cursor."""
        return InlineCursor(self._connection)

    async def commit(self) -> None:
        """End the transaction, if one is open."""
        self._connection.commit()

    async def rollback(self) -> None:
        """Undo the transaction, if one is open."""
        self._connection.rollback()

    async def create_function(self, *definition: Any, **options: Any) -> None:
        """Define an SQL function."""
        self._connection.create_function(*definition, **options)

    async def close(self) -> None:
        """Close it."""
        self._connection.close()

    def stop(self) -> None:
        """Close it at once."""
        self._connection.close()


async def connect(file: str) -> InlineConnection:
    """Open a database file."""
    return InlineConnection(file)
