"""Who speaks in a chat, what they may do, where their conversation stands: one question, asked for every update."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.grant import Grant, Held
from models.person import Account, Person
from models.scope import unscoped
from models.update import Conversation


@dataclass(frozen=True, slots=True)
class Speaker:
    """A known person at a known account. `conversation` is state and data, or None where there is none."""

    account: Account
    person: Person
    held: frozenset[Held]
    conversation: tuple[str | None, dict[str, Any]] | None


async def speaker_of(session: AsyncSession, bot_id: int, chat_id: int, at: datetime) -> Speaker | None:
    """The person behind a private chat with the grants that hold at a time; None for a stranger."""
    found = await session.execute(_statement(), {"bot": bot_id, "chat": chat_id, "at": at})
    rows: Sequence[Any] = found.all()
    if not rows:
        return None
    account, person, state, data = rows[0][:4]
    held = frozenset(Held(*row[4:]) for row in rows if row[4] is not None)
    return Speaker(account, person, held, None if data is None else (state, data))


@unscoped("who speaks: read by the edge before there is an actor")
@cache
def _statement() -> Select[Any]:
    at = bindparam("at", type_=Grant.since.type)
    return (
        select(Account, Person, Conversation.state, Conversation.data, Grant.role, Grant.area_code, Grant.team_id)
        .join(Person, Person.id == Account.person_id)
        .outerjoin(
            Conversation,
            and_(
                Conversation.bot_id == Account.bot_id,
                Conversation.chat_id == Account.chat_id,
                Conversation.user_id == Account.chat_id,
            ),
        )
        .outerjoin(
            Grant,
            and_(Grant.person_id == Person.id, Grant.since <= at, or_(Grant.until.is_(None), Grant.until > at)),
        )
        .where(Account.bot_id == bindparam("bot"), Account.chat_id == bindparam("chat"))
    )
