"""Telling others: rows for the outbox, in the transaction of what they tell of."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from models.outbox import Lane, Outbox, OutboxState
from services.quiet import after_quiet
from services.work import Work


async def tell(
    work: Work,
    person_id: int,
    template: str,
    key: str,
    /,
    *,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
    lane: Lane = Lane.NORMAL,
    coalesce_key: str | None = None,
    harmless_twice: bool = True,
    **ids: Any,
) -> bool:
    """Queue a message to a person; false where the same `key` was queued before.

    It waits out the quiet hours unless the lane is urgent. `ids` are ids and short codes only: the words and the personal
    details are read when it is sent, so that what is said is true then.
    """
    session = work.session
    dedup_key = f"{key}>{person_id}"
    if await session.scalar(select(Outbox.id).where(Outbox.dedup_key == dedup_key)):
        return False
    due = due_at or work.now
    if lane is not Lane.URGENT:
        quiet = work.settings.quiet
        due = after_quiet(due, quiet.start, quiet.end, work.zone)
    if coalesce_key:
        await drop(session, coalesce_key=f"{coalesce_key}>{person_id}")
    session.add(
        Outbox(
            seq=_seq(work.now),
            dedup_key=dedup_key,
            coalesce_key=f"{coalesce_key}>{person_id}" if coalesce_key else None,
            person_id=person_id,
            template=template,
            ids=ids,
            lane=lane,
            harmless_twice=harmless_twice,
            due_at=due,
            expires_at=expires_at,
            created_at=work.now,
        )
    )
    return True


async def drop(session: AsyncSession, *, coalesce_key: str) -> None:
    """Take back what was queued under a key and has not left."""
    await session.execute(
        update(Outbox)
        .where(Outbox.coalesce_key == coalesce_key, Outbox.state == OutboxState.QUEUED)
        .values(state=OutboxState.DROPPED)
    )


def _seq(now: datetime) -> int:
    """An order within a chat: the microsecond, but always more than the last of this process, also where the clock stands."""
    global _last
    _last = max(_last + 1, int(now.timestamp() * 1_000_000))
    return _last


_last = 0
