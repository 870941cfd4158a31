"""The hours ledger: entries are only added, and each carries the hash of the one before in its venue's chain."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Row, link, values


class EntryKind(StrEnum):
    """`reversed` undoes another entry; `transferred` and `spent` are the two sides of time banking."""

    SERVED = "served"
    REVERSED = "reversed"
    TRANSFERRED = "transferred"
    SPENT = "spent"


class Grade(StrEnum):
    """A: both sides, and code or location. B: both sides. C: one side."""

    A = "A"
    B = "B"
    C = "C"


class Chain(Base):
    """The newest entry of a venue's chain; locked while one is added, so that a chain never forks."""

    __tablename__ = "chain"

    code: Mapped[str] = mapped_column(link("venue.code"), primary_key=True)
    seq: Mapped[int]
    digest: Mapped[bytes]


class Entry(Row):
    """A line of the ledger. `minutes` is signed; travel is not in it."""

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("chain", "seq"),
        Index(None, "person_id", "start"),
        Index(None, "attendance_id"),
    )

    chain: Mapped[str] = mapped_column(link("venue.code"))
    seq: Mapped[int]
    person_id: Mapped[int] = mapped_column(link("person.id"))
    kind: Mapped[EntryKind] = mapped_column(values(EntryKind))
    minutes: Mapped[int]
    start: Mapped[datetime | None]
    end: Mapped[datetime | None]
    attendance_id: Mapped[int | None] = mapped_column(link("attendance.id"))
    request_id: Mapped[int | None] = mapped_column(link("request.id"))
    reverses_id: Mapped[int | None] = mapped_column(link("entry.id"), unique=True)
    grade: Mapped[Grade | None] = mapped_column(values(Grade))
    entered_by: Mapped[int | None] = mapped_column(link("person.id"))
    approved_by: Mapped[int | None] = mapped_column(link("person.id"))
    at: Mapped[datetime]
    previous: Mapped[bytes]
    digest: Mapped[bytes]
