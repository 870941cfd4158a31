"""Notes of answers that were sent. What waits when a transaction ends goes into the next one together, so that a busy moment
costs few commits."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Table, bindparam, delete, update
from sqlalchemy.exc import SQLAlchemyError

from models.database import Database
from models.update import Answer, ProcessedUpdate

_answers, _processed = cast("Table", Answer.__table__), cast("Table", ProcessedUpdate.__table__)
PAUSES = (0.1, 0.5, 2.0, 5.0)
FORGET = delete(_answers).where(_answers.c.id == bindparam("answer"))
NOTE = (
    update(_processed)
    .where(_processed.c.bot_id == bindparam("bot"), _processed.c.update_id == bindparam("number"))
    .values(answered_at=bindparam("sent"))
)


@dataclass(frozen=True, slots=True)
class Settled:
    """An answer that has been sent."""

    answer_id: int
    bot_id: int
    update_id: int
    at: datetime


class Settler:
    """Writes the notes, as many together as wait."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[tuple[Settled, asyncio.Future[None]]] = []
        self._task: asyncio.Task[None] | None = None

    async def note(self, settled: Settled) -> None:
        """Return when it is stored that this answer was sent."""
        done = asyncio.get_running_loop().create_future()
        self._waiting.append((settled, done))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._write(), name="settle answers")
        await done

    async def close(self) -> None:
        """Write what waits."""
        if self._task is not None:
            await self._task

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                await self._persist([settled for settled, _ in batch])
            except (SQLAlchemyError, OSError) as error:
                _finish(batch, error)
            else:
                _finish(batch, None)

    async def _persist(self, batch: list[Settled]) -> None:
        """Commit, and try again while the database is away: an answer whose note is lost would be sent again."""
        for pause in PAUSES:
            try:
                return await self._commit(batch)
            except (SQLAlchemyError, OSError):
                await asyncio.sleep(pause)
        return await self._commit(batch)

    async def _commit(self, batch: list[Settled]) -> None:
        async with self._database.engine.begin() as connection:
            await connection.execute(FORGET, [{"answer": one.answer_id} for one in batch])
            rows = [{"bot": one.bot_id, "number": one.update_id, "sent": one.at} for one in batch]
            await connection.execute(NOTE, rows)


def _finish(batch: list[tuple[Settled, asyncio.Future[None]]], error: Exception | None) -> None:
    for _, done in batch:
        if not done.done():
            done.set_result(None) if error is None else done.set_exception(error)
