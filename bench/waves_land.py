"""A county made up for the waves benchmark: towns, villages, people, requests, and how people answer."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import blake2b
from math import exp
from statistics import NormalDist

import numpy as np

from data import CATALOGUE
from matching.plain import Asked, Busy, Candidate, Certificate, Level, Need, Point, Sex, covers

COUNTY_CODE = "320999"
MINUTE = timedelta(minutes=1)
# Chance that somebody asked stops looking at messages for a while, and how long on average (days).
TIRES, TIRED_DAYS = 0.5, 3.0


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the catalogue."""

    code: str
    minutes: int
    people: int
    respond_within: int
    vetted: bool
    certificate: str | None
    starts_at: Level


@dataclass(frozen=True, slots=True)
class Home:
    """What stays the same of a volunteer."""

    number: int
    area: str
    point: Point
    team: int
    level: Level
    venue: str
    skills: frozenset[str]
    certificates: tuple[Certificate, ...]
    vetted: bool
    sex: Sex
    weekly_limit: int
    willing: float


@dataclass(slots=True)
class Person:
    """A volunteer in one run of the month."""

    home: Home
    busy: list[Busy] = field(default_factory=list)
    asked_at: list[float] = field(default_factory=list)
    answers: list[bool] = field(default_factory=list)
    tired_from: float = -1e9

    def take(self, need: Need, epoch: datetime, minute: float) -> None:
        """Promise the visit."""
        start = need.start or epoch + minute * MINUTE
        self.busy.append(Busy(start, start + timedelta(minutes=need.minutes), need.area, need.point))


@dataclass(frozen=True, slots=True)
class Wanted:
    """A request: when it comes in (minute of the month), what, where, until when somebody must have accepted."""

    minute: float
    item: Item
    area: str
    point: Point
    resident: int
    alone: bool
    deadline: float

    @property
    def urgent(self) -> bool:
        return self.item.code.startswith("F")

    def need(self, number: int, epoch: datetime) -> Need:
        """As matching wants it. The visit is at a daytime hour after the deadline; emergencies are at once."""
        day, inside = divmod(self.deadline + 60.0, 1440.0)
        start = day * 1440.0 + min(max(inside, 8 * 60), 17 * 60)
        return Need(
            request_id=number,
            item=self.item.code,
            category=self.item.code[0],
            minutes=self.item.minutes,
            area=self.area,
            people=self.item.people,
            vetted=self.item.vetted,
            certificate=self.item.certificate,
            starts_at=self.item.starts_at,
            point=self.point,
            start=None if self.urgent else epoch + start * MINUTE,
            resident_id=self.resident,
            alone=self.alone,
        )


@dataclass(frozen=True, slots=True)
class County:
    """Volunteers, villages with their points, items of the catalogue."""

    homes: tuple[Home, ...]
    villages: tuple[tuple[str, Point], ...]
    items: tuple[Item, ...]
    teams: int
    residents: int


@dataclass(frozen=True, slots=True)
class Fate:
    """How people answer, the same for every policy: hashed random numbers by person and request."""

    seed: int

    def _draw(self, person: Person, number: int, what: int) -> float:
        word = blake2b(f"{self.seed}:{person.home.number}:{number}:{what}".encode(), digest_size=8).digest()
        return (int.from_bytes(word) + 0.5) / 2.0**64

    def ignores(self, person: Person, number: int, minute: float) -> bool:
        """Whether an earlier message tired them and they have not come back since."""
        days = (minute - person.tired_from) / 1440.0
        return days < 1e8 and self._draw(person, number, 1) < TIRES * exp(-days / TIRED_DAYS)

    def accepts(self, person: Person, wanted: Wanted, number: int) -> bool:
        """Whether they want to: their own willingness, less for a longer way."""
        near = 1.0 if covers(person.home.area[:9], wanted.area) else 0.6
        return self._draw(person, number, 2) < person.home.willing * near

    def speaks(self, person: Person, number: int) -> bool:
        """Whether one who does not want to says so."""
        return self._draw(person, number, 3) < 0.5

    def delay(self, person: Person, number: int) -> float:
        """Time to answer, in medians."""
        return exp(NormalDist().inv_cdf(self._draw(person, number, 4)))


def candidate(person: Person, now: datetime, minute: float, rest: float) -> Candidate:
    """A volunteer as matching sees them now."""
    home = person.home
    week = now - timedelta(days=7)
    rested = now + (person.asked_at[-1] + rest - minute) * MINUTE if person.asked_at and rest else None
    return Candidate(
        person_id=home.number,
        area=home.area,
        team_id=home.team,
        level=home.level,
        venue_area=home.venue,
        point=home.point,
        skills=home.skills,
        certificates=home.certificates,
        vetted=home.vetted,
        sex=home.sex,
        busy=tuple(person.busy),
        minutes_this_week=sum(_length(one) for one in person.busy if one.start > week),
        weekly_limit=home.weekly_limit,
        rest_until=rested,
        minutes_90_days=sum(_length(one) for one in person.busy),
        answers=Asked(len(person.answers), sum(person.answers)),
    )


def _length(busy: Busy) -> int:
    return int((busy.end - busy.start) / MINUTE)


def make_county(seed: int, scale: float) -> County:
    """About 600 volunteers in 68 teams for 3,000 residents in 10 towns and 57 villages, times `scale`."""
    rng = np.random.default_rng([seed, 11])
    towns = [f"{COUNTY_CODE}{100 + number}" for number in range(10)]
    centres = rng.normal(0.0, 0.08, (len(towns), 2))
    villages = []
    for number in range(57):
        town = number % len(towns)
        lat, lon = centres[town] + rng.normal(0.0, 0.02, 2)
        villages.append((f"{towns[town]}{201 + number}", Point(33.0 + float(lat), 120.0 + float(lon))))
    venues = (
        [(COUNTY_CODE, Level.CENTER)]
        + [(town, Level.STATION) for town in towns]
        + [(code, Level.POST) for code, _ in villages]
    )
    items = _items()
    homes = tuple(_home(rng, number, villages, venues, items) for number in range(round(600 * scale)))
    return County(homes, tuple(villages), items, len(venues), round(3000 * scale))


def _home(
    rng: np.random.Generator,
    number: int,
    villages: Sequence[tuple[str, Point]],
    venues: Sequence[tuple[str, Level]],
    items: Sequence[Item],
) -> Home:
    team = int(rng.integers(len(venues)))
    venue, level = venues[team]
    near = [one for one in villages if covers(venue, one[0])]
    area, point = near[int(rng.integers(len(near)))]
    letters = rng.choice(list("ABCDE"), int(rng.integers(2, 5)), replace=False)
    skills = frozenset({*letters.tolist(), *(["F"] if rng.random() < 0.4 else [])})
    kinds = sorted({one.certificate for one in items if one.certificate})
    held = tuple(Certificate(kind) for kind in kinds if rng.random() < 0.25)
    sex = Sex.WOMAN if rng.random() < 0.6 else Sex.MAN
    limit = int(rng.choice([240, 360, 600]))
    vetted, willing = bool(rng.random() < 0.7), float(rng.beta(1.2, 4.8))
    return Home(number, area, point, team, level, venue, skills, held, vetted, sex, limit, willing)


def _items() -> tuple[Item, ...]:
    with CATALOGUE.open("rb") as file:
        read = tomllib.load(file)["items"]
    return tuple(
        Item(
            code,
            one["minutes"],
            one["people"],
            one["respond_within"],
            one["vetted"],
            one.get("certificate"),
            Level.named(one["starts_at"]),
        )
        for code, one in read.items()
    )


def make_month(county: County, seed: int, days: int = 30) -> list[Wanted]:
    """About one request for eight residents in the month; most by day, a few emergencies at any hour."""
    rng = np.random.default_rng([seed, 12])
    found = [_wanted(rng, county, days) for _ in range(round(county.residents / 8))]
    return sorted(found, key=lambda one: one.minute)


def _wanted(rng: np.random.Generator, county: County, days: int) -> Wanted:
    emergencies = [one for one in county.items if one.code.startswith("F")]
    plain = [one for one in county.items if not one.code.startswith("F")]
    urgent = rng.random() < 0.05
    item = (emergencies if urgent else plain)[int(rng.integers(len(emergencies if urgent else plain)))]
    inside = rng.random() * 1440 if urgent else 450 + rng.random() * 870
    minute = int(rng.integers(days)) * 1440.0 + inside
    area, point = county.villages[int(rng.integers(len(county.villages)))]
    spread = item.respond_within
    return Wanted(
        minute,
        item,
        area,
        point,
        10**6 + int(rng.integers(county.residents)),
        bool(rng.random() < 0.3),
        minute + spread,
    )
