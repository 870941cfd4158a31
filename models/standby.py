"""Standing by (候补): who was asked too late and is asked first when somebody cancels; and who was proposed in whose place."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, link


class Standby(Base):
    """Somebody stands by for a request."""

    __tablename__ = "standby"

    request_id: Mapped[int] = mapped_column(link("request.id"), primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(link("person.id"), primary_key=True, autoincrement=False)
    at: Mapped[datetime]


class Substitute(Base):
    """Somebody who goes to a visit has proposed another person in their place, who has still to say yes."""

    __tablename__ = "substitute"

    visit_id: Mapped[int] = mapped_column(link("visit.id"), primary_key=True, autoincrement=False)
    for_id: Mapped[int] = mapped_column(link("person.id"), primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(link("person.id"), index=True)
    at: Mapped[datetime]
