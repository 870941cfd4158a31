"""The hours ledger: entries are only added, and each carries the hash of the one before in its venue's chain.

A person has three books of minutes: `credit` (served, by evidence), `honour` (served, by a second person's approval) and `bank`
(saved from credit to be spent on help for one's family); `received` counts the help that a family got for saved minutes. Moving
minutes between books is two entries with one `transfer_id` that sum to zero. `Balance` keeps the sums, so that reading one
needs no adding up; `verify-ledger` adds them up again.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Row, link, values


class EntryKind(StrEnum):
    """`reversed` undoes another entry; `transferred` and `spent` are the two sides of time banking."""

    SERVED = "served"
    REVERSED = "reversed"
    TRANSFERRED = "transferred"
    SPENT = "spent"


class Book(StrEnum):
    """Which book of a person the minutes stand in."""

    CREDIT = "credit"
    HONOUR = "honour"
    BANK = "bank"
    RECEIVED = "received"


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
    """A line of the ledger. `minutes` is signed; travel is not in it. Only service has a `start` and an `end`."""

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("chain", "seq"),
        Index(None, "person_id", "start"),
        Index(None, "attendance_id"),
        Index(None, "request_id"),
        Index(None, "at"),
    )

    chain: Mapped[str] = mapped_column(link("venue.code"))
    seq: Mapped[int]
    person_id: Mapped[int] = mapped_column(link("person.id"))
    kind: Mapped[EntryKind] = mapped_column(values(EntryKind))
    book: Mapped[Book] = mapped_column(values(Book))
    minutes: Mapped[int]
    start: Mapped[datetime | None]
    end: Mapped[datetime | None]
    attendance_id: Mapped[int | None] = mapped_column(link("attendance.id"))
    request_id: Mapped[int | None] = mapped_column(link("request.id"))
    reverses_id: Mapped[int | None] = mapped_column(link("entry.id"), unique=True)
    transfer_id: Mapped[int | None]
    grade: Mapped[Grade | None] = mapped_column(values(Grade))
    entered_by: Mapped[int | None] = mapped_column(link("person.id"))
    approved_by: Mapped[int | None] = mapped_column(link("person.id"))
    at: Mapped[datetime]
    previous: Mapped[bytes]
    digest: Mapped[bytes]


class Balance(Base):
    """The sum of a person's entries in a book; `served` leaves out what was saved and spent. Never below zero."""

    __tablename__ = "balance"
    __table_args__ = (CheckConstraint("minutes >= 0 AND served >= 0", name="not_below_zero"),)

    person_id: Mapped[int] = mapped_column(link("person.id"), primary_key=True, autoincrement=False)
    book: Mapped[Book] = mapped_column(values(Book), primary_key=True)
    minutes: Mapped[int]
    served: Mapped[int]


class LedgerRoot(Base):
    """A day's root over the heads of all chains (chain → [seq, digest in hex]), for the public board; never changed."""

    __tablename__ = "ledger_root"

    day: Mapped[str] = mapped_column(primary_key=True)  # the county's day, as 2026-11-24
    at: Mapped[datetime]
    entries: Mapped[int]
    heads: Mapped[dict[str, Any]]
    previous: Mapped[bytes]
    root: Mapped[bytes]
