"""Conversation state on the handler's own session, so that what was said and where the conversation stands are stored together.

One `Conversations` lives as long as one update: it reads a row at most once and writes it at most once, before the commit.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from models.update import Conversation

Key = tuple[int, int, int]


@dataclass(slots=True)
class _Standing:
    state: str | None = None
    data: dict[str, Any] = field(default_factory=dict)
    changed: bool = False


class Conversations(BaseStorage):
    """aiogram's storage over the table `conversation`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._read: dict[Key, _Standing] = {}

    def know(self, place: Key, found: tuple[str | None, dict[str, Any]] | None) -> None:
        """Take over a row that was read already, or that there is none."""
        self._read[place] = _Standing(*found) if found is not None else _Standing()

    def known_state(self, key: StorageKey) -> str | None:
        """The state of a row that is known."""
        return self._read[key.bot_id, key.chat_id, key.user_id].state

    async def get_state(self, key: StorageKey) -> str | None:
        """The state, None where there is none."""
        return (await self._standing(key)).state

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        """Set the state; it is written by `flush`."""
        standing = await self._standing(key)
        standing.state = state.state if isinstance(state, State) else state
        standing.changed = True

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        """A copy of the data."""
        return dict((await self._standing(key)).data)

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        """Replace the data; they are written by `flush`."""
        standing = await self._standing(key)
        standing.data, standing.changed = dict(data), True

    async def flush(self, now: datetime) -> None:
        """Write what has changed into the session's transaction."""
        for (bot_id, chat_id, user_id), standing in self._read.items():
            if standing.changed:
                values = {"state": standing.state, "data": standing.data, "at": now}
                await self._upsert({"bot_id": bot_id, "chat_id": chat_id, "user_id": user_id}, values)
                standing.changed = False

    async def close(self) -> None:
        """Nothing: the session belongs to whoever opened it."""

    async def _standing(self, key: StorageKey) -> _Standing:
        place = (key.bot_id, key.chat_id, key.user_id)
        if place not in self._read:
            self._read[place] = await self._load(place)
        return self._read[place]

    async def _load(self, place: Key) -> _Standing:
        found = await self._session.execute(
            select(Conversation.state, Conversation.data).where(
                Conversation.bot_id == place[0], Conversation.chat_id == place[1], Conversation.user_id == place[2]
            )
        )
        row = found.first()
        return _Standing() if row is None else _Standing(row.state, row.data)

    async def _upsert(self, place: dict[str, int], values: dict[str, Any]) -> None:
        insert = sqlite.insert if self._session.get_bind().dialect.name == "sqlite" else postgresql.insert
        statement = insert(Conversation).values(**place, **values)
        await self._session.execute(statement.on_conflict_do_update(index_elements=list(place), set_=values))
