"""The outbox: what everybody but the speaker must hear. Rows hold a template and ids, never framework objects or personal data."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Row, link, values


class OutboxState(StrEnum):
    """`unknown`: the sending timed out or the process died in it, so it may have arrived."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    EXPIRED = "expired"
    DROPPED = "dropped"
    UNKNOWN = "unknown"


OB = OutboxState
OUTBOX_MOVES: dict[OutboxState, frozenset[OutboxState]] = {
    OB.QUEUED: frozenset({OB.SENDING, OB.EXPIRED, OB.DROPPED, OB.FAILED}),
    OB.SENDING: frozenset({OB.SENT, OB.QUEUED, OB.FAILED, OB.UNKNOWN, OB.DROPPED}),
    OB.UNKNOWN: frozenset({OB.QUEUED, OB.FAILED}),
}


class Lane(StrEnum):
    """Order of urgency: danger before the rest, broadcasts last."""

    URGENT = "urgent"
    NORMAL = "normal"
    LATER = "later"


class Outbox(Row):
    """One message to one person. `ids` are what the template's loader needs to read the truth at the time of sending."""

    __tablename__ = "outbox"
    __table_args__ = (Index(None, "state", "due_at"), Index(None, "chat_id", "state", "seq"), Index(None, "person_id"))

    seq: Mapped[int]  # order within a chat
    dedup_key: Mapped[str] = mapped_column(unique=True)
    coalesce_key: Mapped[str | None] = mapped_column(index=True)
    person_id: Mapped[int] = mapped_column(link("person.id"))
    bot_id: Mapped[int | None]
    chat_id: Mapped[int | None]
    template: Mapped[str]
    ids: Mapped[dict[str, Any]]
    lane: Mapped[Lane] = mapped_column(values(Lane), default=Lane.NORMAL)
    state: Mapped[OutboxState] = mapped_column(values(OutboxState), default=OutboxState.QUEUED)
    harmless_twice: Mapped[bool] = mapped_column(default=True)
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    message_id: Mapped[int | None]
    error: Mapped[str | None]
    created_at: Mapped[datetime]
