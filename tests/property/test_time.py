"""Reminders, availability and plans' days, against calculations of another kind: by walking through minutes and days."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config import Settings
from matching.plain import Window
from models.availability import FreeRule
from models.plan import Plan
from models.visit import VisitState
from services.availability import free_windows, spans_of
from services.plans import occurrences
from services.reminders import dues

ZONES = ("Asia/Shanghai", "America/New_York", "Europe/London", "Australia/Lord_Howe", "America/St_Johns")
EDGES = (
    date(2026, 10, 31),
    date(2026, 12, 31),
    date(2027, 1, 1),
    date(2027, 2, 5),
    date(2027, 2, 6),
    date(2027, 2, 28),
    date(2027, 3, 14),
    date(2027, 3, 28),
    date(2027, 4, 4),
    date(2027, 10, 3),
    date(2027, 10, 31),
    date(2027, 11, 7),
    date(2028, 2, 29),
)
QUARTER = timedelta(minutes=15)
days = st.one_of(st.sampled_from(EDGES), st.dates(date(2026, 10, 1), date(2028, 3, 31)))


def walked(since: datetime, until: datetime, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """Every quarter of an hour between two moments, with what the county's clock shows."""
    at = since
    while at < until:
        yield at, at.astimezone(zone)
        at += QUARTER


def is_night(local: datetime) -> bool:
    return local.hour >= 21 or local.hour < 8


@given(st.sampled_from(ZONES), days, st.integers(0, 95))
@settings(max_examples=150, deadline=None)
def test_reminders_come_at_the_first_waking_moment_and_never_at_night(name: str, day: date, quarter: int) -> None:
    zone = ZoneInfo(name)
    start = datetime.combine(day, time(quarter // 4, quarter % 4 * 15), zone).astimezone(UTC)
    check(start, zone)


@cache
def county_in(zone: str) -> Settings:
    return Settings.model_validate({"county": {"zone": zone}})


def check(start: datetime, zone: ZoneInfo) -> None:
    """The reminders of a visit are those that a walk through the quarters of an hour before it finds."""
    found = {due.name: due for due in dues(start, VisitState.PLANNED, county_in(zone.key))}

    eve = start.astimezone(zone).date() - timedelta(days=1)
    clock = list(walked(start - timedelta(hours=32), start, zone))
    expected_evening = next((at for at, local in clock if local.date() == eve and local.hour >= 19), None)
    assert found["evening"].at == expected_evening
    awake = [at for at, local in clock if at >= start - timedelta(hours=2) and not is_night(local)]
    expected_soon = awake[0] if awake and awake[0] < start - QUARTER else None
    assert (found["soon"].at if "soon" in found else None) == expected_soon
    for due in found.values():
        said = [local for at, local in walked(due.at, due.until, zone)]
        assert said
        assert not any(is_night(local) for local in said), "at no moment at which it may be said is it night"
        assert due.until <= start - QUARTER


@pytest.mark.parametrize("hour", [time(8, 30), time(10), time(20)])
@pytest.mark.parametrize("name", ["Asia/Shanghai", "America/New_York"])
def test_every_day_of_a_plans_year(name: str, hour: time) -> None:
    """A plan of every day from November to November: New Year, 春节, make-up days, month ends and two changes of the clocks."""
    zone = ZoneInfo(name)
    plan = Plan(rule="FREQ=DAILY", first=date(2026, 11, 24), last=None)
    found = list(occurrences(plan, date(2026, 11, 24), date(2027, 11, 30)))
    assert len(found) == 372
    for day in found:
        check(datetime.combine(day, hour, zone).astimezone(UTC), zone)


@given(st.sampled_from(ZONES), days, st.integers(0, 95))
@settings(max_examples=60, deadline=None)
def test_a_captain_is_nudged_by_day_only(name: str, day: date, quarter: int) -> None:
    zone = ZoneInfo(name)
    start = datetime.combine(day, time(quarter // 4, quarter % 4 * 15), zone).astimezone(UTC)
    for due in dues(start, VisitState.STAFFING, county_in(name)):
        assert not is_night(due.at.astimezone(zone))
        assert due.at < start


BY_HAND: dict[str, Callable[[date], bool]] = {
    "FREQ=DAILY": lambda _day: True,
    "FREQ=WEEKLY;BYDAY=TU,TH": lambda day: day.weekday() in (1, 3),
    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR": lambda day: day.weekday() < 5,
    "FREQ=MONTHLY;BYMONTHDAY=31": lambda day: day.day == 31,
    "FREQ=MONTHLY;BYMONTHDAY=-1": lambda day: (day + timedelta(days=1)).day == 1,
    "FREQ=MONTHLY;BYDAY=-1FR": lambda day: day.weekday() == 4 and (day + timedelta(days=7)).month != day.month,
    "FREQ=MONTHLY;BYDAY=1MO": lambda day: day.weekday() == 0 and day.day <= 7,
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE": lambda day: day.weekday() == 2 and (day - date(2026, 11, 23)).days // 7 % 2 == 0,
}


@pytest.mark.parametrize("rule", BY_HAND)
def test_a_plans_days_in_two_years(rule: str) -> None:
    """Over two New Years, a leap day, the ends of 24 months and 春节: the days of a plan are those that a hand counts."""
    plan = Plan(rule=rule, first=date(2026, 11, 24), last=None)
    first, last = date(2026, 11, 24), date(2028, 12, 31)
    every = (first + timedelta(days=n) for n in range((last - first).days + 1))
    assert list(occurrences(plan, first, last)) == [day for day in every if BY_HAND[rule](day)]


SAID: list[tuple[str | None, Callable[[date], bool]]] = [(rule, BY_HAND[rule]) for rule in list(BY_HAND)[:4]] + [
    (None, lambda _day: True)
]
rules = st.builds(
    lambda kind, free, first, length, begin, until: (kind, free, first, length, begin, until),
    st.integers(0, len(SAID) - 1),
    st.booleans(),
    st.one_of(st.none(), st.dates(date(2026, 11, 24), date(2026, 12, 20))),
    st.integers(0, 10),
    st.one_of(st.none(), st.integers(0, 11)),
    st.one_of(st.none(), st.integers(12, 23)),
)


@given(st.lists(rules, max_size=5))
@settings(max_examples=80, deadline=None)
def test_free_hours_are_what_the_last_rule_says(
    told: list[tuple[int, bool, date | None, int, int | None, int | None]],
) -> None:
    made = [_rule(place, *one) for place, one in enumerate(told)]
    first, last = date(2026, 11, 24), date(2026, 12, 31)
    found = spans_of(made, first, last)
    weekly = any(rule.free and rule.repeat is not None for rule in made)
    for day, spans in found.items():
        for hour in range(24):
            said = [rule.free for rule, one in zip(made, told, strict=True) if _holds(rule, one[0], day, hour)]
            expected = said[-1] if said else not weekly
            assert any(start <= hour * 60 < end for start, end in spans) == expected, (day, hour)


def _rule(
    place: int, kind: int, free: bool, first: date | None, length: int, begin: int | None, until: int | None
) -> FreeRule:
    begins = first or (date(2026, 11, 30) if SAID[kind][0] is None else None)
    last = begins + timedelta(days=length) if begins else None
    return FreeRule(
        position=place,
        free=free,
        repeat=SAID[kind][0],
        first=begins,
        last=last,
        start=None if begin is None else time(begin),
        end=None if until is None else time(until),
        since=date(2026, 11, 23),
    )


def _holds(rule: FreeRule, kind: int, day: date, hour: int) -> bool:
    inside = (rule.first is None or rule.first <= day) and (rule.last is None or day <= rule.last)
    hours = (rule.start.hour if rule.start else 0) <= hour < (rule.end.hour if rule.end else 24)
    return inside and hours and SAID[kind][1](day)


@pytest.mark.parametrize("zone", ZONES)
def test_free_windows_keep_to_the_countys_clock_over_a_year(zone: str) -> None:
    """“Every day from nine to eleven” is that by the county's clock on each day of a year, whatever the clocks do."""
    rule = FreeRule(
        free=True, repeat="FREQ=DAILY", first=None, last=None, start=time(9), end=time(11), since=date(2026, 11, 23)
    )
    county = ZoneInfo(zone)
    since = datetime(2026, 11, 24, 4, tzinfo=UTC)
    windows = free_windows([rule], Window(since, since + timedelta(days=365)), county) or ()
    assert len(windows) == 366
    for window in windows:
        begin, end = window.start.astimezone(county), window.end.astimezone(county)
        assert (begin.hour, begin.minute, end.hour, end.minute) == (9, 0, 11, 0)
        assert begin.date() == end.date()
