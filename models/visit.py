"""Visits (服务): an agreed time, place and people; and attendance: one volunteer at one visit."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Row, link, values
from models.crypto import Sealed


class VisitState(StrEnum):
    """`staffing`: the team accepted and has not yet named everybody. `agreeing`: the time is still to be agreed."""

    STAFFING = "staffing"
    AGREEING = "agreeing"
    PLANNED = "planned"
    ON_THE_WAY = "on_the_way"
    SERVING = "serving"
    DONE = "done"
    CANCELLED = "cancelled"
    MISSED = "missed"


V = VisitState
VISIT_MOVES: dict[VisitState, frozenset[VisitState]] = {
    V.STAFFING: frozenset({V.AGREEING, V.PLANNED, V.CANCELLED, V.MISSED}),
    V.AGREEING: frozenset({V.STAFFING, V.PLANNED, V.CANCELLED}),
    V.PLANNED: frozenset({V.STAFFING, V.AGREEING, V.ON_THE_WAY, V.SERVING, V.CANCELLED, V.MISSED}),
    V.ON_THE_WAY: frozenset({V.PLANNED, V.STAFFING, V.SERVING, V.CANCELLED, V.MISSED}),
    V.SERVING: frozenset({V.DONE, V.CANCELLED}),
    V.DONE: frozenset(),
    V.CANCELLED: frozenset(),
    V.MISSED: frozenset({V.PLANNED, V.SERVING, V.CANCELLED}),
}
COMING = (V.STAFFING, V.AGREEING, V.PLANNED, V.ON_THE_WAY)


class AttendanceState(StrEnum):
    """What became of one volunteer's coming. Sick, cancelled late and no-show are three things."""

    PLANNED = "planned"
    ON_THE_WAY = "on_the_way"
    IN = "in"
    OUT = "out"
    CANCELLED = "cancelled"
    CANCELLED_LATE = "cancelled_late"
    SICK = "sick"
    NO_SHOW = "no_show"


A = AttendanceState
_ABSENT = {A.CANCELLED, A.CANCELLED_LATE, A.SICK, A.NO_SHOW}
ATTENDANCE_MOVES: dict[AttendanceState, frozenset[AttendanceState]] = {
    A.PLANNED: frozenset({A.ON_THE_WAY, A.IN, A.OUT, *_ABSENT}),
    A.ON_THE_WAY: frozenset({A.PLANNED, A.IN, A.OUT, *_ABSENT}),
    A.IN: frozenset({A.OUT}),
    A.OUT: frozenset(),
    A.CANCELLED: frozenset({A.PLANNED}),
    A.CANCELLED_LATE: frozenset({A.PLANNED, A.SICK}),
    A.SICK: frozenset({A.PLANNED}),
    A.NO_SHOW: frozenset({A.OUT, A.SICK, A.CANCELLED_LATE}),
}
GOING = (A.PLANNED, A.ON_THE_WAY, A.IN)


class Visit(Row):
    """An agreed service. The resident's four-digit code is shown to the resident only and told to the volunteer at the door."""

    __tablename__ = "visit"
    __table_args__ = (Index(None, "state", "start"), Index(None, "start"))
    moves = VISIT_MOVES

    request_id: Mapped[int] = mapped_column(link("request.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(link("team.id"), index=True)
    offer_id: Mapped[int | None] = mapped_column(link("offer.id"))
    state: Mapped[VisitState] = mapped_column(values(VisitState), default=VisitState.STAFFING)
    start: Mapped[datetime]
    end: Mapped[datetime]
    needed: Mapped[int]
    code_sealed: Mapped[bytes | None]
    code_tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    alarmed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}
    code = Sealed()


class Attendance(Row):
    """One volunteer at one visit, with the evidence of their coming and going."""

    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("visit_id", "person_id"), Index(None, "person_id", "state"))
    moves = ATTENDANCE_MOVES

    visit_id: Mapped[int] = mapped_column(link("visit.id"))
    person_id: Mapped[int] = mapped_column(link("person.id"))
    state: Mapped[AttendanceState] = mapped_column(values(AttendanceState), default=AttendanceState.PLANNED)
    named_by: Mapped[int | None] = mapped_column(link("person.id"))
    in_at: Mapped[datetime | None]
    out_at: Mapped[datetime | None]
    in_evidence: Mapped[str | None]  # code, location, captain, sheet, self
    out_evidence: Mapped[str | None]
    evidence: Mapped[dict[str, Any] | None]
    minutes: Mapped[int | None]
    comment_sealed: Mapped[bytes | None]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}
    comment = Sealed()
