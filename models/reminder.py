"""Reminders: which kinds there are, and which of them somebody does not want."""

from enum import StrEnum

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, link, values


class ReminderKind(StrEnum):
    """The evening before, some hours before, and to a captain whose team has not named people."""

    EVENING = "evening"
    SOON = "soon"
    NAMES = "names"


class ReminderOff(Base):
    """Somebody does not want reminders of a kind."""

    __tablename__ = "reminder_off"

    person_id: Mapped[int] = mapped_column(link("person.id"), primary_key=True, autoincrement=False)
    kind: Mapped[ReminderKind] = mapped_column(values(ReminderKind), primary_key=True)
