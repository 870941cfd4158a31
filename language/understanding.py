"""The shapes that go in and out of this package."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

INTENTS = ("request", "cancel", "reschedule", "status", "volunteer", "complaint", "thanks", "help", "other")

# The number to call for each kind of danger.
EMERGENCY_NUMBERS = {
    "fire": "119",
    "gas": "119",
    "electric": "119",
    "water": "119",
    "collapse": "119",
    "trapped": "119",
    "medical": "120",
    "poison": "120",
    "violence": "110",
    "missing": "110",
    "suicide": "110",
    "silent": "120",
    "traffic": "110",
}


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the original text, ``text[start:end]``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Ranked:
    """One item of the catalogue with its chance, 0..1."""

    code: str
    chance: float


@dataclass(frozen=True, slots=True)
class Understanding:
    """What one message says. Times are naive local minutes of the county the speaker lives in.

    ``item`` is set for requests only; ``items`` ranks the catalogue for every message that names a service, so that
    "明天的陪诊不用了" finds the visit it speaks of. ``margin`` is the gap between the first and the second item.
    """

    intent: str
    item: str | None = None
    items: tuple[Ranked, ...] = ()
    margin: float = 0.0
    danger: bool = False
    danger_kind: str | None = None
    start: datetime | None = None
    end: datetime | None = None
    repeat: str | None = None
    place: str | None = None
    area: str | None = None
    people: int | None = None
    other: bool = False
    sex_wish: str | None = None
    same_person_wish: bool = False
    intents: tuple[Ranked, ...] = ()
    spans: dict[str, Span] = field(default_factory=dict)

    @property
    def emergency_number(self) -> str | None:
        """119, 120 or 110 where there is danger, else nothing."""
        if not self.danger:
            return None
        return EMERGENCY_NUMBERS.get(self.danger_kind or "", "110")
