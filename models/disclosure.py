"""The log of every look at personal details: who, whose, what, why, when."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Row, link


class Look(Row):
    """One look: the names of the fields that were shown, never what stood in them."""

    __tablename__ = "look"
    __table_args__ = (Index(None, "person_id", "at"),)

    viewer_id: Mapped[int] = mapped_column(link("person.id"), index=True)
    person_id: Mapped[int] = mapped_column(link("person.id"))
    request_id: Mapped[int | None] = mapped_column(link("request.id"))
    fields: Mapped[list[Any]]
    purpose: Mapped[str]
    at: Mapped[datetime]
