"""Which rows of the outbox leave next. A claim is a lease: whoever dies with it leaves the row to others, as "unknown"."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlalchemy.orm.attributes import InstrumentedAttribute

from models.machine import IllegalMove
from models.outbox import OUTBOX_MOVES, Lane, Outbox, OutboxState

LEASE = timedelta(seconds=60)
UNKNOWN = "the sender stopped while it was under way"


def shift(row: Outbox, to: OutboxState, error: str | None = None) -> None:
    """Bring a row into another state; the lease ends with `sending`.

    Raises:
        IllegalMove: the table of moves has no such move.
    """
    if to not in OUTBOX_MOVES.get(row.state, frozenset()):
        raise IllegalMove("outbox", row.state, to)
    row.state, row.error = to, error[:200] if error else None
    if to is not OutboxState.SENDING:
        row.leased_until = None


async def is_anything_due(session: AsyncSession, now: datetime) -> bool:
    """Whether there is anything to do now; only reads."""
    return bool(await session.scalar(select(Outbox.id).where(or_(_due(Outbox, now), _abandoned(now))).limit(1)))


async def next_due(session: AsyncSession) -> datetime | None:
    """When the next queued row is due."""
    return await session.scalar(
        select(Outbox.due_at).where(Outbox.state == OutboxState.QUEUED).order_by(Outbox.due_at).limit(1)
    )


async def claim(session: AsyncSession, now: datetime, limit: int) -> Sequence[Outbox]:
    """Due rows, locked: of each person the most urgent and then the oldest one, and none while another is under way."""
    earlier = aliased(Outbox)
    in_front = exists().where(
        earlier.person_id == Outbox.person_id,
        earlier.id != Outbox.id,
        or_(
            earlier.state == OutboxState.SENDING,
            and_(
                _due(earlier, now),
                or_(
                    _rank(earlier.lane) < _rank(Outbox.lane),
                    and_(_rank(earlier.lane) == _rank(Outbox.lane), earlier.seq < Outbox.seq),
                ),
            ),
        ),
    )
    statement = (
        select(Outbox)
        .where(_due(Outbox, now), ~in_front)
        .order_by(_rank(Outbox.lane), Outbox.due_at, Outbox.seq)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found: dict[int, Outbox] = {}
    for row in await session.scalars(statement):
        found.setdefault(row.person_id, row)  # equal in rank and seq: the rest comes in the next round
    return list(found.values())


async def give_up_leases(session: AsyncSession, now: datetime) -> int:
    """Rows whose sender died with them may or may not have arrived; return how many. They leave again if that is harmless."""
    statement = select(Outbox).where(_abandoned(now)).with_for_update(skip_locked=True)
    rows = list(await session.scalars(statement))
    for row in rows:
        shift(row, OutboxState.UNKNOWN, UNKNOWN)
        if row.harmless_twice:
            shift(row, OutboxState.QUEUED, UNKNOWN)
    return len(rows)


async def hold_person(session: AsyncSession, person_id: int, until: datetime) -> None:
    """Let nothing leave for a person before a time."""
    await session.execute(
        update(Outbox)
        .where(Outbox.person_id == person_id, Outbox.state == OutboxState.QUEUED, Outbox.due_at < until)
        .values(due_at=until)
    )


def _due(row: type[Outbox], now: datetime) -> ColumnElement[bool]:
    return and_(row.state == OutboxState.QUEUED, row.due_at <= now)


def _abandoned(now: datetime) -> ColumnElement[bool]:
    return and_(Outbox.state == OutboxState.SENDING, Outbox.leased_until <= now)


def _rank(lane: InstrumentedAttribute[Lane]) -> ColumnElement[int]:
    return case({Lane.URGENT: 0, Lane.NORMAL: 1}, value=lane, else_=2)
