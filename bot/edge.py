"""The edge: every update becomes one transaction, whatever happens in it, and only then is the answer sent.

It stands around the dispatcher, for the poller and the webhook alike. It records the update (a known one ends here, after any
answer still owed), finds out who speaks, calls the handler, stores the answer beside the effects, commits once, and sends. What
goes wrong is rolled back; then the update is recorded all the same, with a kind answer, so that nothing is tried for ever and
nothing said is lost.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import Update
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.exc import StaleDataError

from bot.answers import Answers, listed
from bot.clean import cleaned
from bot.codec import Methods
from bot.source import Source, source_of, text_of
from bot.throttle import Throttle, Verdict
from bot.turn import Turn, open_turn, record
from bot.wake import queued_in
from config import Settings
from handlers.answer import send
from models.database import Database
from models.grant import NotAllowed
from models.machine import IllegalMove
from services.voices import hand_over
from services.work import Clock, Refusal
from templates.engine import Said, say

log = logging.getLogger(__name__)
HANDLER_SECONDS = 30
AT_ONCE = 8  # transactions at a time on PostgreSQL, of the connections that delivery, the clock and the chat share
CONFLICT_TRIES = 3  # how often a handler runs again because somebody else changed the same row
LOST_TRIES = 5  # how often it runs again because the database was away

Act = Callable[[Turn], Awaitable[Methods]]


class Refused(Exception):
    """The handler came to nothing for a reason that the person is told, in `methods`."""

    def __init__(self, methods: Methods) -> None:
        super().__init__()
        self.methods = methods


class Edge:
    """See the module. `tools` are offered to handlers by name; `on_told` is called after a commit that queued messages."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        database: Database,
        settings: Settings,
        clock: Clock,
        answers: Answers,
        *,
        throttle: Throttle | None = None,
        on_told: Callable[[], None] = lambda: None,
        tools: Mapping[str, Any] | None = None,
    ) -> None:
        self._dispatcher, self._tools = dispatcher, dict(tools or {})
        self._database, self._settings, self._clock, self._answers = database, settings, clock, answers
        self._throttle, self._on_told = throttle or Throttle(), on_told
        # one writer at a time on SQLite: who waits here does not wait in front of the chat server and the notes of answers
        self._doors = asyncio.Semaphore(1 if database.is_sqlite else AT_ONCE)

    async def handle(self, bot: Bot, update: Update) -> None:
        """Take an update through the house; raises only when the database is away, to be tried again."""
        source = source_of(update)
        if source is None or not (source.is_private or source.is_address):
            return
        match self._throttle.judge(bot.id, source.user.id):
            case Verdict.HEAR:
                await self._hear(bot, source, update)
            case Verdict.HUSH:
                await self._hush(bot, source)

    async def _hear(self, bot: Bot, source: Source, raw: Update) -> None:
        update, whole = cleaned(raw)
        try:
            await self._transact(bot, source, lambda turn: self._call(turn, bot, update, whole))
        except Refused as refused:
            methods = refused.methods
            await self._transact(bot, source, lambda _turn: _given(methods))
        except Exception as error:
            if _is_lost(error):
                raise
            log.exception("an update failed", extra={"bot_id": bot.id, "update_id": source.update_id})
            text = whole or text_of(update)
            await self._transact(bot, source, lambda turn: _apologise(turn, text))

    async def _call(self, turn: Turn, bot: Bot, update: Update, whole: str | None) -> Methods:
        """Run the handler within its time."""
        try:
            async with asyncio.timeout(HANDLER_SECONDS):
                methods = listed(await self._dispatcher.feed_update(bot, update, **self._tools, **turn.offered()))
            await turn.work.session.flush()
        except Refusal as refusal:
            raise Refused(_tell(turn, _refusal(turn, refusal.template, **refusal.context))) from refusal
        except NotAllowed as error:
            raise Refused(_tell(turn, _refusal(turn, "not_allowed"))) from error
        except IllegalMove as error:
            raise Refused(_tell(turn, _refusal(turn, "changed"))) from error
        if whole is not None:
            await hand_over(turn.work, turn.person, "long_text", whole, bot_id=turn.bot_id)
            return [send(turn.source.chat.id, say("edge/cut", turn.language)), *methods]
        return methods

    async def _transact(self, bot: Bot, source: Source, act: Act) -> None:
        """One transaction with its answer, run again where another one or the database got in its way."""
        conflicts = lost = 0
        while True:
            try:
                return await self._once(bot, source, act)
            except StaleDataError as error:
                conflicts += 1
                if conflicts >= CONFLICT_TRIES:
                    raise Refused(_plain(source, "refused/changed")) from error
            except (DBAPIError, PoolTimeout, ConnectionError) as error:
                if _is_lost(error) and lost < LOST_TRIES:
                    lost += 1
                elif _is_conflict(error) and conflicts < CONFLICT_TRIES:
                    conflicts += 1
                else:
                    raise
            await asyncio.sleep(min(2.0, 0.02 * 2 ** (conflicts + 2 * lost)))

    async def _once(self, bot: Bot, source: Source, act: Act) -> None:
        async with self._doors, self._database.session() as session:
            now = self._clock()
            if not await record(session, bot.id, source.update_id, now):
                await session.rollback()
                owed = await self._answers.owed(bot.id, source.update_id)
            else:
                methods = await self._methods(session, bot, source, now, act)
                owed = await self._answers.owe(session, bot.id, source.update_id, source.chat.id, methods, now)
                await session.commit()
                self._announce(session)
        if owed is not None:
            await self._answers.pay(bot, owed)

    async def _methods(self, session: AsyncSession, bot: Bot, source: Source, now: datetime, act: Act) -> Methods:
        if not source.is_private:
            return _plain(source, "edge/private_only")
        turn = await open_turn(session, bot.id, source, now, self._settings)
        methods = await act(turn)
        await turn.conversations.flush(now)
        return methods

    def _announce(self, session: AsyncSession) -> None:
        if queued_in(session):
            self._on_told()

    async def _hush(self, bot: Bot, source: Source) -> None:
        """Say once that this is too fast; nothing is stored, and the message is not handled."""
        log.warning("somebody writes too fast", extra={"bot_id": bot.id})
        try:
            for method in _plain(source, "edge/too_fast"):
                await bot(method)
        except Exception as error:
            log.warning("nobody could be told: %s", type(error).__name__, extra={"bot_id": bot.id})


async def _given(methods: Methods) -> Methods:
    return methods


async def _apologise(turn: Turn, text: str | None) -> Methods:
    """The answer where we failed; what was written is kept for a clerk."""
    if text:
        await hand_over(turn.work, turn.person, "failed_text", text, bot_id=turn.bot_id)
    return _tell(turn, say("edge/failed", turn.language))


def _refusal(turn: Turn, template: str, **context: object) -> Said:
    return say(f"refused/{template}", turn.language, **{"zone": turn.work.zone, "now": turn.work.now, **context})


def _tell(turn: Turn, said: Said) -> Methods:
    return _methods(turn.source, said)


def _plain(source: Source, template: str) -> Methods:
    return _methods(source, say(template, source.language))


def _methods(source: Source, said: Said) -> Methods:
    quiet: Methods = [AnswerCallbackQuery(callback_query_id=source.query_id)] if source.query_id else []
    return [*quiet, send(source.chat.id, said)]


def _is_lost(error: Exception) -> bool:
    """Whether the database was away or would not let us in, so that the same may well work in a moment."""
    if not isinstance(error, DBAPIError):
        return isinstance(error, (PoolTimeout, ConnectionError))
    return (
        error.connection_invalidated
        or isinstance(error, InterfaceError)
        or _state(error).startswith(("08", "53", "57P"))
        or "database is locked" in str(error.orig)
    )


def _is_conflict(error: Exception) -> bool:
    """Whether another transaction came in between."""
    return isinstance(error, DBAPIError) and (isinstance(error, IntegrityError) or _state(error) in ("40001", "40P01"))


def _state(error: DBAPIError) -> str:
    return str(getattr(error.orig, "sqlstate", None) or getattr(error.orig, "pgcode", None) or "")
