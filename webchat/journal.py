"""The one writer of the chat server: what is waiting when a transaction ends goes into the next one together.

Every call is one short transaction for its caller (it returns when its rows are safe on disk), and a busy moment costs
few commits, because SQLite takes one writer at a time and shares it with the bot.
"""

import asyncio
import logging
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Delete, Insert, Update
from sqlalchemy.exc import SQLAlchemyError

from models.database import Database

Step = tuple[Insert | Update | Delete, dict[str, Any]]
MOST_TOGETHER = 200

log = logging.getLogger(__name__)


class Journal:
    """A queue of writes and the task that commits them in order."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[tuple[tuple[Step, ...], asyncio.Future[None]]] = []
        self._wake = asyncio.Event()
        self._closing = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to write."""
        self._task = asyncio.create_task(self._run(), name="webchat journal")

    async def close(self) -> None:
        """Write what waits, then stop."""
        self._closing = True
        self._wake.set()
        if self._task is not None:
            await self._task

    async def write(self, *steps: Step) -> None:
        """Return when these steps are committed, all or none.

        Raises:
            SQLAlchemyError: they could not be.
        """
        done = asyncio.get_running_loop().create_future()
        self._waiting.append((steps, done))
        self._wake.set()
        await done

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                batch, self._waiting = self._waiting[:MOST_TOGETHER], self._waiting[MOST_TOGETHER:]
                await self._settle(batch)
            if self._closing:
                return

    async def _settle(self, batch: list[tuple[tuple[Step, ...], asyncio.Future[None]]]) -> None:
        try:
            await self._commit([step for steps, _ in batch for step in steps])
        except (SQLAlchemyError, OSError) as error:
            if len(batch) > 1:  # one bad row must not take the others with it
                for entry in batch:
                    await self._settle([entry])
                return
            log.error("a write of the chat failed: %s", type(error).__name__)
            self._finish(batch, error)
        else:
            self._finish(batch, None)

    async def _commit(self, steps: list[Step]) -> None:
        async with self._database.engine.begin() as connection:
            for statement, rows in grouped(steps):
                await connection.execute(statement, rows)

    @staticmethod
    def _finish(batch: list[tuple[tuple[Step, ...], asyncio.Future[None]]], error: Exception | None) -> None:
        for _, done in batch:
            if done.cancelled():
                continue
            if error is None:
                done.set_result(None)
            else:
                done.set_exception(error)


def grouped(steps: Iterable[Step]) -> list[tuple[Insert | Update | Delete, list[dict[str, Any]]]]:
    """Steps with the rows of one statement together: inserts first (nothing is changed before it exists), the rest in
    the order in which it came."""
    inserts: dict[int, tuple[Insert | Update | Delete, list[dict[str, Any]]]] = {}
    others: list[tuple[Insert | Update | Delete, list[dict[str, Any]]]] = []
    for statement, row in steps:
        if isinstance(statement, Insert):
            inserts.setdefault(id(statement), (statement, []))[1].append(row)
        elif others and others[-1][0] is statement:
            others[-1][1].append(row)
        else:
            others.append((statement, [row]))
    return [*inserts.values(), *others]
