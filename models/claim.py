"""Claims: minutes that somebody says were served and that do not count yet; and what the people concerned say to it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Row, link, values
from models.crypto import Sealed
from models.hours import Grade


class ClaimState(StrEnum):
    """`pending`: waits for a yes, or for its time. `held`: something is unusual, a manager looks. `approved`: it is an entry."""

    PENDING = "pending"
    HELD = "held"
    APPROVED = "approved"
    REFUSED = "refused"


C = ClaimState
CLAIM_MOVES: dict[ClaimState, frozenset[ClaimState]] = {
    C.PENDING: frozenset({C.HELD, C.APPROVED, C.REFUSED}),
    C.HELD: frozenset({C.APPROVED, C.REFUSED}),
    C.REFUSED: frozenset({C.PENDING}),
    C.APPROVED: frozenset(),
}
WAITING = (C.PENDING, C.HELD)


class Claim(Row):
    """Minutes that wait. With `due_at` they count then, unless somebody says no; without it a second person must say yes."""

    __tablename__ = "claim"
    __table_args__ = (
        Index(None, "state", "due_at"),
        Index(None, "chain", "state"),
        Index(None, "person_id", "start"),
        CheckConstraint("minutes > 0", name="some_minutes"),
    )
    moves = CLAIM_MOVES

    person_id: Mapped[int] = mapped_column(link("person.id"))
    chain: Mapped[str] = mapped_column(link("venue.code"))
    attendance_id: Mapped[int | None] = mapped_column(link("attendance.id"), index=True)
    request_id: Mapped[int | None] = mapped_column(link("request.id"), index=True)
    start: Mapped[datetime]
    end: Mapped[datetime]
    minutes: Mapped[int]
    grade: Mapped[Grade] = mapped_column(values(Grade))
    late: Mapped[bool] = mapped_column(default=False)  # entered longer after the end than the settings allow
    state: Mapped[ClaimState] = mapped_column(values(ClaimState), default=ClaimState.PENDING)
    due_at: Mapped[datetime | None]
    entered_by: Mapped[int | None] = mapped_column(link("person.id"))
    entered_at: Mapped[datetime]
    objected_by: Mapped[int | None] = mapped_column(link("person.id"))
    objected_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(link("person.id"))
    decided_at: Mapped[datetime | None]
    entry_id: Mapped[int | None] = mapped_column(link("entry.id"))
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


class About(StrEnum):
    """What a remark is about."""

    CLAIM = "claim"
    ANOMALY = "anomaly"
    ATTENDANCE = "attendance"


class Remark(Row):
    """What somebody said about a claim, an unusual entry or an absence; everybody concerned sees it."""

    __tablename__ = "remark"
    __table_args__ = (Index(None, "about", "row_id", "at"),)

    about: Mapped[About] = mapped_column(values(About))
    row_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(link("person.id"))
    text_sealed: Mapped[bytes | None]
    at: Mapped[datetime]
    text = Sealed()


class Kin(Base):
    """A member of a volunteer's family, confirmed by a clerk: may be helped for saved minutes, may not approve."""

    __tablename__ = "kin"
    __table_args__ = (UniqueConstraint("kin_id", "person_id"),)

    person_id: Mapped[int] = mapped_column(link("person.id"), primary_key=True, autoincrement=False)
    kin_id: Mapped[int] = mapped_column(link("person.id"), primary_key=True, autoincrement=False)
    confirmed_by: Mapped[int] = mapped_column(link("person.id"))
    at: Mapped[datetime]
