"""Exchange with other systems: who ran it, and the records that came from elsewhere and have no table of their own here."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Row, link, values
from models.crypto import Sealed


class Direction(StrEnum):
    """Which way the records went."""

    OUT = "out"
    IN = "in"


class Exchange(Row):
    """One export or import: who ran it (a person, or an account of the server), of which area, which file, and how many rows."""

    __tablename__ = "exchange"
    __table_args__ = (Index(None, "area_code", "at"),)

    direction: Mapped[Direction] = mapped_column(values(Direction))
    area_code: Mapped[str] = mapped_column(link("area.code"))
    person_id: Mapped[int | None] = mapped_column(link("person.id"))
    operator: Mapped[str | None]
    unmasked: Mapped[bool] = mapped_column(default=False)
    digest: Mapped[bytes | None]  # SHA-256 of the file
    counts: Mapped[dict[str, Any] | None]
    at: Mapped[datetime]


class ForeignRecord(Row):
    """A record of another system: a project, training, award, opinion or paper. It is kept and exported, and counts for nothing.

    `key` is a blind index over what makes the record one, so that the same row is known when it comes again. `columns` is a
    sealed JSON object of the columns as they came, without the name.
    """

    __tablename__ = "foreign_record"
    __table_args__ = (Index(None, "area_code", "element"),)

    element: Mapped[str]
    key: Mapped[bytes] = mapped_column(unique=True)
    area_code: Mapped[str] = mapped_column(link("area.code"))
    person_id: Mapped[int | None] = mapped_column(link("person.id"), index=True)
    exchange_id: Mapped[int] = mapped_column(link("exchange.id"))
    columns_sealed: Mapped[bytes | None]
    at: Mapped[datetime]
    columns = Sealed()
