"""Persons and their chat accounts. A person may have no account: then a clerk or grid worker speaks for them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Row, link, values
from models.crypto import Sealed, keyring


class Sex(StrEnum):
    """As told; unknown where nobody said."""

    WOMAN = "woman"
    MAN = "man"
    UNKNOWN = "unknown"


class Person(Row):
    """A human: resident, volunteer, clerk, or several of these at once (see Grant)."""

    __tablename__ = "person"

    area_code: Mapped[str] = mapped_column(link("area.code"), index=True)
    name_sealed: Mapped[bytes | None]
    phone_sealed: Mapped[bytes | None]
    phone_index: Mapped[bytes | None] = mapped_column(index=True)
    door_sealed: Mapped[bytes | None]
    note_sealed: Mapped[bytes | None]  # health and other things that only those who serve need to know
    pinyin_sealed: Mapped[bytes | None]
    sex: Mapped[Sex] = mapped_column(values(Sex), default=Sex.UNKNOWN)
    birth_year: Mapped[int | None]
    lives_alone: Mapped[bool] = mapped_column(default=False)
    guardian_id: Mapped[int | None] = mapped_column(link("person.id"))
    language: Mapped[str] = mapped_column(default="zh")
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    consented_at: Mapped[datetime | None]
    consent_version: Mapped[int | None]
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    name = Sealed()
    phone = Sealed()
    door = Sealed()
    note = Sealed()
    pinyin = Sealed()

    def age_on(self, day: date) -> int | None:
        """The years that the person is sure to have completed; only the year of birth is kept."""
        return None if self.birth_year is None else day.year - self.birth_year - 1


class Account(Row):
    """A chat account of a person on one bot: a numeric id, never a handle."""

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("bot_id", "chat_id"),)

    person_id: Mapped[int] = mapped_column(link("person.id"), index=True)
    bot_id: Mapped[int]
    chat_id: Mapped[int]
    unreachable_since: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Volunteer(Row):
    """What is known of a person as a volunteer; the id is the person's."""

    __tablename__ = "volunteer"

    id: Mapped[int] = mapped_column(link("person.id"), primary_key=True, autoincrement=False)
    number: Mapped[str] = mapped_column(
        unique=True
    )  # the 统一编号 that stands in records in place of an identity number
    skills: Mapped[list[Any]]  # item codes
    vetted_at: Mapped[date | None]
    vetted_until: Mapped[date | None]
    paused_until: Mapped[datetime | None]
    rest_until: Mapped[datetime | None]
    weekly_minutes: Mapped[int] = mapped_column(default=600)
    travel_minutes: Mapped[int] = mapped_column(default=40)
    joined_at: Mapped[datetime]


class Certificate(Row):
    """A qualification of a volunteer, as the catalogue names it, until a day."""

    __tablename__ = "certificate"
    __table_args__ = (Index(None, "kind", "expires_on"),)

    person_id: Mapped[int] = mapped_column(link("person.id"), index=True)
    kind: Mapped[str]
    number_sealed: Mapped[bytes | None]
    expires_on: Mapped[date]
    checked_by: Mapped[int | None] = mapped_column(link("person.id"))
    number = Sealed()


def set_phone(person: Person, phone: str | None) -> None:
    """Set the phone and the blind index by which it is found; `phone` is normalised (digits, + in front)."""
    person.phone = phone
    person.phone_index = None if phone is None else keyring().blind("phone", phone)
