"""A simulated life of the demo county: its people react to the messages they get, through the real use cases.

Every event is one transaction at its own time. What a person does next follows from what the outbox tells them, as it does
with real people; a row of the outbox counts as delivered when its person has reacted to it.
"""

import heapq
import itertools
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from config import Settings
from models.database import Database
from models.grant import Action
from models.machine import IllegalMove
from models.offer import Offer, OfferState
from models.outbox import Outbox, OutboxState
from models.person import Person
from models.queries.people import person_row, resident_ids, team_member_ids, with_accounts
from models.queries.visits import attendances
from models.scope import unscoped
from models.visit import GOING, Visit, VisitState
from services.answers import accept, decline
from services.demo.wishes import a_window, a_wish
from services.drafts import confirm
from services.ending import QUESTIONS, cancel, rate
from services.filing import Wish, draft
from services.jobs import JOBS
from services.notices import work_of
from services.serving import check_in, check_out
from services.staffing import name_person
from services.work import Refusal, Work, clock_work

TICK = timedelta(minutes=15)
Act = Callable[[AsyncSession, datetime], Awaitable[None]]
Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Habits:
    """How the simulated people are: requests a day, and chances."""

    requests_a_day: float = 24
    volunteer_accepts: float = 0.4
    captain_accepts: float = 0.75
    answers_at_all: float = 0.8
    comes: float = 0.97
    solved: float = 0.95
    rates: float = 0.85
    cancels: float = 0.03


@dataclass(slots=True)
class Counts:
    """What happened."""

    filed: int = 0
    accepted: int = 0
    declined: int = 0
    served: int = 0
    rated: int = 0
    refused: int = 0


@dataclass(slots=True)
class Life:
    """One run: the same seed plays the same days."""

    database: Database
    settings: Settings
    chance: random.Random
    start: datetime
    end: datetime
    habits: Habits = field(default_factory=Habits)
    counts: Counts = field(default_factory=Counts)
    events: list[tuple[datetime, int, Act]] = field(default_factory=list)
    order: "itertools.count[int]" = field(default_factory=itertools.count)
    residents: list[int] = field(default_factory=list)
    cast: set[int] = field(default_factory=set)  # whom a visitor plays; the simulation leaves them alone
    now: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.now = self.start

    def at(self, when: datetime, act: Act) -> None:
        """Plan something; what was due before a tick made it known happens then, what would happen after the end does not."""
        if when < self.end:
            heapq.heappush(self.events, (max(when, self.now), next(self.order), act))

    def soon(self, now: datetime, minutes: float) -> datetime:
        """A moment about so many minutes from now, by day."""
        when = now + timedelta(minutes=max(1.0, self.chance.expovariate(1 / minutes)))
        local = when.astimezone(self.settings.county.tz)
        if local.hour < 8 or local.hour >= 21:
            morning = datetime.combine(local.date(), time(8, 5), local.tzinfo)
            when = morning if morning > local else morning + timedelta(days=1)
        return when.astimezone(UTC)

    async def run(self, progress: Progress = lambda _share: None) -> Counts:
        """Play from the start to the end; `progress` hears the share of the time that has passed."""
        async with self.database.read() as session:
            self.cast = set(await with_accounts(session))
            everybody = await resident_ids(session, self.settings.county.code)
            self.residents = [person_id for person_id in everybody if person_id not in self.cast]
        self._plan_requests()
        tick = self.start
        while tick < self.end:
            self.at(tick, self._tick)
            tick += TICK
        while self.events:
            self.now, _, act = heapq.heappop(self.events)
            await self._play(self.now, act)
            progress((self.now - self.start) / (self.end - self.start))
        return self.counts

    async def _play(self, now: datetime, act: Act) -> None:
        try:
            async with self.database.begin() as session:
                await act(session, now)
        except (Refusal, IllegalMove):
            self.counts.refused += 1

    def _plan_requests(self) -> None:
        day = self.start
        while day < self.end:
            for _ in range(_poisson(self.chance, self.habits.requests_a_day)):
                local = day.astimezone(self.settings.county.tz).replace(hour=7, minute=0)
                self.at((local + timedelta(minutes=self.chance.uniform(0, 13 * 60))).astimezone(UTC), self._ask)
            day += timedelta(days=1)

    @unscoped("the simulation reads what its people would be told")
    async def _tick(self, session: AsyncSession, now: datetime) -> None:
        work = clock_work(session, now, self.settings)
        for job in JOBS:
            await job.run(work)
        await session.flush()
        due = select(Outbox).where(Outbox.state == OutboxState.QUEUED, Outbox.due_at <= now).order_by(Outbox.seq)
        for row in await session.scalars(due):
            row.state, row.sent_at = OutboxState.SENT, now
            await self._react(session, row, now)

    async def _react(self, session: AsyncSession, row: Outbox, now: datetime) -> None:
        if row.template == "offer":
            self._answer_offer(row, now)
        elif row.template == "scheduled":
            await self._expect_visit(session, row.ids["visit"])
        elif row.template == "rate" and self.chance.random() < self.habits.rates:
            self._rate(row, now)

    async def _ask(self, session: AsyncSession, now: datetime) -> None:
        person = await person_row(session, self.chance.choice(self.residents))
        work = await work_of(session, person.id, now, self.settings)
        code, text = a_wish(self.chance)
        start, end = a_window(self.chance, now, work.zone)
        wish = Wish(code, person.area_code, text, person.door, start, end)
        request = await draft(work, person, wish)
        await confirm(work, request.id)
        self.counts.filed += 1
        if self.chance.random() < self.habits.cancels:
            self.at(self.soon(now, 300), self._cancelling(request.id, person))

    def _cancelling(self, request_id: int, person: Person) -> Act:
        async def act(session: AsyncSession, now: datetime) -> None:
            await cancel(await work_of(session, person.id, now, self.settings), request_id, "不需要了")

        return act

    def _answer_offer(self, row: Outbox, now: datetime) -> None:
        if row.person_id in self.cast or self.chance.random() > self.habits.answers_at_all:
            return
        draw, why = self.chance.random(), self.chance.choice(("busy", "busy", "far", "skill", None))

        @unscoped("the simulation reads what its people would see")
        async def act(session: AsyncSession, at: datetime) -> None:
            offer = await session.get_one(Offer, row.ids["offer"])
            if offer.state is not OfferState.SENT:
                return
            work = await work_of(session, row.person_id, at, self.settings)
            leads = bool(work.actor.teams(Action.STAFF_VISITS))
            if draw > (self.habits.captain_accepts if leads else self.habits.volunteer_accepts):
                await decline(work, row.ids["offer"], why)
                self.counts.declined += 1
                return
            visit = await accept(work, row.ids["offer"])
            self.counts.accepted += 1
            if visit.team_id is not None and visit.state is VisitState.STAFFING:
                self.at(self.soon(at, 30), self._naming(visit.id, visit.team_id, row.person_id))

        self.at(self.soon(now, 15), act)

    def _naming(self, visit_id: int, team_id: int, captain_id: int) -> Act:
        async def act(session: AsyncSession, now: datetime) -> None:
            work = await work_of(session, captain_id, now, self.settings)
            ids = list(await team_member_ids(session, team_id))
            self.chance.shuffle(ids)
            await _name_until_full(work, visit_id, ids)

        return act

    @unscoped("the simulation reads what its people would see")
    async def _expect_visit(self, session: AsyncSession, visit_id: int) -> None:
        visit = await session.get_one(Visit, visit_id)
        for row in await attendances(session, visit_id):
            if row.state in GOING and self.chance.random() < self.habits.comes:
                late = timedelta(minutes=self.chance.gauss(-2, 6))
                length = (visit.end - visit.start) * self.chance.uniform(0.75, 1.15)
                self.at(visit.start + late, self._arriving(visit_id, row.person_id, length))

    def _arriving(self, visit_id: int, person_id: int, length: timedelta) -> Act:
        @unscoped("the simulated resident tells the code")
        async def arrive(session: AsyncSession, now: datetime) -> None:
            work = await work_of(session, person_id, now, self.settings)
            visit = await session.get_one(Visit, visit_id)
            await check_in(work, visit_id, visit.code or "")
            self.at(now + length, leave)

        async def leave(session: AsyncSession, now: datetime) -> None:
            work = await work_of(session, person_id, now, self.settings)
            visit, _ = await check_out(work, visit_id)
            self.counts.served += visit.state is VisitState.DONE

        return arrive

    def _rate(self, row: Outbox, now: datetime) -> None:
        solved, on_time = self.chance.random() < self.habits.solved, self.chance.random() < 0.93

        async def act(session: AsyncSession, at: datetime) -> None:
            work = await work_of(session, row.person_id, at, self.settings)
            for question, answer in zip(QUESTIONS, (True, on_time, solved), strict=True):
                await rate(work, row.ids["request"], question, answer)
            self.counts.rated += 1

        self.at(self.soon(now, 120), act)


async def _name_until_full(work: Work, visit_id: int, ids: list[int]) -> None:
    for person_id in ids:
        try:
            visit = await name_person(work, visit_id, person_id)
        except Refusal:
            continue
        if visit.state is not VisitState.STAFFING:
            return


def _poisson(chance: random.Random, mean: float) -> int:
    """A Poisson number, by counting exponential gaps (Knuth)."""
    count, passed = 0, chance.expovariate(1.0)
    while passed < mean:
        count, passed = count + 1, passed + chance.expovariate(1.0)
    return count
