"""Delivery: takes what is due from the outbox and sends it, in order for each person, paced, and once.

A round claims rows and renders them in one transaction, sends them, and notes in another what became of each. It imports no
aiogram: a worker is small and starts at once.
"""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot import claiming
from bot.claiming import LEASE, shift
from bot.sender import Fate, Outcome, Sender
from config import Settings
from models.database import Database
from models.outbox import Lane, Outbox, OutboxState
from services import unreached  # noqa: F401 - registers its notice
from services.accounts import could_not_tell, reachable_account, set_reachable
from services.hours import messages as _hours  # noqa: F401 - registers its notices
from services.notices import load
from services.quiet import after_quiet
from services.work import Clock, Work, clock_work
from templates.engine import Said, say

log = logging.getLogger(__name__)
NO_ACCOUNT = "no account"
MOST_TRIES = 8
LOOK_EVERY = 1.0  # seconds; being woken is only a hint


@dataclass(frozen=True, slots=True)
class Letter:
    """A claimed row, rendered for one chat."""

    row_id: int
    bot_id: int
    chat_id: int
    lane: Lane
    said: Said


class Delivery:
    """Sends for all bots. `woken` is set by whoever has just queued something in this process."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        clock: Clock,
        senders: Sequence[Sender],
        lease: timedelta = LEASE,
    ) -> None:
        self._database, self._settings, self._clock, self._lease = database, settings, clock, lease
        self._senders = {sender.account.id: sender for sender in senders}
        self._batch = max(1, min(50, round(settings.delivery.per_second)))
        self._stopping = False
        self.woken = asyncio.Event()
        self.unsure = 0  # messages that may have arrived, and were or will be sent again

    async def run(self) -> None:
        """Deliver until `stop`; the messages under way are finished first."""
        while not self._stopping:
            self.woken.clear()
            try:
                busy = await self.round()
            except (SQLAlchemyError, OSError):
                log.exception("a round of delivery failed")
                busy = 0
            if not busy and not self._stopping:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self.woken.wait(), LOOK_EVERY)

    def stop(self) -> None:
        """Begin no more rounds."""
        self._stopping = True
        self.woken.set()

    async def close(self) -> None:
        """Close the connections."""
        for sender in self._senders.values():
            await sender.close()

    async def round(self) -> int:
        """Deal with what is due, at most one message to each person; return how many rows were dealt with."""
        async with self._database.read() as session:
            if not await claiming.is_anything_due(session, self._clock()):
                return 0
        dealt, letters = await self._claim()
        sent = await asyncio.gather(*(self._send(letter) for letter in letters))
        if letters:
            async with self._database.begin() as session:
                for letter, outcome in zip(letters, sent, strict=True):
                    await self._note(session, letter, outcome)
        return dealt

    async def _claim(self) -> tuple[int, list[Letter]]:
        async with self._database.begin() as session:
            work = clock_work(session, self._clock(), self._settings)
            given_up = await claiming.give_up_leases(session, work.now)
            self.unsure += given_up
            rows = await claiming.claim(session, work.now, self._batch)
            prepared = [await self._prepare(work, row) for row in rows]
        return len(rows) + given_up, [letter for letter in prepared if letter is not None]

    async def _prepare(self, work: Work, row: Outbox) -> Letter | None:
        """Render a row and take the lease; None where it is over, or must wait."""
        if row.expires_at is not None and row.expires_at <= work.now:
            shift(row, OutboxState.EXPIRED)
            return None
        quiet = self._settings.quiet
        if row.lane is not Lane.URGENT:
            row.due_at = after_quiet(row.due_at, quiet.start, quiet.end, work.zone)
            morning = after_quiet(work.now, quiet.start, quiet.end, work.zone)
            if morning > work.now:
                row.due_at = morning
                return None
        account = await reachable_account(work.session, row.person_id, list(self._senders))
        if account is None:
            shift(row, OutboxState.FAILED, NO_ACCOUNT)
            return None
        said = await self._render(work, row)
        if said is None:
            return None
        shift(row, OutboxState.SENDING)
        row.bot_id, row.chat_id, row.attempts = account.bot_id, account.chat_id, row.attempts + 1
        row.leased_until = work.now + self._lease
        return Letter(row.id, account.bot_id, account.chat_id, row.lane, said)

    async def _render(self, work: Work, row: Outbox) -> Said | None:
        """What the row says now; a row that is no longer true, or cannot be rendered, ends here without harm to others."""
        try:
            async with work.session.begin_nested():
                notice = await load(work.session, row, work.now, self._settings)
                if notice is not None:
                    return say(notice.template, notice.language, **notice.context)
        except Exception as error:
            log.exception("a message cannot be rendered", extra={"row": row.id, "kind": row.template})
            shift(row, OutboxState.FAILED, f"not rendered: {type(error).__name__}")
        else:
            shift(row, OutboxState.DROPPED)
        return None

    async def _send(self, letter: Letter) -> Outcome:
        try:
            return await self._senders[letter.bot_id].send(letter.chat_id, letter.said, letter.lane)
        except Exception as error:
            log.exception("sending failed", extra={"row": letter.row_id})
            return Outcome(Fate.UNKNOWN, wait=2.0, error=type(error).__name__)

    async def _note(self, session: AsyncSession, letter: Letter, outcome: Outcome) -> None:
        row = await session.get_one(Outbox, letter.row_id, with_for_update=True)
        if row.state is not OutboxState.SENDING:
            return  # the lease ran out meanwhile; whoever took the row over notes for it
        work = clock_work(session, self._clock(), self._settings)
        match outcome.fate:
            case Fate.SENT:
                shift(row, OutboxState.SENT)
                row.message_id, row.sent_at = outcome.message_id, work.now
            case Fate.AGAIN:
                await self._again(work, row, outcome)
            case Fate.UNKNOWN:
                await self._unknown(work, row, outcome)
            case Fate.UNREACHABLE:
                await self._unreachable(work, row, letter, outcome)
            case Fate.REFUSED:
                log.error("a message was refused: %s", outcome.error, extra={"row": row.id, "kind": row.template})
                await self._fail(work, row, outcome.error)

    async def _again(self, work: Work, row: Outbox, outcome: Outcome) -> None:
        """Queue it once more; a chat that must rest, rests with all its messages."""
        if row.attempts >= MOST_TRIES and not outcome.hold:
            return await self._fail(work, row, outcome.error)
        backoff = outcome.wait if outcome.hold else outcome.wait * 2 ** min(row.attempts, 8)
        shift(row, OutboxState.QUEUED, outcome.error)
        row.due_at = work.now + timedelta(seconds=backoff)
        if outcome.hold:
            row.attempts -= 1
            await claiming.hold_person(work.session, row.person_id, row.due_at)
        return None

    async def _unknown(self, work: Work, row: Outbox, outcome: Outcome) -> None:
        """It may have arrived: send it again only where hearing it twice does no harm."""
        self.unsure += 1
        shift(row, OutboxState.UNKNOWN, outcome.error)
        if row.harmless_twice and row.attempts < MOST_TRIES:
            shift(row, OutboxState.QUEUED, outcome.error)
            row.due_at = work.now + timedelta(seconds=outcome.wait * 2 ** min(row.attempts, 8))

    async def _unreachable(self, work: Work, row: Outbox, letter: Letter, outcome: Outcome) -> None:
        """Try the person's next account, or tell a clerk."""
        await set_reachable(work.session, letter.bot_id, letter.chat_id, work.now)
        if await reachable_account(work.session, row.person_id, list(self._senders)):
            shift(row, OutboxState.QUEUED, outcome.error)
        else:
            await self._fail(work, row, outcome.error)

    async def _fail(self, work: Work, row: Outbox, error: str | None) -> None:
        shift(row, OutboxState.FAILED, error)
        await could_not_tell(work, row)
