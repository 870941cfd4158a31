"""The managers' pages: one-time links asked for in chat, the sessions that they begin, and wrong tokens by address."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Row, link


class WebLink(Row):
    """A link that signs its person in once, while it lasts. Only the token's hash is kept; `page` is where it leads."""

    __tablename__ = "web_link"

    person_id: Mapped[int] = mapped_column(link("person.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    page: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class WebSession(Row):
    """A signed-in browser, until it ends. `told` is what the next page says of what was just done, each (went well, text)."""

    __tablename__ = "web_session"
    __table_args__ = (Index(None, "person_id", "ended_at"),)

    person_id: Mapped[int] = mapped_column(link("person.id"))
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    browser: Mapped[str] = mapped_column(default="")
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    told: Mapped[list[Any] | None]


class WrongToken(Base):
    """Wrong links and cookies from one address (as a keyed digest), so that guessing is slowed."""

    __tablename__ = "web_wrong_token"

    address: Mapped[bytes] = mapped_column(primary_key=True)
    count: Mapped[int]
    last_at: Mapped[datetime]
