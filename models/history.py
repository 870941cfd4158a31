"""What changed its state, when, by whom, and why."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from models.base import Row
from models.crypto import Sealed


class History(Row):
    """One move of one row from a state to another; `actor_id` is empty where the clock did it."""

    __tablename__ = "history"
    __table_args__ = (Index(None, "kind", "row_id", "at"),)

    kind: Mapped[str]
    row_id: Mapped[int]
    before: Mapped[str]
    after: Mapped[str]
    actor_id: Mapped[int | None]
    at: Mapped[datetime]
    reason_sealed: Mapped[bytes | None]
    reason = Sealed()
