"""Care plans (关爱计划): a service that comes again, made into requests ahead of time."""

from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Row, link, values
from models.crypto import Sealed


class PlanState(StrEnum):
    """`paused`: from `paused_from` until `paused_until`, or until somebody goes on with it."""

    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


P = PlanState
PLAN_MOVES: dict[PlanState, frozenset[PlanState]] = {
    P.ACTIVE: frozenset({P.PAUSED, P.ENDED}),
    P.PAUSED: frozenset({P.ACTIVE, P.ENDED}),
    P.ENDED: frozenset(),
}


class Plan(Row):
    """What comes again. `rule` is an RFC 5545 rule without its name; `first` is its first day; hours are local."""

    __tablename__ = "plan"
    __table_args__ = (Index(None, "county_code", "state"),)
    moves = PLAN_MOVES

    county_code: Mapped[str] = mapped_column(link("area.code"))
    area_code: Mapped[str] = mapped_column(link("area.code"), index=True)
    item_code: Mapped[str] = mapped_column(link("item.code"))
    resident_id: Mapped[int] = mapped_column(link("person.id"), index=True)
    made_by: Mapped[int] = mapped_column(link("person.id"))
    state: Mapped[PlanState] = mapped_column(values(PlanState), default=PlanState.ACTIVE)
    rule: Mapped[str]
    first: Mapped[date]
    last: Mapped[date | None]
    start: Mapped[time]
    end: Mapped[time | None]
    people: Mapped[int] = mapped_column(default=1)
    wants_woman: Mapped[bool] = mapped_column(default=False)
    place_sealed: Mapped[bytes | None]
    contact_sealed: Mapped[bytes | None]
    text_sealed: Mapped[bytes | None]
    paused_from: Mapped[date | None]
    paused_until: Mapped[date | None]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}
    place = Sealed()
    contact = Sealed()
    text = Sealed()


class PlanDay(Base):
    """A day of a plan that is dealt with: a request was made for it, or it is left out (EXDATE) where there is none."""

    __tablename__ = "plan_day"

    plan_id: Mapped[int] = mapped_column(link("plan.id"), primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(primary_key=True)
    request_id: Mapped[int | None] = mapped_column(link("request.id"), index=True)
    alarmed_at: Mapped[datetime | None]
