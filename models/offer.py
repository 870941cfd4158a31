"""Offers (派单): a request put to one team or one volunteer, in a wave, with a deadline. It may always be declined."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.area import VenueLevel
from models.base import Row, link, values
from models.crypto import Sealed


class OfferState(StrEnum):
    """`filled`: others accepted first. `revoked`: the request was cancelled or moved. `withdrawn`: accepted, then given back."""

    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    FILLED = "filled"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"
    PASSED = "passed"


O = OfferState  # noqa: E741 - the table below reads better with one letter
OFFER_MOVES: dict[OfferState, frozenset[OfferState]] = {
    O.SENT: frozenset({O.ACCEPTED, O.DECLINED, O.EXPIRED, O.FILLED, O.REVOKED, O.PASSED}),
    O.ACCEPTED: frozenset({O.WITHDRAWN, O.REVOKED}),
    O.DECLINED: frozenset(),
    O.EXPIRED: frozenset(),
    O.FILLED: frozenset({O.SENT}),  # asked again when those who had accepted withdraw
    O.REVOKED: frozenset(),
    O.WITHDRAWN: frozenset(),
    O.PASSED: frozenset(),  # a captain handed it to another team
}


class Offer(Row):
    """`person_id` is who is asked: the volunteer, or the captain in the name of `team_id`."""

    __tablename__ = "offer"
    __table_args__ = (
        UniqueConstraint("request_id", "person_id"),
        Index(None, "state", "deadline"),
        Index(None, "person_id", "state"),
        Index(None, "team_id", "state"),
    )
    moves = OFFER_MOVES

    request_id: Mapped[int] = mapped_column(link("request.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(link("team.id"))
    person_id: Mapped[int] = mapped_column(link("person.id"))
    wave: Mapped[int]
    level: Mapped[VenueLevel] = mapped_column(values(VenueLevel))
    state: Mapped[OfferState] = mapped_column(values(OfferState), default=OfferState.SENT)
    sent_at: Mapped[datetime]
    deadline: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    decline_reason: Mapped[str | None]  # a code: busy, far, unwell, skill, other
    reasons: Mapped[list[Any] | None]  # why this one was asked: codes and values from matching
    chance: Mapped[float | None]
    proposed_start: Mapped[datetime | None]  # another time that was proposed to the resident
    note_sealed: Mapped[bytes | None]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}
    note = Sealed()
