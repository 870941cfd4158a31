"""Feedback (评单): three factual questions, so that an answer carries information."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Row
from models.crypto import Sealed


class Feedback(Row):
    """Did they come, were they on time, is it solved; asked once for each request. A no opens a follow-up for the clerk."""

    __tablename__ = "feedback"

    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"), unique=True)
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))  # who answered: the resident or who filed
    came: Mapped[bool | None]
    on_time: Mapped[bool | None]
    solved: Mapped[bool | None]
    words_sealed: Mapped[bytes | None]
    at: Mapped[datetime]
    followed_up_at: Mapped[datetime | None]
    followed_up_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    words = Sealed()
