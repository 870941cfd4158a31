"""Star levels (星级): applied for, shown on the public board for some days, then granted or refused with a reason."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Row, link, values
from models.crypto import Sealed


class StarState(StrEnum):
    """`published`: on the board, objections are heard. `withdrawn`: the volunteer took it back."""

    PUBLISHED = "published"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


S = StarState
STAR_MOVES: dict[StarState, frozenset[StarState]] = {
    S.PUBLISHED: frozenset({S.GRANTED, S.REFUSED, S.WITHDRAWN}),
    S.GRANTED: frozenset(),
    S.REFUSED: frozenset(),
    S.WITHDRAWN: frozenset(),
}
HOLDS = text("state IN ('published', 'granted')")


class Star(Row):
    """One application of a volunteer for one level; of those published or granted there is one for each level."""

    __tablename__ = "star"
    __table_args__ = (
        Index("ix_star_once", "person_id", "level", unique=True, sqlite_where=HOLDS, postgresql_where=HOLDS),
        Index(None, "state", "until"),
        Index(None, "venue_code", "state"),
        CheckConstraint("level > 0 AND hours > 0", name="some_level"),
    )
    moves = STAR_MOVES

    person_id: Mapped[int] = mapped_column(link("person.id"), index=True)
    venue_code: Mapped[str] = mapped_column(link("venue.code"))
    level: Mapped[int]
    hours: Mapped[int]  # what the level asks for, as the settings were
    state: Mapped[StarState] = mapped_column(values(StarState), default=StarState.PUBLISHED)
    asked_at: Mapped[datetime]
    until: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(link("person.id"))
    reason_sealed: Mapped[bytes | None]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}
    reason = Sealed()


class Objection(Row):
    """What somebody has against a star; it is granted only when a clerk has answered all of them."""

    __tablename__ = "objection"

    star_id: Mapped[int] = mapped_column(link("star.id"), index=True)
    person_id: Mapped[int] = mapped_column(link("person.id"))
    words_sealed: Mapped[bytes | None]
    answer_sealed: Mapped[bytes | None]
    at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(link("person.id"))
    words = Sealed()
    answer = Sealed()
