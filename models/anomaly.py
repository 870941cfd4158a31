"""What is unusual about minutes: scored and explained by facts, looked at by a manager, answered by the person concerned."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Row, link, values


class AnomalyKind(StrEnum):
    """What was noticed. None of them says that somebody did wrong."""

    NO_REQUEST = "no_request"
    AFTER_THE_FACT = "after_the_fact"
    TYPED_AT_ONCE = "typed_at_once"
    SPLIT = "split"
    ONE_APPROVER = "one_approver"
    SAME_PAIR = "same_pair"
    IMPOSSIBLE_TRAVEL = "impossible_travel"
    TOO_MUCH = "too_much"
    OVERLAP = "overlap"
    OBJECTION = "objection"


class AnomalyState(StrEnum):
    """`cleared`: explained. `upheld`: the minutes were taken back, or never counted."""

    OPEN = "open"
    CLEARED = "cleared"
    UPHELD = "upheld"


ANOMALY_MOVES: dict[AnomalyState, frozenset[AnomalyState]] = {
    AnomalyState.OPEN: frozenset({AnomalyState.CLEARED, AnomalyState.UPHELD}),
    AnomalyState.CLEARED: frozenset(),
    AnomalyState.UPHELD: frozenset(),
}


class Anomaly(Row):
    """Something unusual about a claim or an entry. `score` is 1–100; `facts` are numbers for the explanation, nothing personal."""

    __tablename__ = "anomaly"
    __table_args__ = (Index(None, "chain", "state"), Index(None, "person_id", "state"))
    moves = ANOMALY_MOVES

    key: Mapped[str] = mapped_column(unique=True)  # the same thing is noticed once
    kind: Mapped[AnomalyKind] = mapped_column(values(AnomalyKind))
    person_id: Mapped[int] = mapped_column(link("person.id"))
    chain: Mapped[str] = mapped_column(link("venue.code"))
    claim_id: Mapped[int | None] = mapped_column(link("claim.id"), index=True)
    entry_id: Mapped[int | None] = mapped_column(link("entry.id"), index=True)
    score: Mapped[int]
    facts: Mapped[dict[str, Any]]
    state: Mapped[AnomalyState] = mapped_column(values(AnomalyState), default=AnomalyState.OPEN)
    at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(link("person.id"))
    decided_at: Mapped[datetime | None]
