"""The clock: APScheduler beats, the database decides.

A beat asks for each job whether its present slot is still free, takes it, and does the job in the same transaction, so that
however many processes tick, every slot happens once; a job that fails gives its slot back to the next beat. APScheduler keeps
nothing but the beat in memory. Slots that passed while nothing ran are not made up one by one: a job asks the database what is
due, and finds what was missed.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.wake import queued_in
from config import Settings
from models.database import Database
from models.job import take_slot
from services.jobs import Job
from services.work import Clock, clock_work

log = logging.getLogger(__name__)
LONGEST_BEAT = timedelta(seconds=30)
SHORTEST_BEAT = timedelta(seconds=1)
GRACE = 300  # seconds by which a beat may be late; later ones are dropped, for the next one sees all that is due
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class JobClock:
    """Runs jobs when their slots come. `on_told` is called after a job that queued messages."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        clock: Clock,
        jobs: Iterable[Job],
        on_told: Callable[[], None] = lambda: None,
    ) -> None:
        self._database, self._settings, self._clock = database, settings, clock
        self._jobs, self._on_told = tuple(jobs), on_told
        self._done: dict[str, str] = {}  # the newest slot of each job that is known to be taken
        self._running: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": GRACE}
        )

    async def run(self) -> None:
        """Beat until `stop`, the first time at once, and let running jobs finish."""
        for job in self._jobs:
            beat = max(SHORTEST_BEAT, min(LONGEST_BEAT, job.every / 2))
            trigger = IntervalTrigger(seconds=beat.total_seconds(), timezone=UTC)
            self._scheduler.add_job(self._beat, trigger, args=[job], id=job.name, next_run_time=datetime.now(UTC))
        self._scheduler.start()
        try:
            await self._stopping.wait()
            self._scheduler.remove_all_jobs()
            if self._running:
                await asyncio.wait(self._running)
        finally:
            self._scheduler.shutdown(wait=False)

    def stop(self) -> None:
        """Beat no more."""
        self._stopping.set()

    async def tick(self) -> int:
        """Run every job whose present slot is free; return how many ran."""
        return sum([await self._tick(job) for job in self._jobs])

    async def _beat(self, job: Job) -> None:
        task = asyncio.ensure_future(
            self._quietly(job)
        )  # a task of its own: a stop of the scheduler cancels the beat only
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        await asyncio.shield(task)

    async def _quietly(self, job: Job) -> None:
        try:
            await self._tick(job)
        except Exception:
            log.exception("a job failed; the next beat tries again", extra={"job": job.name})

    async def _tick(self, job: Job) -> bool:
        now = self._clock()
        slot = slot_of(job, now)
        if self._done.get(job.name) == slot:
            return False
        async with self._database.begin() as session:
            free = await take_slot(session, job.name, slot, now)
            if free:
                await job.run(clock_work(session, now, self._settings))
        self._done[job.name] = slot
        if queued_in(session):
            self._on_told()
        return free


def slot_of(job: Job, now: datetime) -> str:
    """The name of the stretch of time in which `now` lies: its beginning."""
    return (now - (now - EPOCH) % job.every).isoformat(timespec="seconds")
