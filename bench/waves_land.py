"""The demo county for the waves benchmark: its real people, teams, captains and catalogue, and a month of its residents' wishes.

The county is built by `services.demo`, the requests are filed and judged by the services, in a database that is thrown
away; what is left in memory is what `matching` is given. Only how people answer is the benchmark's own.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from hashlib import blake2b
from math import exp, log
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.ext.asyncio import AsyncSession

from config import Settings
from matching.eligible import Rules
from matching.plain import Candidate, Need
from matching.rank import Weights
from migrations.upgrade import upgrade
from models.crypto import Keyring, use_keyring
from models.database import Database
from models.ids import seeded
from models.item import Item
from models.person import Person
from models.request import Request
from models.team import Team
from services.candidates import all_candidates, need_of, rules_of
from services.county.load import load_county
from services.demo.build import shipped_sources
from services.demo.life import Habits
from services.demo.people import Demo, make_people
from services.demo.wishes import a_window, a_wish
from services.dispatch import service_of, visit_times, weights
from services.filing import Wish, draft
from services.limits import respond_by
from services.notices import work_of
from services.work import Work, clock_work

FIRST_DAY = date(2026, 11, 16)
HABITS = Habits()
ANSWER_MINUTES = 15.0  # on average, by day, as in the demo county's life
TIRED_DAYS = 3.0


@dataclass(frozen=True, slots=True)
class Call:
    """A request as it is filed: `number` counts them, `start` is when its visit is planned, `limit` until when to accept."""

    number: int
    filed: datetime
    request: Request
    service: Item
    need: Need
    start: datetime
    limit: datetime

    @property
    def urgent(self) -> bool:
        """Whether people are asked at night as well."""
        return self.service.is_emergency or self.request.danger


@dataclass(frozen=True, slots=True)
class County:
    """The county and its month. `crowd` holds by item who has the skill, once for each of their teams."""

    work: Work
    rules: Rules
    weights: Weights
    volunteers: tuple[int, ...]
    residents: int
    teams: Mapping[int, Team]
    crowd: Mapping[str, Sequence[Candidate]]
    calls: tuple[Call, ...]


@dataclass(frozen=True, slots=True)
class Fate:
    """How people answer, the same for every policy: hashed random numbers by person and request, and the demo's habits.

    `tires` is the chance that somebody asked stops looking at messages for about `TIRED_DAYS`; the demo county's do not.
    """

    seed: int
    tires: float = 0.0

    def draw(self, *key: object) -> float:
        """A number between 0 and 1 that depends on nothing but the key."""
        word = blake2b(":".join(map(str, (self.seed, *key))).encode(), digest_size=8).digest()
        return (int.from_bytes(word) + 0.5) / 2.0**64

    def answers(self, person: int, number: int, days_since: float | None) -> bool:
        """Whether somebody asked answers at all; `days_since` they were last asked."""
        tired = days_since is not None and self.draw(person, number, "tired") < self.tires * exp(
            -days_since / TIRED_DAYS
        )
        return not tired and self.draw(person, number, "answers") < HABITS.answers_at_all

    def accepts(self, person: int, number: int, leads: bool) -> bool:
        """Whether one who answers says yes."""
        return self.draw(person, number, "yes") < (HABITS.captain_accepts if leads else HABITS.volunteer_accepts)

    def minutes(self, person: int, number: int) -> float:
        """How long they take, awake."""
        return max(1.0, -ANSWER_MINUTES * log(self.draw(person, number, "minutes")))


async def load(seed: int, days: int) -> County:
    """Build the county and let its residents file for so many days."""
    use_keyring(Keyring({"b": bytes(range(32))}, "b", bytes(range(32, 64))))
    settings = Settings()
    with TemporaryDirectory() as folder, seeded(seed):
        database = Database(str(Path(folder) / "county.db"))
        try:
            await upgrade(database)
            async with database.begin() as session:
                return await _load(session, settings, seed, days)
        finally:
            await database.close()


async def _load(session: AsyncSession, settings: Settings, seed: int, days: int) -> County:
    start = datetime.combine(FIRST_DAY, time(), settings.county.tz)
    code = settings.county.code
    await load_county(session, code, shipped_sources(), settings.county.zone)
    demo = (await make_people(session, code, start - timedelta(days=1), seed)).demo
    calls = [
        await _file(session, settings, demo, moment, number, seed)
        for number, moment in enumerate(_moments(seed, start, days))
    ]
    work = clock_work(session, start, settings)
    crowd = {
        item: await all_candidates(work, next(one.need for one in calls if one.need.item == item))
        for item in sorted({one.need.item for one in calls})
    }
    return County(
        work=work,
        rules=rules_of(work),
        weights=weights(work),
        volunteers=tuple(person.id for person in demo.volunteers),
        residents=len(demo.residents),
        teams={team.id: team for team in demo.teams},
        crowd={item: [replace(who, free=None) for who in found] for item, found in crowd.items()},
        calls=tuple(calls),
    )


def _moments(seed: int, start: datetime, days: int) -> list[datetime]:
    """When requests are filed: from seven in the morning to eight at night, as many a day as in the demo county's life."""
    chance = random.Random(f"{seed}:moments")
    count = round(HABITS.requests_a_day * days)
    return sorted(
        start + timedelta(days=chance.randrange(days), hours=7, minutes=chance.uniform(0, 13 * 60))
        for _ in range(count)
    )


async def _file(
    session: AsyncSession, settings: Settings, demo: Demo, moment: datetime, number: int, seed: int
) -> Call:
    chance = random.Random(f"{seed}:{number}:wish")
    person: Person = chance.choice(demo.residents)
    work = await work_of(session, person.id, moment, settings)
    code, text = a_wish(chance)
    begin, end = a_window(chance, moment, work.zone)
    request = await draft(work, person, Wish(code, person.area_code, text, person.door, begin, end))
    service = await service_of(work, request)
    request.opened_at, request.respond_by = moment, respond_by(work, service, request.start)
    await session.flush()
    need = await need_of(work, request, service)
    planned = (await visit_times(work, request, service))[0]
    return Call(number, moment, request, service, need, planned, request.respond_by)
