"""Makers of plain data for tests: an ordinary need, and somebody who can do it; each test says what is different."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from matching.plain import Busy, Candidate, Level, Need, Sex, TeamCandidate, Window

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)  # a Tuesday, 9:00 in Shanghai
VILLAGE = "320981101201"
NEXT_VILLAGE = "320981101202"
NEXT_TOWN = "320981102201"
NEXT_COUNTY = "320982101201"

NEED = Need(
    request_id=1,
    item="A01",
    category="A",
    minutes=60,
    area=VILLAGE,
    start=NOW + timedelta(hours=2),
    resident_id=900,
)

WHO = Candidate(
    person_id=7,
    area=VILLAGE,
    team_id=3,
    venue_area=VILLAGE,
    skills=frozenset({"A01"}),
    free=(Window(NOW, NOW + timedelta(hours=9)),),
    age=40,
    sex=Sex.WOMAN,
    languages=frozenset({"zh"}),
    vetted=True,
)

TEAM = TeamCandidate(team_id=3, captain_id=7, area=VILLAGE, level=Level.POST, able=4, staffable=True)


def need(**different: Any) -> Need:
    return replace(NEED, **different)


def who(**different: Any) -> Candidate:
    return replace(WHO, **different)


def team(**different: Any) -> TeamCandidate:
    return replace(TEAM, **different)


def at(hours: float) -> datetime:
    """So many hours after now."""
    return NOW + timedelta(hours=hours)


def window(start: float, end: float) -> Window:
    return Window(at(start), at(end))


def busy(start: float, end: float, area: str = "") -> Busy:
    return Busy(at(start), at(end), area)
