"""Button presses that wait for their answer."""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from webchat.errors import QUERY_TOO_OLD, bad_request

Answer = dict[str, Any]


@dataclass(slots=True)
class Query:
    """A press: by whom, for which bot, until when it may be answered."""

    id: str
    bot_id: int
    user_id: int
    expires_at: datetime
    answer: asyncio.Future[Answer] | None = None

    async def wait(self, patience: float) -> Answer | None:
        """The bot's answer, None where none came in `patience` seconds."""
        if self.answer is None:
            return None
        await asyncio.wait({self.answer}, timeout=patience)
        return self.answer.result() if self.answer.done() and not self.answer.cancelled() else None


class Queries:
    """The presses of the last minutes."""

    def __init__(self, clock: Callable[[], datetime], lifetime: timedelta) -> None:
        self._clock, self._lifetime = clock, lifetime
        self._open: dict[str, Query] = {}

    def open(self, bot_id: int, user_id: int) -> Query:
        """A new press."""
        self._forget_old()
        query = Query(str(secrets.randbelow(2**63)), bot_id, user_id, self._clock() + self._lifetime)
        query.answer = asyncio.get_running_loop().create_future()
        self._open[query.id] = query
        return query

    def restore(self, bot_id: int, body: dict[str, Any], expires_at: datetime) -> None:
        """A press whose update was found in the database after a restart."""
        self._open[body["id"]] = Query(body["id"], bot_id, body["from"]["id"], expires_at)

    def answer(self, bot_id: int, query_id: str, answer: Answer) -> Query:
        """Answer a press; a second answer changes nothing.

        Raises:
            ApiError: 400, it is too old or there is none.
        """
        query = self._open.get(query_id)
        if query is None or query.bot_id != bot_id or query.expires_at <= self._clock():
            raise bad_request(QUERY_TOO_OLD)
        if query.answer is not None and not query.answer.done():
            query.answer.set_result(answer)
        return query

    def let_go(self) -> None:
        """End every wait for an answer, because the server stops."""
        for query in self._open.values():
            if query.answer is not None:
                query.answer.cancel()

    def _forget_old(self) -> None:
        now = self._clock()
        old = [key for key, query in self._open.items() if query.expires_at <= now]
        for key in old:
            del self._open[key]
