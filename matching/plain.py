"""The plain data matching works on: what is needed, who could do it, and what was found.

Times are timezone-aware UTC. Areas are codes of the official tree (county 6 digits, town 9, village 12, then the
grid); a code's prefix is its ancestor. Everything is frozen: a caller builds new data instead of changing it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum
from zoneinfo import ZoneInfo

EMERGENCY_CATEGORY = "F"
COUNTY, TOWN, VILLAGE = 6, 9, 12
CHINA = ZoneInfo("Asia/Shanghai")

Value = int | float | str


class Level(IntEnum):
    """A venue's level, from the village up; greater is higher."""

    POST = 1
    STATION = 2
    CENTER = 3

    @classmethod
    def named(cls, name: str) -> "Level":
        """The level a catalogue names: post, station or center. Raises KeyError for any other word."""
        return cls[name.upper()]


class Sex(StrEnum):
    """As a person states it; None where they do not."""

    WOMAN = "woman"
    MAN = "man"


@dataclass(frozen=True, slots=True)
class Point:
    """WGS 84 degrees."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time, its end excluded."""

    start: datetime
    end: datetime

    def overlaps(self, other: "Window") -> bool:
        """Whether the two share any time; touching ends do not."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Busy(Window):
    """Time already promised, and where, so that the way between two services can be judged."""

    area: str = ""
    point: Point | None = None


@dataclass(frozen=True, slots=True)
class Certificate:
    """A qualification; valid through its last day, or for ever where that is None."""

    kind: str
    expires: date | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """What a request asks for. `start` and `end` bound the time in which a visit of `minutes` must lie.

    Without a start the time is still to be agreed (an emergency without one means at once); without an end the
    visit begins at `start`. `language` is one the resident must be spoken to in; None where any will do.
    `alone` says the resident lives alone, `minor` that a person under 18 is served.
    """

    request_id: int
    item: str
    category: str
    minutes: int
    area: str
    people: int = 1
    vetted: bool = False
    certificate: str | None = None
    starts_at: Level = Level.POST
    point: Point | None = None
    start: datetime | None = None
    end: datetime | None = None
    language: str | None = None
    resident_id: int | None = None
    alone: bool = False
    minor: bool = False
    wish_woman: bool = False
    wish_same_person: bool = False
    emergency: bool = False

    @property
    def urgent(self) -> bool:
        """Whether emergency rules apply: said so, or an item of the emergency category."""
        return self.emergency or self.category == EMERGENCY_CATEGORY

    def window(self, now: datetime) -> Window | None:
        """The time a visit must lie in; None while it is still to be agreed. Starts in the past only if a fixed time is."""
        length = timedelta(minutes=self.minutes)
        if self.start is None:
            return Window(now, now + length) if self.urgent else None
        if self.end is not None:
            return Window(max(self.start, now), self.end)
        begin = max(self.start, now) if self.urgent else self.start
        return Window(begin, begin + length)


@dataclass(frozen=True, slots=True)
class Record:
    """What became of somebody's promises: kept, cancelled late, not kept."""

    kept: int = 0
    cancelled_late: int = 0
    no_show: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """How often somebody was asked and gave an answer or let it lapse, and how often they said yes."""

    asked: int = 0
    accepted: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """One volunteer, as far as it bears on one need.

    `skills` holds item codes, or category letters for all of a category. `age` None means an adult who gave no date.
    `free` None means unknown; an empty tuple means never. Minutes this week are those served and promised in the week
    the need falls in. `radius` is the longest way in minutes, None for the county's usual. `asked_before` are requests
    this person was already asked for, whatever the answer.
    """

    person_id: int
    area: str
    team_id: int | None = None
    level: Level = Level.POST
    venue_area: str = ""
    point: Point | None = None
    skills: frozenset[str] = frozenset()
    certificates: tuple[Certificate, ...] = ()
    vetted: bool = False
    age: int | None = None
    guardian_present: bool = False
    sex: Sex | None = None
    languages: frozenset[str] = frozenset()
    free: tuple[Window, ...] | None = None
    busy: tuple[Busy, ...] = ()
    minutes_this_week: int = 0
    weekly_limit: int | None = None
    rest_until: datetime | None = None
    paused_until: datetime | None = None
    asked_before: frozenset[int] = frozenset()
    blocked_residents: frozenset[int] = frozenset()
    minutes_90_days: int = 0
    record: Record = Record()
    answers: Asked = Asked()
    last_served: datetime | None = None
    radius: int | None = None

    @property
    def key(self) -> tuple[str, int]:
        """What tells candidates apart in one ranking."""
        return ("person", self.person_id)


@dataclass(frozen=True, slots=True)
class TeamCandidate:
    """One team, as far as it bears on one need; its captain answers and then names people.

    `able` counts the members who can go, `staffable` says whether they make up a lawful crew (see `can_staff`).
    Minutes are those of an average member.
    """

    team_id: int
    captain_id: int
    area: str
    level: Level = Level.POST
    point: Point | None = None
    able: int = 0
    staffable: bool = False
    open_offers: int = 0
    minutes_this_week: int = 0
    rest_until: datetime | None = None
    paused_until: datetime | None = None
    asked_before: frozenset[int] = frozenset()
    blocked_residents: frozenset[int] = frozenset()
    minutes_90_days: int = 0
    record: Record = Record()
    answers: Asked = Asked()
    last_served: datetime | None = None
    radius: int | None = None

    @property
    def key(self) -> tuple[str, int]:
        """What tells candidates apart in one ranking."""
        return ("team", self.team_id)

    @property
    def venue_area(self) -> str:
        """A team belongs to its venue, so its area is the venue's."""
        return self.area


Asker = Candidate | TeamCandidate


class RefusalCode(StrEnum):
    """Why somebody cannot be asked, or what to mind when they are; templates make sentences of these."""

    SKILL = "skill"
    CERTIFICATE_MISSING = "certificate_missing"
    CERTIFICATE_EXPIRED = "certificate_expired"
    CERTIFICATE_ENDS = "certificate_ends"
    NOT_VETTED = "not_vetted"
    PAIR_NEEDS_ADULT = "pair_needs_adult"
    NEEDS_GUARDIAN = "needs_guardian"
    TOO_YOUNG_FOR_EMERGENCY = "too_young_for_emergency"
    OTHER_COUNTY = "other_county"
    TOO_FAR = "too_far"
    NO_TIME_LEFT = "no_time_left"
    NOT_FREE = "not_free"
    FREE_UNKNOWN = "free_unknown"
    OVERLAP = "overlap"
    TIGHT = "tight"
    WEEKLY_LIMIT = "weekly_limit"
    RESTING = "resting"
    PAUSED = "paused"
    ASKED_BEFORE = "asked_before"
    BLOCKED_PAIR = "blocked_pair"
    SELF = "self"
    LANGUAGE = "language"
    LANGUAGE_UNKNOWN = "language_unknown"
    WISH_WOMAN = "wish_woman"
    WISH_SAME_PERSON = "wish_same_person"
    TOO_FEW_PEOPLE = "too_few_people"
    TOO_MANY_OFFERS = "too_many_offers"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason against; a soft one only warns."""

    code: RefusalCode
    soft: bool = False
    values: Mapping[str, Value] = field(default_factory=dict, hash=False)


class ReasonCode(StrEnum):
    """Why somebody is asked before others; templates make sentences of these."""

    NEAR = "near"
    LEVEL = "level"
    KNOWN = "known"
    SERVED_LITTLE = "served_little"
    SERVED_LEAST = "served_least"
    RELIABLE = "reliable"
    LIKELY = "likely"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for, with the figures its sentence needs, already rounded."""

    code: ReasonCode
    values: Mapping[str, Value] = field(default_factory=dict, hash=False)


def covers(ancestor: str, area: str) -> bool:
    """Whether an area lies in another or is it; an empty code covers nothing."""
    return bool(ancestor) and area.startswith(ancestor)
