"""What the reader works with: the answer, and the pieces a sentence is taken apart into."""

import datetime as dt
import enum
from dataclasses import dataclass, field

from language.times.days import Day

MINUTE = dt.timedelta(minutes=1)
LAST_MINUTE = 23 * 60 + 59


@dataclass(frozen=True, slots=True)
class Times:
    """When something is to be: naive local minutes, an RFC 5545 rule without `RRULE:`, and where the text says so.

    `spans` index the original text and do not count in a comparison.
    """

    start: dt.datetime | None = None
    end: dt.datetime | None = None
    repeat: str | None = None
    spans: tuple[tuple[int, int], ...] = field(default=(), compare=False)


# Minutes of the day at which each part of day begins and ends.
PARTS = {
    "dawn": (0, 360),
    "early": (360, 540),
    "forenoon": (480, 720),
    "noon": (660, 780),
    "afternoon": (780, 1080),
    "dusk": (1020, 1140),
    "evening": (1080, 1320),
    "night": (1080, 1320),
    "daytime": (480, 1080),
}


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day as said: `fixed` where the hour is out of 24 or marked am or pm, so that no part of day moves it."""

    hour: int
    minute: int = 0
    fixed: bool = False


class Kind(enum.Enum):
    """What a token says."""

    DAY = enum.auto()
    PART = enum.auto()
    CLOCK = enum.auto()
    CLOCKS = enum.auto()  # a range written in one piece: from, to
    DELTA = enum.auto()  # minutes from now
    WITHIN = enum.auto()  # from now until minutes from now
    NOW = enum.auto()
    EVERY = enum.auto()
    NTH = enum.auto()  # the nth weekday of a month
    PAST = enum.auto()
    THAT = enum.auto()  # 那天: the day already named, or days after it
    TO = enum.auto()
    OR = enum.auto()
    BEFORE = enum.auto()
    AFTER = enum.auto()
    FROM = enum.auto()


@dataclass(frozen=True, slots=True)
class Every:
    """How often: an RFC 5545 frequency, its interval, and the days it names."""

    freq: str
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    days: tuple[int, ...] = ()
    nth: int = 0
    loose: bool = False  # several times a period: no rule until days are named


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text that says something about time."""

    kind: Kind
    value: object
    start: int
    end: int


@dataclass(slots=True)
class Phrase:
    """Tokens that stand together and make one statement of time."""

    start: int
    end: int
    spans: list[tuple[int, int]] = field(default_factory=list)
    day: Day | None = None
    day_to: Day | None = None
    first: Day | None = None
    part: str | None = None
    part_to: str | None = None
    clock: Clock | None = None
    clock_to: Clock | None = None
    every: Every | None = None
    bound: Kind | None = None
    delta: int | None = None
    within: int | None = None
    now: bool = False
    past: bool = False
    strict: bool = False  # bounded by a word that leaves the day itself out
    that: int | None = None
    moved: int = 0  # minutes by which what is said is put off

    @property
    def timed(self) -> bool:
        """Whether a time of day is said."""
        return self.part is not None or self.clock is not None

    def take_time(self, other: "Phrase") -> None:
        """Takes over the other's time of day, and its bound where it has one."""
        self.part, self.part_to = other.part, other.part_to
        self.clock, self.clock_to = other.clock, other.clock_to
        self.bound, self.strict = other.bound or self.bound, other.strict or self.strict

    @property
    def says(self) -> bool:
        """Whether it holds anything that makes a time, or tells that one is past."""
        days = self.day is not None or self.first is not None or self.every is not None
        return days or self.timed or self.exact or self.past or self.that is not None

    @property
    def exact(self) -> bool:
        """Whether it stands for itself, counted from now."""
        return self.now or self.delta is not None or self.within is not None
