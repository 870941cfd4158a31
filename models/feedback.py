"""Feedback (评单): three factual questions, so that an answer carries information."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Row, link
from models.crypto import Sealed


class Feedback(Row):
    """Did they come, were they on time, is it solved; asked once for each request. A no opens a follow-up for the clerk."""

    __tablename__ = "feedback"

    request_id: Mapped[int] = mapped_column(link("request.id"), unique=True)
    visit_id: Mapped[int | None] = mapped_column(link("visit.id"), index=True)
    person_id: Mapped[int] = mapped_column(link("person.id"))  # who answered: the resident or who filed
    came: Mapped[bool | None]
    on_time: Mapped[bool | None]
    solved: Mapped[bool | None]
    words_sealed: Mapped[bytes | None]
    at: Mapped[datetime]
    followed_up_at: Mapped[datetime | None]
    followed_up_by: Mapped[int | None] = mapped_column(link("person.id"))
    words = Sealed()
