"""What an update is handled with: its transaction, who speaks, and where their conversation stands."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, cast

from aiogram.fsm.context import FSMContext
from aiogram.fsm.storage.base import StorageKey
from sqlalchemy import Executable, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from bot.source import Source
from bot.storage import Conversations
from config import Settings
from models.grant import Actor
from models.person import Account, Person
from models.queries.speaker import Speaker, speaker_of
from models.update import ProcessedUpdate
from services.accounts import meet, set_reachable
from services.work import Work


@dataclass(frozen=True, slots=True)
class Turn:
    """One update's surroundings."""

    work: Work
    bot_id: int
    source: Source
    person: Person
    account: Account
    conversations: Conversations
    language: str

    def offered(self) -> dict[str, Any]:
        """What handlers and filters may ask for by name."""
        chat_id, user_id = self.source.chat.id, self.source.user.id
        key = StorageKey(bot_id=self.bot_id, chat_id=chat_id, user_id=user_id)
        state = FSMContext(storage=self.conversations, key=key)
        return {
            "work": self.work,
            "person": self.person,
            "account": self.account,
            "state": state,
            "raw_state": self.conversations.known_state(key),
        }


async def record(session: AsyncSession, bot_id: int, update_id: int, now: datetime) -> bool:
    """Enter an update into this transaction; false where it was entered before."""
    statement = _entering(session.get_bind().dialect.name)
    result = await session.execute(statement, {"bot_id": bot_id, "update_id": update_id, "at": now})
    return bool(result.rowcount)  # type: ignore[attr-defined]


@cache
def _entering(dialect: str) -> Executable:
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return insert(cast("Table", ProcessedUpdate.__table__)).on_conflict_do_nothing()


async def open_turn(session: AsyncSession, bot_id: int, source: Source, now: datetime, settings: Settings) -> Turn:
    """Find out who speaks and where the conversation stands; who writes for the first time is met."""
    county, chat_id = settings.county.code, source.user.id
    speaker = await speaker_of(session, bot_id, chat_id, now)
    if speaker is None:
        account, person = await meet(session, bot_id, chat_id, county, source.language, now)
        speaker = Speaker(account, person, frozenset(), None)
    if speaker.account.unreachable_since is not None:
        await set_reachable(session, bot_id, chat_id, None)
    person = speaker.person
    work = Work(session, now, settings, Actor(person.id, county, person.language, speaker.held))
    conversations = Conversations(session)
    conversations.know((bot_id, chat_id, chat_id), speaker.conversation)
    return Turn(work, bot_id, source, person, speaker.account, conversations, person.language)
