"""Areas and venues: the official tree, and the practice centers, stations and posts in it.

An area's code is 6 digits for a county, 9 for a town, 12 for a village; it begins with the code of its parent.
"""

from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, link, values

CODE_LENGTHS = {"county": 6, "town": 9, "village": 12}


class AreaLevel(StrEnum):
    """The levels of the tree that the product uses."""

    COUNTY = "county"
    TOWN = "town"
    VILLAGE = "village"


class VenueLevel(StrEnum):
    """中心, 所 and 站."""

    CENTER = "center"
    STATION = "station"
    POST = "post"

    @property
    def above(self) -> "VenueLevel | None":
        """The level to which an unmet request goes."""
        return {VenueLevel.POST: VenueLevel.STATION, VenueLevel.STATION: VenueLevel.CENTER}.get(self)

    @property
    def code_length(self) -> int:
        """Digits of the area code of a venue of this level."""
        return {VenueLevel.CENTER: 6, VenueLevel.STATION: 9, VenueLevel.POST: 12}[self]


class Area(Base):
    """A node of the official tree. `zone` is set for a county; a point is a town's, or a demo village's."""

    __tablename__ = "area"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    level: Mapped[AreaLevel] = mapped_column(values(AreaLevel))
    parent_code: Mapped[str | None] = mapped_column(link("area.code"), index=True)
    other_code: Mapped[str | None]  # the code of the civil-affairs list where it differs from the statistics bureau's
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    zone: Mapped[str | None]


class Venue(Base):
    """A practice center, station or post; its code is its area's code."""

    __tablename__ = "venue"

    code: Mapped[str] = mapped_column(link("area.code"), primary_key=True)
    level: Mapped[VenueLevel] = mapped_column(values(VenueLevel), index=True)
    name: Mapped[str]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    is_demo: Mapped[bool] = mapped_column(default=False)


def county_of(code: str) -> str:
    """The code of the county in which an area lies."""
    return code[:6]


def ancestors(code: str) -> list[str]:
    """The codes of the area and of all above it, the nearest first."""
    return [code[:length] for length in (12, 9, 6) if length <= len(code)]


async def area(session: AsyncSession, code: str) -> Area | None:
    """The area with this code."""
    return await session.get(Area, code)


async def areas_in(session: AsyncSession, code: str) -> list[Area]:
    """The area with this code and every area below it, by code."""
    found = await session.scalars(select(Area).where(Area.code.startswith(code, autoescape=True)).order_by(Area.code))
    return list(found)


async def children(session: AsyncSession, code: str) -> list[Area]:
    """The areas right below this one, by code."""
    return list(await session.scalars(select(Area).where(Area.parent_code == code).order_by(Area.code)))


async def venue_of(session: AsyncSession, code: str, level: VenueLevel) -> Venue | None:
    """The venue of this level that is responsible for an area: its own, or else the nearest one above."""
    for candidate in ancestors(code[: level.code_length]):
        if venue := await session.get(Venue, candidate):
            return venue
    return None


async def venues_in(session: AsyncSession, code: str) -> list[Venue]:
    """All venues in an area, center first."""
    found = await session.scalars(
        select(Venue).where(Venue.code.startswith(code, autoescape=True)).order_by(Venue.code)
    )
    return list(found)
