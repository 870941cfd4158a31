"""Loading a county: areas and venues from the divisions file, the catalogue's items. All of it, or nothing."""

import csv
import random
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from models.area import Area, AreaLevel, Venue, VenueLevel
from services.county.catalogue import read_catalogue
from services.county.divisions import Division, read_divisions

SUFFIXES = ("村民委员会", "居民委员会", "社区居委会", "村委会", "居委会")
VENUE_NAMES = {
    AreaLevel.COUNTY: (VenueLevel.CENTER, "新时代文明实践中心"),
    AreaLevel.TOWN: (VenueLevel.STATION, "新时代文明实践所"),
    AreaLevel.VILLAGE: (VenueLevel.POST, "新时代文明实践站"),
}
SCATTER = {AreaLevel.TOWN: 0.15, AreaLevel.VILLAGE: 0.03}  # degrees around the point of the area above


@dataclass(frozen=True, slots=True)
class Sources:
    """The files from which a county is loaded."""

    divisions: Path
    catalogue: Path
    townships: Path
    town_points: Path
    county_points: Path


@dataclass(frozen=True, slots=True)
class Loaded:
    """How much was loaded."""

    county: str
    towns: int
    villages: int
    items: int


async def load_county(session: AsyncSession, code: str, sources: Sources, zone: str) -> Loaded:
    """Add a county, or bring its names up to date; areas that are there keep their points.

    Raises:
        DivisionsError: the divisions file or one of its rows is bad; nothing was changed.
        CatalogueError: the catalogue is bad; nothing was changed.
    """
    divisions = read_divisions(sources.divisions, code)
    categories, items = read_catalogue(sources.catalogue)
    points, others = _points(sources, divisions), _other_codes(sources.townships, divisions)
    for row in [*categories, *items]:
        await session.merge(row)
    for division in divisions:
        await _put_area(session, division, points[division.code], others.get(division.code), zone)
    await session.flush()
    for division in divisions:
        await _put_venue(session, division)
    await session.flush()
    levels = [division.level for division in divisions]
    return Loaded(divisions[0].name, levels.count(AreaLevel.TOWN), levels.count(AreaLevel.VILLAGE), len(items))


def plain_name(name: str) -> str:
    """A village's name without the name of its committee: 高桥村村委会 is 高桥村, 友法社区居委会 友法社区."""
    for suffix in SUFFIXES:
        if name.endswith(suffix) and len(name) > len(suffix):
            base = name.removesuffix(suffix)
            ending = "村" if "村" in suffix else "社区"
            return base if base.endswith(("村", "社区", "居", "生活区")) else base + ending
    return name


async def _put_area(
    session: AsyncSession, division: Division, point: tuple[float, float] | None, other: str | None, zone: str
) -> None:
    area = await session.get(Area, division.code)
    if area is None:
        area = Area(code=division.code, level=division.level, parent_code=division.parent_code)
        session.add(area)
    area.name = plain_name(division.name)
    area.other_code = other
    area.zone = zone if division.level is AreaLevel.COUNTY else None
    if area.lat is None and point:
        area.lat, area.lon = point


async def _put_venue(session: AsyncSession, division: Division) -> None:
    level, kind = VENUE_NAMES[division.level]
    venue = await session.get(Venue, division.code)
    if venue is None:
        venue = Venue(code=division.code, level=level)
        session.add(venue)
    venue.name = plain_name(division.name) + kind


def _points(sources: Sources, divisions: list[Division]) -> dict[str, tuple[float, float] | None]:
    """Known points of the county and its towns; the rest is scattered, the same way each time, around what lies above."""
    rows = [row for row in _read(sources.county_points) if row["latitude"]]
    known = {row["adcode"][:6]: (float(row["latitude"]), float(row["longitude"])) for row in rows}
    named = {(r["county"], r["name"]): (float(r["lat"]), float(r["lon"])) for r in _read(sources.town_points)}
    county = divisions[0].name
    found: dict[str, tuple[float, float] | None] = {}
    for division in divisions:
        exact = known.get(division.code) or named.get((county, division.name))
        above = found.get(division.parent_code or "")
        found[division.code] = exact or (_scattered(above, division) if above else None)
    return found


def _scattered(above: tuple[float, float], division: Division) -> tuple[float, float]:
    chance = random.Random(division.code)
    reach = SCATTER[division.level]
    return (
        round(above[0] + chance.uniform(-reach, reach), 5),
        round(above[1] + chance.uniform(-reach, reach), 5),
    )


def _other_codes(file: Path, divisions: list[Division]) -> dict[str, str]:
    """The civil-affairs codes of towns where they differ: the two lists are joined by county and name."""
    by_name = {(row["county"], row["name"]): row["code"][:9] for row in _read(file)}
    county = divisions[0].name
    joined = {d.code: by_name.get((county, d.name)) for d in divisions if d.level is AreaLevel.TOWN}
    return {code: other for code, other in joined.items() if other and other != code}


def _read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))
