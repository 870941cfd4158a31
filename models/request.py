"""Requests (点单): what a resident needs, and the states through which it goes."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.area import VenueLevel
from models.base import Row, link, values
from models.crypto import Sealed


class RequestState(StrEnum):
    """See the table of moves below."""

    DRAFT = "draft"
    OPEN = "open"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    SCHEDULED = "scheduled"
    SERVING = "serving"
    SERVED = "served"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    UNMET = "unmet"
    DECLINED = "declined"
    MERGED = "merged"


S = RequestState
_CLERK = {S.DECLINED, S.MERGED}
REQUEST_MOVES: dict[RequestState, frozenset[RequestState]] = {
    S.DRAFT: frozenset({S.OPEN, S.CANCELLED}),
    S.OPEN: frozenset({S.OFFERED, S.ACCEPTED, S.UNMET, S.CANCELLED, *_CLERK}),
    S.OFFERED: frozenset({S.OPEN, S.ACCEPTED, S.UNMET, S.CANCELLED, *_CLERK}),
    S.ACCEPTED: frozenset({S.OPEN, S.SCHEDULED, S.CANCELLED}),
    S.SCHEDULED: frozenset({S.OPEN, S.ACCEPTED, S.SERVING, S.CANCELLED}),
    S.SERVING: frozenset({S.OPEN, S.SERVED, S.CANCELLED}),
    S.SERVED: frozenset({S.CLOSED}),
    S.UNMET: frozenset({S.OPEN, S.OFFERED, S.ACCEPTED, S.CANCELLED, *_CLERK}),
    S.CLOSED: frozenset(),
    S.CANCELLED: frozenset(),
    S.DECLINED: frozenset(),
    S.MERGED: frozenset(),
}
WAITING = (S.OPEN, S.OFFERED, S.UNMET)
AGREED = (S.ACCEPTED, S.SCHEDULED, S.SERVING)
LIVE = (*WAITING, *AGREED)
SERVED_STATES = (S.SERVED,)
ENDED = (S.CLOSED, S.CANCELLED, S.DECLINED, S.MERGED)


class Request(Row):
    """A need for one item at one place. `level` and `venue_code` say who is responsible now; both move up when unmet."""

    __tablename__ = "request"
    __table_args__ = (
        UniqueConstraint("county_code", "number"),
        Index(None, "state", "respond_by"),
        Index(None, "venue_code", "state"),
        Index(None, "resident_id", "state"),
    )
    moves = REQUEST_MOVES

    county_code: Mapped[str] = mapped_column(link("area.code"))
    number: Mapped[int]  # counts up within the county; what people say on the phone
    area_code: Mapped[str] = mapped_column(link("area.code"), index=True)
    item_code: Mapped[str] = mapped_column(link("item.code"), index=True)
    resident_id: Mapped[int] = mapped_column(link("person.id"))
    filed_by: Mapped[int] = mapped_column(link("person.id"), index=True)
    state: Mapped[RequestState] = mapped_column(values(RequestState), default=RequestState.DRAFT)
    level: Mapped[VenueLevel] = mapped_column(values(VenueLevel))
    venue_code: Mapped[str] = mapped_column(link("venue.code"))
    clerk_id: Mapped[int | None] = mapped_column(link("person.id"))  # the clerk by name who has it now
    start: Mapped[datetime | None]
    end: Mapped[datetime | None]
    repeat: Mapped[str | None]
    people: Mapped[int] = mapped_column(default=1)  # residents helped
    volunteers: Mapped[int]  # volunteers needed
    danger: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(default="zh")
    wants_woman: Mapped[bool] = mapped_column(default=False)
    wants_same: Mapped[bool] = mapped_column(default=False)
    with_minor: Mapped[bool] = mapped_column(default=False)
    text_sealed: Mapped[bytes | None]  # what was said
    place_sealed: Mapped[bytes | None]  # the door, or where to meet
    contact_sealed: Mapped[bytes | None]  # another phone to call
    created_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    respond_by: Mapped[datetime | None]  # when it becomes unmet at this level
    next_wave_at: Mapped[datetime | None] = mapped_column(index=True)
    wave: Mapped[int] = mapped_column(default=0)
    missed_limits: Mapped[int] = mapped_column(default=0)
    accepted_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    merged_into: Mapped[int | None] = mapped_column(link("request.id"))
    plan_id: Mapped[int | None] = mapped_column(index=True)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}
    text = Sealed()
    place = Sealed()
    contact = Sealed()


class Attachment(Row):
    """A voice, photo or file that came with a request, kept by its id on the bot for the clerk to hear or see."""

    __tablename__ = "attachment"

    request_id: Mapped[int | None] = mapped_column(link("request.id"), index=True)
    person_id: Mapped[int] = mapped_column(link("person.id"), index=True)
    bot_id: Mapped[int]
    kind: Mapped[str]  # voice, photo, document, location, sticker
    file_id: Mapped[str | None]
    caption_sealed: Mapped[bytes | None]
    at: Mapped[datetime]
    details: Mapped[dict[str, Any] | None]
    caption = Sealed()
