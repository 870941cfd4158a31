"""A draft of a team's day (排班): who goes where and when, until its captain releases it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Row, link


class DayDraft(Row):
    """`stops` are {visit, person, begin}: ids, and the minute of the local day; person is null where `missing` are not found.

    `pins` are [visit, person] pairs that the captain has decided.
    """

    __tablename__ = "day_draft"
    __table_args__ = (UniqueConstraint("team_id", "day"),)

    team_id: Mapped[int] = mapped_column(link("team.id"))
    day: Mapped[date]
    stops: Mapped[list[Any]]
    pins: Mapped[list[Any]]
    made_by: Mapped[int] = mapped_column(link("person.id"))
    made_at: Mapped[datetime]
    released_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}
