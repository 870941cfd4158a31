"""Points and the small shop of a post (积分兑换超市): rules that give points for service, goods, and their redemption by code."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Row, link, values
from models.crypto import Sealed


class PointKind(StrEnum):
    """`taken_back`: the service was reversed. `returned`: the goods were not fetched."""

    EARNED = "earned"
    TAKEN_BACK = "taken_back"
    REDEEMED = "redeemed"
    RETURNED = "returned"


class PointRule(Row):
    """Points for each hour of an item (`C01`), a category (`C`) or anything (empty) in an area; the most exact one holds."""

    __tablename__ = "point_rule"

    area_code: Mapped[str] = mapped_column(link("area.code"), index=True)
    item: Mapped[str]
    per_hour: Mapped[int]


class PointMove(Row):
    """A movement of points, only added."""

    __tablename__ = "point_move"
    __table_args__ = (Index(None, "person_id", "at"),)

    person_id: Mapped[int] = mapped_column(link("person.id"))
    kind: Mapped[PointKind] = mapped_column(values(PointKind))
    points: Mapped[int]
    entry_id: Mapped[int | None] = mapped_column(link("entry.id"), unique=True)
    redemption_id: Mapped[int | None] = mapped_column(link("redemption.id"))
    at: Mapped[datetime]


class PointBalance(Base):
    """The sum of a person's points; never below zero."""

    __tablename__ = "point_balance"
    __table_args__ = (CheckConstraint("points >= 0", name="not_below_zero"),)

    person_id: Mapped[int] = mapped_column(link("person.id"), primary_key=True, autoincrement=False)
    points: Mapped[int]


class Good(Row):
    """Something that a post's shop has, its price in points, and how many are left; closed while nobody can choose it."""

    __tablename__ = "good"
    __table_args__ = (CheckConstraint("stock >= 0", name="not_below_zero"),)

    venue_code: Mapped[str] = mapped_column(link("venue.code"), index=True)
    name: Mapped[str]
    points: Mapped[int]
    stock: Mapped[int]
    closed_at: Mapped[datetime | None]


class RedemptionState(StrEnum):
    """`reserved` until it is fetched with the code."""

    RESERVED = "reserved"
    FETCHED = "fetched"
    RETURNED = "returned"


REDEMPTION_MOVES: dict[RedemptionState, frozenset[RedemptionState]] = {
    RedemptionState.RESERVED: frozenset({RedemptionState.FETCHED, RedemptionState.RETURNED}),
    RedemptionState.FETCHED: frozenset(),
    RedemptionState.RETURNED: frozenset(),
}


class Redemption(Row):
    """Goods put aside for somebody, who fetches them with a code."""

    __tablename__ = "redemption"
    __table_args__ = (Index(None, "venue_code", "state"),)
    moves = REDEMPTION_MOVES

    good_id: Mapped[int] = mapped_column(link("good.id"))
    venue_code: Mapped[str] = mapped_column(link("venue.code"))
    person_id: Mapped[int] = mapped_column(link("person.id"), index=True)
    points: Mapped[int]
    code_sealed: Mapped[bytes | None]
    code_index: Mapped[bytes] = mapped_column(index=True)
    state: Mapped[RedemptionState] = mapped_column(values(RedemptionState), default=RedemptionState.RESERVED)
    at: Mapped[datetime]
    until: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(link("person.id"))
    code = Sealed()
