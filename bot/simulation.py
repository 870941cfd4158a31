"""The `simulate` command: a demo county in a database of its own, some days of its life, and the weekly summaries of them."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from bot.bots import bots_of
from bot.demo import bar
from bot.ground import prepare, stand
from config import Settings
from models.database import Database
from models.grant import whoever_runs_the_command
from models.webchat import register_bot
from services.demo.build import build_people, live
from services.demo.life import Counts, Habits
from services.summary.files import write_summary
from services.summary.period import period_of
from services.summary.reading import read_summary
from services.work import Work
from templates.engine import LANGUAGES

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
            counts = await live(
                ground.database, settings, start, days, update, seed=seed, habits=Habits(requests_a_day=requests_a_day)
            )
        await _summaries(settings, ground.database, start + timedelta(days=days), days, out)
        return counts


async def _summaries(settings: Settings, database: Database, now: datetime, days: int, out: Path) -> None:
    """Write the center's summary of every week that was played, a begun week as far as it went, in both languages."""
    code, period = settings.county.code, period_of(FIRST_DAY)
    async with database.read() as session:
        while period.first < FIRST_DAY + timedelta(days=days):
            work = Work(session, now, settings, whoever_runs_the_command(code))
            books, report, names = await read_summary(work, code, period)
            for language in LANGUAGES:
                write_summary(out, books, report, names, language)
            period = period.next()


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
