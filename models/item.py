"""The service catalogue as rows, loaded from `data/catalogue.toml`."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from models.area import VenueLevel
from models.base import Base, values

EMERGENCY = "F"


class Category(Base):
    """One of the six categories."""

    __tablename__ = "category"

    code: Mapped[str] = mapped_column(primary_key=True)
    zh: Mapped[str]
    en: Mapped[str]


class Item(Base):
    """One service of the catalogue; the meaning of each column stands at the head of the catalogue file."""

    __tablename__ = "item"

    code: Mapped[str] = mapped_column(primary_key=True)
    zh: Mapped[str]
    en: Mapped[str]
    minutes: Mapped[int]
    people: Mapped[int]
    respond_within: Mapped[int]
    vetted: Mapped[bool]
    certificate: Mapped[str | None]
    starts_at: Mapped[VenueLevel] = mapped_column(values(VenueLevel))

    @property
    def category(self) -> str:
        """The letter of its category."""
        return self.code[0]

    @property
    def is_emergency(self) -> bool:
        """Whether it is of category F, which knows no quiet hours."""
        return self.category == EMERGENCY

    def name(self, language: str) -> str:
        """Its name in a language, Chinese where there is none."""
        return self.en if language == "en" else self.zh


async def items(session: AsyncSession) -> list[Item]:
    """The whole catalogue, by code."""
    return list(await session.scalars(select(Item).order_by(Item.code)))


async def categories(session: AsyncSession) -> list[Category]:
    """The six categories, by letter."""
    return list(await session.scalars(select(Category).order_by(Category.code)))


async def item(session: AsyncSession, code: str) -> Item | None:
    """The item with this code."""
    return await session.get(Item, code)
