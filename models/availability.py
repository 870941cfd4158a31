"""When a volunteer is free: rules as they were said, each later one an exception to those before it."""

from datetime import date, datetime, time

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Row, link


class FreeRule(Row):
    """Free or not, on the days that `repeat` (RFC 5545, without its name) names between two days, within hours of the day.

    None leaves an edge open; a rule without `repeat` holds on each day from `first` to `last`. A rule of every second week or
    month counts from the week of `since`. Days and hours are local.
    """

    __tablename__ = "free_rule"
    __table_args__ = (UniqueConstraint("person_id", "position"),)

    person_id: Mapped[int] = mapped_column(link("person.id"))
    position: Mapped[int]  # later rules win
    free: Mapped[bool]
    repeat: Mapped[str | None]
    first: Mapped[date | None]
    last: Mapped[date | None]
    start: Mapped[time | None]
    end: Mapped[time | None]
    since: Mapped[date]
    created_at: Mapped[datetime]
