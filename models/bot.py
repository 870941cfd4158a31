"""Bots: each serves one county on one channel. The token is never stored, only the name of the variable that holds it."""

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, link


class Bot(Base):
    """`id` is the numeric id with which the token begins."""

    __tablename__ = "bot"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(unique=True)
    base_url: Mapped[str]
    county_code: Mapped[str] = mapped_column(link("area.code"))
