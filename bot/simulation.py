"""The `simulate` command: a demo county in a database of its own, some days of its life, and the weekly summaries of them."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from bot.bots import bots_of
from bot.demo import bar
from bot.ground import prepare, stand
from config import Settings
from models.database import Database
from models.webchat import register_bot
from services.demo.build import build_people, live
from services.demo.life import Counts, Habits

FIRST_DAY = date(2026, 11, 16)  # a Monday, so that seven days are a week of the summary


async def simulate(settings_file: Path, out: Path, days: int, seed: int, requests_a_day: float) -> Counts:
    """Play `days` from a fixed Monday on, the same for the same seed, and write database and summaries into `out`."""
    settings = prepare(settings_file, demo=True)
    file = _fresh_file(out)
    settings = settings.model_copy(update={"database": settings.database.model_copy(update={"url": str(file)})})
    start = datetime.combine(FIRST_DAY, time(0), settings.county.tz).astimezone(UTC)
    async with stand(settings) as ground:
        await _people(settings, ground.database, start, seed)
        with bar(f"{days} 天 days") as update:
            return await live(
                ground.database, settings, start, days, update, seed=seed, habits=Habits(requests_a_day=requests_a_day)
            )


async def _people(settings: Settings, database: Database, start: datetime, seed: int) -> None:
    bot = next(bot for bot in bots_of(settings) if bot.is_webchat)
    async with database.begin() as session:
        await register_bot(session, token=bot.token, username=bot.settings.username, name=bot.settings.name, now=start)
    with bar("居民和志愿者 people") as update:
        await build_people(database, settings, start - timedelta(days=1), bot.id, update, seed=seed)


def _fresh_file(out: Path) -> Path:
    out.mkdir(parents=True, exist_ok=True)
    file = out / "county.db"
    for old in (file, *out.glob("county.db-*")):
        old.unlink(missing_ok=True)
    return file
