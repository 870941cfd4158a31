"""The demo county at start: built once, with a progress bar, and its cast for whoever opens the page."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from bot.bots import BotAccount, bots_of
from bot.errors import CommandError
from bot.ground import Ground
from models.webchat import register_bot
from services.demo.build import build_people, is_built, live
from services.demo.cast import cast, wake
from services.demo.life import Habits
from webchat.options import DemoPersona

QUIET_COUNTY = Habits(requests_a_day=10)  # few enough to be played within a minute


async def prepare_demo(ground: Ground) -> tuple[DemoPersona, ...]:
    """Build the demo county where there is none yet, in a process of its own; returns whom one can be.

    Raises:
        CommandError: it could not be built.
    """
    if not await is_built(ground.database, ground.settings.county.code):
        process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", "demo")
        if await process.wait() != 0:
            raise CommandError("the demo county could not be built; `make clean` removes what there is of it")
    bot = _own_bot(ground)
    async with ground.database.read() as session:
        parts = await cast(session, bot.id)
    return tuple(DemoPersona(user_id, part.name, part.role, part.hint) for user_id, part in parts)


async def build_demo(ground: Ground, days: int) -> None:
    """Load the county, invent its people and play some days of their life, with a progress bar; nothing if it is there."""
    settings, bot = ground.settings, _own_bot(ground)
    if await is_built(ground.database, settings.county.code):
        return
    now = ground.clock().replace(second=0, microsecond=0)
    async with ground.database.begin() as session:
        names = bot.settings
        await register_bot(session, token=bot.token, username=names.username, name=names.name, now=now)
    with bar("演示县的居民和志愿者 People of the demo county") as update:
        await build_people(ground.database, settings, now, bot.id, update)
    with bar("演示县过去两周 Two weeks of its life") as update:
        await live(ground.database, settings, now - timedelta(days=days), days, update, habits=QUIET_COUNTY)
    async with ground.database.begin() as session:
        await wake(session, bot.id)


def _own_bot(ground: Ground) -> BotAccount:
    return next(bot for bot in bots_of(ground.settings) if bot.is_webchat)


@contextmanager
def bar(words: str) -> Iterator["_Update"]:
    """A progress bar for a long work, to be moved by calling what it yields with a share of the whole."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
    )
    with Progress(*columns) as progress:
        task = progress.add_task(words, total=1.0)
        yield _Update(progress, task)
        progress.update(task, completed=1.0)


class _Update:
    """Moves a bar to a share of the whole."""

    def __init__(self, progress: Progress, task: object) -> None:
        self._progress, self._task = progress, task

    def __call__(self, share: float) -> None:
        self._progress.update(self._task, completed=share)  # type: ignore[arg-type]
