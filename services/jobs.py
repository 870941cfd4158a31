"""What the clock does: each job, how often, and the use case that it runs in one transaction."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from services.dispatch import run_waves
from services.morning import run_morning
from services.work import Work


@dataclass(frozen=True, slots=True)
class Job:
    """A job that runs once in each stretch of `every`, counted from midnight UTC."""

    name: str
    every: timedelta
    run: Callable[[Work], Awaitable[None]]


async def _waves(work: Work) -> None:
    await run_morning(work)
    await run_waves(work)


JOBS: tuple[Job, ...] = (Job("waves", timedelta(minutes=1), _waves),)
