"""Knowing that a transaction queued messages to others, so that delivery need not wait for its next look."""

from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import object_session

from models.outbox import Outbox

QUEUED = "queued messages"


@event.listens_for(Outbox, "after_insert")
def _remember(_mapper: Any, _connection: Any, row: Outbox) -> None:
    session = object_session(row)
    if session is not None:
        session.info[QUEUED] = True


def queued_in(session: AsyncSession) -> bool:
    """Whether this session has written messages to the outbox since it was last asked."""
    return bool(session.info.pop(QUEUED, False))
