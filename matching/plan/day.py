"""What a day plan is made from and what it is. Times and travel are minutes; times of day count from midnight."""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Minutes = NDArray[np.float64]


@dataclass(frozen=True)
class Visit:
    """Somebody to be visited.

    It begins at ``opens`` at the earliest and at ``closes`` at the latest; where ``hard`` is false it may begin later, at a
    cost. ``place`` is a row of the travel matrix. A visit of priority 1 is dearest to leave out. ``prefers`` names people
    who know the resident, ``refuses`` people who must not come.
    """

    key: str
    place: int
    opens: float
    closes: float
    minutes: float
    skills: frozenset[str] = frozenset()
    priority: int = 3
    hard: bool = True
    prefers: frozenset[str] = frozenset()
    refuses: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Lunch:
    """A pause of ``minutes`` that begins between ``opens`` and ``last``, wherever the person then is."""

    opens: float = 11.5 * 60
    last: float = 13.0 * 60
    minutes: float = 45.0


@dataclass(frozen=True)
class Person:
    """Somebody who visits, between ``begins`` and ``ends``, from one place to another."""

    key: str
    start: int
    end: int
    begins: float
    ends: float
    skills: frozenset[str] = frozenset()
    lunch: Lunch | None = None


@dataclass(frozen=True)
class Tie:
    """Two visits by different people: the second begins ``low`` to ``high`` minutes after the first (0 and 0: together)."""

    first: str
    second: str
    low: float = 0.0
    high: float = 0.0


@dataclass(frozen=True)
class Agreed:
    """A visit that is promised: this person makes it, and begins at ``begin`` where that is given."""

    visit: str
    person: str
    begin: float | None = None


@dataclass(frozen=True)
class Weights:
    """What counts, in minutes of travel."""

    late: float = 2.0  # a minute after ``closes``
    left_out: dict[int, float] = field(default_factory=lambda: {1: 4000.0, 2: 1500.0, 3: 600.0, 4: 250.0, 5: 100.0})
    prefers: float = 15.0  # a visit by somebody the resident knows
    balance: float = 0.001  # a squared minute of service of one person: an even plan costs least


class Reason(StrEnum):
    """Why a visit is left out."""

    SKILL = "skill"  # nobody has the skills, or all who have are refused
    WINDOW = "window"  # nobody able could come in the window, even with nothing else to do
    MATE = "mate"  # the other visit of the tie cannot be made
    FULL = "full"  # the day is too full


@dataclass(frozen=True)
class Stop:
    """A visit in a route."""

    visit: str
    begin: float
    end: float
    travel: float  # from the place before
    late: float


@dataclass(frozen=True)
class Route:
    """One person's day."""

    person: str
    stops: tuple[Stop, ...]
    lunch: float | None  # when it begins; none where the person is home before it is due, or has promised that time
    home: float
    travel: float
    service: float


@dataclass(frozen=True)
class LeftOut:
    """A visit nobody makes."""

    visit: str
    reason: Reason


@dataclass(frozen=True)
class Figures:
    """A plan in numbers, minutes."""

    served: int
    left_out: dict[int, int]  # by priority
    travel: float
    late: float
    worst_service: float
    known_faces: int  # visits by somebody the resident knows
    cost: float
    steps: int


@dataclass(frozen=True)
class DayPlan:
    """Who visits whom, in which order and when."""

    routes: tuple[Route, ...]
    left_out: tuple[LeftOut, ...]
    figures: Figures
