"""Answers to whoever spoke: stored with the effects, sent after the commit, and owed until they have been sent.

A program that dies between sending and noting it sends the answer again when it comes back: a person may read a sentence
twice, but never waits for one that was lost. Whatever may have arrived twice is counted in `unsure`.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, cast

from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import EditMessageText, SendMessage, TelegramMethod
from sqlalchemy import Table, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.codec import Methods, decode, encode
from bot.settle import Settled, Settler
from models.database import Database
from models.update import Answer
from services.accounts import set_reachable

log = logging.getLogger(__name__)
OWE = insert(cast("Table", Answer.__table__))
SHORT_WAIT = 2.0  # seconds that a speaker's lane waits for leave to write; longer waits are left to `collect`
STALE_EDIT = ("message to edit not found", "message can't be edited", "message_id_invalid")


class Fate(Enum):
    """What became of sending one method."""

    DONE = "done"
    LATER = "later"
    GONE = "gone"  # the chat cannot be reached


@dataclass(frozen=True, slots=True)
class Owed:
    """An answer that is stored and not yet sent."""

    id: int
    bot_id: int
    update_id: int
    chat_id: int
    methods: Methods


class Answers:
    """Stores, sends and settles answers."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database, self._clock = database, clock
        self._settler = Settler(database)
        self._waiting: dict[tuple[int, int], int] = {}  # (bot, chat) that had to wait: answers put behind since
        self._paying: set[int] = set()
        self.unsure = 0

    async def owe(
        self, session: AsyncSession, bot_id: int, update_id: int, chat_id: int, methods: Methods, now: datetime
    ) -> Owed | None:
        """Write an answer into the transaction of its effects; None where there is nothing to say."""
        if not methods:
            return None
        row = Answer(bot_id=bot_id, update_id=update_id, chat_id=chat_id, at=now)
        row.methods = encode(methods)
        values = {"id": row.id, "bot_id": bot_id, "update_id": update_id, "chat_id": chat_id, "at": now}
        await session.execute(OWE, {**values, "methods_sealed": row.methods_sealed})  # cheaper than a flush of one row
        return Owed(row.id, bot_id, update_id, chat_id, methods)

    async def owed(self, bot_id: int, update_id: int) -> Owed | None:
        """The answer that is still owed for an update."""
        async with self._database.read() as session:
            row = await session.scalar(select(Answer).where(Answer.bot_id == bot_id, Answer.update_id == update_id))
            return None if row is None else _owed(row)

    async def pay(self, bot: Bot, owed: Owed) -> None:
        """Send an answer and note that it was sent; where it cannot be sent now, `collect` will, in its order."""
        chat = (owed.bot_id, owed.chat_id)
        if chat in self._waiting:
            self._waiting[chat] += 1
        elif not await self._try(bot, owed):
            self._waiting.setdefault(chat, 0)

    async def resume(self, bot: Bot, before: datetime) -> None:
        """Send what an earlier process owed at a time and before it."""
        statement = select(Answer.chat_id).where(Answer.bot_id == bot.id, Answer.at <= before).distinct()
        async with self._database.read() as session:
            for chat_id in await session.scalars(statement):
                self._waiting.setdefault((bot.id, chat_id), 0)
        await self.collect(bot)

    async def collect(self, bot: Bot) -> None:
        """Send what is owed to the chats that had to wait, oldest first."""
        for chat in [chat for chat in self._waiting if chat[0] == bot.id]:
            await self._collect(bot, chat)

    async def close(self) -> None:
        """Note what was sent."""
        await self._settler.close()

    async def _collect(self, bot: Bot, chat: tuple[int, int]) -> None:
        while True:
            put_behind = self._waiting[chat]
            for owed in await self._read(chat):
                if not await self._try(bot, owed):
                    return
            if self._waiting[chat] == put_behind:
                del self._waiting[chat]
                return

    async def _read(self, chat: tuple[int, int]) -> list[Owed]:
        statement = select(Answer).where(Answer.bot_id == chat[0], Answer.chat_id == chat[1])
        async with self._database.read() as session:
            return [_owed(row) for row in await session.scalars(statement.order_by(Answer.at, Answer.update_id))]

    async def _try(self, bot: Bot, owed: Owed) -> bool:
        """Send all of an answer; false where the rest must wait."""
        if owed.id in self._paying:
            return True
        self._paying.add(owed.id)
        try:
            for method in owed.methods:
                fate = await self._send(bot, method)
                if fate is Fate.LATER:
                    return False
                if fate is Fate.GONE:
                    await self._lost(owed)
                    break
            await self._settler.note(Settled(owed.id, owed.bot_id, owed.update_id, self._clock()))
            return True
        finally:
            self._paying.discard(owed.id)

    async def _send(self, bot: Bot, method: TelegramMethod[Any]) -> Fate:
        try:
            await bot(method)
        except TelegramRetryAfter as error:
            if error.retry_after > SHORT_WAIT:
                return Fate.LATER
            await asyncio.sleep(error.retry_after)
            return await self._send(bot, method)
        except TelegramForbiddenError:
            return Fate.GONE
        except TelegramBadRequest as error:
            return await self._refused(bot, method, error.message)
        except (TelegramNetworkError, TelegramServerError):
            self.unsure += isinstance(method, SendMessage)
            log.warning("an answer may or may not have arrived; it is sent again", extra={"bot_id": bot.id})
            return Fate.LATER
        except AiogramError as error:
            log.error("an answer was not taken: %s", type(error).__name__, extra={"bot_id": bot.id})
        return Fate.DONE

    async def _refused(self, bot: Bot, method: TelegramMethod[Any], reason: str) -> Fate:
        """What to do about a 400: a message that can no longer be changed is said anew; the rest has become pointless."""
        if isinstance(method, EditMessageText) and any(text in reason.lower() for text in STALE_EDIT):
            again = SendMessage(
                chat_id=method.chat_id or 0, text=method.text or "", parse_mode="HTML", reply_markup=method.reply_markup
            )
            return await self._send(bot, again)
        if "not modified" not in reason and "query is too old" not in reason:
            log.error("an answer was refused: %s", type(method).__name__, extra={"bot_id": bot.id})
        return Fate.DONE

    async def _lost(self, owed: Owed) -> None:
        async with self._database.begin() as session:
            await set_reachable(session, owed.bot_id, owed.chat_id, self._clock())


def _owed(row: Answer) -> Owed:
    return Owed(row.id, row.bot_id, row.update_id, row.chat_id, decode(row.methods or "[]"))


def listed(result: object) -> Methods:
    """What a handler returned, as a list of methods."""
    if isinstance(result, TelegramMethod):
        return [result]
    if isinstance(result, Sequence):
        return [one for one in result if isinstance(one, TelegramMethod)]
    return []
