"""State machines: one table of legal moves for each kind of row, and one function that makes a move and records it."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from models.history import History

Moves = dict[Any, frozenset[Any]]


class Stateful(Protocol):
    """A row with a state; `moves` is its machine's table of legal moves."""

    id: Any
    state: Any
    moves: Moves
    __tablename__: str


class IllegalMove(Exception):
    """The move is not in the table: the row is not, or no longer, in a state that allows it."""

    def __init__(self, kind: str, before: StrEnum, after: StrEnum) -> None:
        super().__init__(f"a {kind} cannot go from {before.value} to {after.value}")
        self.kind, self.before, self.after = kind, before, after


def allowed(row: Stateful, to: StrEnum) -> bool:
    """Whether the table of moves allows it."""
    return to in row.moves.get(row.state, frozenset())


def move(
    session: AsyncSession,
    row: Stateful,
    to: StrEnum,
    *,
    at: datetime,
    actor_id: int | None = None,
    reason: str | None = None,
) -> None:
    """Bring the row into another state and record it. The row must have been read for update in this transaction.

    Raises:
        IllegalMove: the table has no such move.
    """
    if not allowed(row, to):
        raise IllegalMove(row.__tablename__, row.state, to)
    session.add(
        History(
            kind=row.__tablename__,
            row_id=row.id,
            before=row.state.value,
            after=to.value,
            actor_id=actor_id,
            at=at,
            reason=reason,
        )
    )
    row.state = to
