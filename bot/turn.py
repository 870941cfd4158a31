"""What an update is handled with: its transaction, who speaks, and where their conversation stands."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiogram.fsm.context import FSMContext
from aiogram.fsm.storage.base import StorageKey
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from bot.source import Source
from bot.storage import Conversations
from config import Settings
from models.grant import Actor, grants_of
from models.person import Account, Person
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
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = insert(ProcessedUpdate).values(bot_id=bot_id, update_id=update_id, at=now).on_conflict_do_nothing()
    result = await session.execute(statement)
    return bool(result.rowcount)  # type: ignore[attr-defined]


async def open_turn(session: AsyncSession, bot_id: int, source: Source, now: datetime, settings: Settings) -> Turn:
    """Find out who speaks and where the conversation stands; who writes for the first time is met."""
    county = settings.county.code
    account, person = await meet(session, bot_id, source.user.id, county, source.language, now)
    if account.unreachable_since is not None:
        await set_reachable(session, bot_id, source.user.id, None)
    held = await grants_of(session, person.id, now)
    work = Work(session, now, settings, Actor(person.id, county, person.language, held))
    conversations = Conversations(session)
    await conversations.read(bot_id, source.chat.id, source.user.id)
    return Turn(work, bot_id, source, person, account, conversations, person.language)
