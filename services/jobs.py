"""What the clock does: each job, how often, and the use case that it runs in one transaction."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from services import plan_cards as _plan_cards  # noqa: F401 - registers what its messages say
from services import substitutes as _substitutes  # noqa: F401 - registers what its messages say
from services.agreed import agree_silently
from services.alarms import raise_alarms
from services.certificates import messages as _papers  # noqa: F401 - registers what its messages say
from services.directives import cards as _cards  # noqa: F401 - registers what its messages say
from services.directives.issuing import watch_hourly
from services.dispatch import run_waves
from services.holidays import watch
from services.hours.jobs import run_daily, run_hours
from services.housekeeping import tidy_up
from services.morning import run_morning
from services.plans import ask_familiar, make_ahead
from services.reminders import remind
from services.stars import grant_due
from services.summary.sending import send_summaries
from services.work import Work


@dataclass(frozen=True, slots=True)
class Job:
    """A job that runs once in each stretch of `every`, counted from midnight UTC."""

    name: str
    every: timedelta
    run: Callable[[Work], Awaitable[None]]


async def _waves(work: Work) -> None:
    await ask_familiar(work)
    await run_morning(work)
    await run_waves(work)


async def _summaries(work: Work) -> None:
    await watch_hourly(work)
    await send_summaries(work)


async def _stars(work: Work) -> None:
    await grant_due(work)


JOBS: tuple[Job, ...] = (
    Job("waves", timedelta(minutes=1), _waves),
    Job("summaries", timedelta(minutes=5), _summaries),
    Job("reminders", timedelta(minutes=1), remind),
    Job("agreeing", timedelta(minutes=1), agree_silently),
    Job("alarms", timedelta(minutes=1), raise_alarms),
    Job("plans", timedelta(hours=1), make_ahead),
    Job("hours", timedelta(minutes=10), run_hours),
    Job("stars", timedelta(hours=1), _stars),
    Job("ledger", timedelta(days=1), run_daily),
    Job("calendar", timedelta(hours=6), watch),
    Job("tidying", timedelta(hours=6), tidy_up),
)
