"""Teams: the county's 总队, its 分队 and brand teams form a tree; each belongs to a venue."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Row, link, values


class TeamKind(StrEnum):
    """总队, 分队 and brand team."""

    CORPS = "corps"
    BRANCH = "branch"
    BRAND = "brand"


class Team(Row):
    """A volunteer team. `skills` are the item codes that it offers."""

    __tablename__ = "team"

    venue_code: Mapped[str] = mapped_column(link("venue.code"), index=True)
    parent_id: Mapped[int | None] = mapped_column(link("team.id"))
    kind: Mapped[TeamKind] = mapped_column(values(TeamKind))
    name: Mapped[str]
    captain_id: Mapped[int | None] = mapped_column(link("person.id"))
    skills: Mapped[list[Any]]
    paused_until: Mapped[datetime | None]
    is_demo: Mapped[bool] = mapped_column(default=False)


class Membership(Row):
    """A volunteer in a team, from a day until they leave; asked to join and not yet approved while `approved_at` is empty."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("team_id", "person_id"),)

    team_id: Mapped[int] = mapped_column(link("team.id"), index=True)
    person_id: Mapped[int] = mapped_column(link("person.id"), index=True)
    asked_at: Mapped[datetime]
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[int | None] = mapped_column(link("person.id"))
    left_at: Mapped[datetime | None]
