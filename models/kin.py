"""A member of the family whom a volunteer names for the time bank, until the other side or a clerk says yes or no."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Row, link, values
from models.crypto import Sealed


class KinState(StrEnum):
    """`asked` until somebody else answers."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


KIN_MOVES: dict[KinState, frozenset[KinState]] = {
    KinState.ASKED: frozenset({KinState.CONFIRMED, KinState.DECLINED}),
    KinState.CONFIRMED: frozenset(),
    KinState.DECLINED: frozenset(),
}


class KinAsk(Row):
    """A volunteer's word that somebody is family. `kin_id` is known where it was named by a request, or found by the phone."""

    __tablename__ = "kin_ask"
    __table_args__ = (Index(None, "person_id", "state"), Index(None, "area_code", "state"))
    moves = KIN_MOVES

    person_id: Mapped[int] = mapped_column(link("person.id"))
    area_code: Mapped[str] = mapped_column(link("area.code"))  # the volunteer's, whose clerk may answer
    kin_id: Mapped[int | None] = mapped_column(link("person.id"), index=True)
    name_sealed: Mapped[bytes | None]
    phone_sealed: Mapped[bytes | None]
    state: Mapped[KinState] = mapped_column(values(KinState), default=KinState.ASKED)
    at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(link("person.id"))
    decided_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}
    name = Sealed()
    phone = Sealed()
