"""Building the demo county: the areas, the people, and some weeks of their life, before it is opened."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

import data
from config import Settings
from models.area import area
from models.database import Database
from models.ids import seeded
from services.county.load import Sources, load_county
from services.demo.cast import make_cast
from services.demo.life import Counts, Habits, Life
from services.demo.people import make_people
from services.demo.shop import stock_shops

Progress = Callable[[float], None]
SEED = 1


def shipped_sources() -> Sources:
    """The divisions and the catalogue that come with the product."""
    return Sources(data.DIVISIONS, data.CATALOGUE, data.TOWNSHIPS, data.TOWN_POINTS, data.COUNTY_POINTS)


async def is_built(database: Database, county_code: str) -> bool:
    """Whether the county is in the database."""
    async with database.read() as session:
        return await area(session, county_code) is not None


async def build_people(
    database: Database, settings: Settings, now: datetime, bot_id: int, progress: Progress, *, seed: int = SEED
) -> None:
    """Load the county and invent its people; all of it or nothing."""
    county = settings.county
    with seeded(seed):
        async with database.begin() as session:
            await load_county(session, county.code, shipped_sources(), county.zone)
            maker = await make_people(
                session,
                county.code,
                now,
                seed,
                progress=lambda _what, done, whole: progress(done / whole),
            )
            await make_cast(maker, bot_id)
            await stock_shops(session, county.code, random.Random(seed))


async def live(
    database: Database,
    settings: Settings,
    start: datetime,
    days: float,
    progress: Progress,
    *,
    seed: int = SEED,
    habits: Habits | None = None,
) -> Counts:
    """Play some days of the county's life from a start; the same seed plays the same days."""
    life = Life(database, settings, random.Random(seed), start, start + timedelta(days=days), habits or Habits())
    with seeded(seed + 1):
        return await life.run(progress)
