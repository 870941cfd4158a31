"""What makes every update count once, and where a conversation stands."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Row
from models.crypto import Sealed


class ProcessedUpdate(Base):
    """An update whose effects are stored. `answered_at` is empty while the answer to the speaker is still owed."""

    __tablename__ = "processed_update"

    bot_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    update_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    answered_at: Mapped[datetime | None]


class Answer(Row):
    """An answer that is owed to the speaker: written with the effects, deleted when it has been sent."""

    __tablename__ = "answer"

    bot_id: Mapped[int]
    update_id: Mapped[int] = mapped_column(index=True)
    chat_id: Mapped[int]
    methods_sealed: Mapped[bytes | None]
    at: Mapped[datetime]
    methods = Sealed()


class Conversation(Base):
    """The state of one person's conversation in one chat. `data` holds ids and short answers, never copies of rows."""

    __tablename__ = "conversation"

    bot_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    chat_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    user_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[str | None]
    data: Mapped[dict[str, Any]]
    at: Mapped[datetime] = mapped_column(index=True)
