"""The official calendar as the county's managers uploaded it: one notice for each year."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, link


class OfficialYear(Base):
    """A year's days off and make-up working days, as ISO dates."""

    __tablename__ = "official_year"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    off: Mapped[list[Any]]
    work: Mapped[list[Any]]
    uploaded_by: Mapped[int | None] = mapped_column(link("person.id"))
    uploaded_at: Mapped[datetime]
