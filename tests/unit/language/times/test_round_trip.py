"""What is said in words is read back as the same time."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from language.times import Times, read_times, say_times
from language.times.model import PARTS, Every
from language.times.recurrence import falls_on, rule_text

NOWS = st.datetimes(dt.datetime.fromisoformat("2024-01-01T00:00"), dt.datetime.fromisoformat("2032-12-31T00:00")).map(
    lambda now: now.replace(second=0, microsecond=0)
)
LANGUAGES = st.sampled_from(["zh", "en"])
MINUTES = st.integers(0, 24 * 60 - 1)
AHEAD = st.integers(-40, 800)
RULES = st.one_of(
    st.builds(Every, st.just("DAILY"), st.integers(1, 12)),
    st.builds(Every, st.just("WEEKLY"), st.integers(1, 6)),
    st.builds(Every, st.just("MONTHLY"), st.integers(1, 6)),
    st.builds(Every, st.just("YEARLY"), st.integers(1, 3)),
    st.builds(
        lambda interval, days: Every("WEEKLY", interval, tuple(sorted(days))),
        st.integers(1, 4),
        st.sets(st.integers(0, 6), min_size=1),
    ),
    st.builds(
        lambda days: Every("MONTHLY", 1, days=tuple(sorted(days))), st.sets(st.integers(1, 28), min_size=1, max_size=2)
    ),
    st.just(Every("MONTHLY", 1, days=(-1,))),
    st.builds(
        lambda nth, day: Every("MONTHLY", 1, (day,), nth=nth), st.sampled_from([1, 2, 3, 4, -1]), st.integers(0, 6)
    ),
)


def at(day: dt.date, minutes: int) -> dt.datetime:
    return dt.datetime.combine(day, dt.time()) + dt.timedelta(minutes=minutes)


@st.composite
def windows(draw: st.DrawFn, day: dt.date) -> tuple[dt.datetime | None, dt.datetime | None]:
    kind = draw(st.sampled_from(["moment", "before", "whole", "part", "window"]))
    minute = draw(MINUTES)
    if kind == "moment":
        return at(day, minute), None
    if kind == "before":
        return None, at(day, minute)
    if kind == "whole":
        return at(day, 0), at(day, 24 * 60 - 1)
    if kind == "part":
        return tuple(at(day, edge) for edge in draw(st.sampled_from(sorted(PARTS.values()))))  # type: ignore[return-value]
    first, last = sorted(draw(st.lists(MINUTES, min_size=2, max_size=2, unique=True)))
    return at(day, first), at(day, last)


@settings(max_examples=300, deadline=None)
@given(NOWS, AHEAD, LANGUAGES, st.data())
def test_a_day_or_a_time_of_day_is_read_back(now: dt.datetime, ahead: int, language: str, data: st.DataObject) -> None:
    start, end = data.draw(windows(now.date() + dt.timedelta(days=ahead)))
    times = Times(start, end)
    assert read_times(say_times(times, now, language), now) == times


@settings(max_examples=200, deadline=None)
@given(NOWS, AHEAD, st.integers(1, 60), MINUTES, MINUTES, st.booleans(), LANGUAGES)
def test_a_run_of_days_is_read_back(
    now: dt.datetime, ahead: int, length: int, first: int, last: int, whole: bool, language: str
) -> None:
    day = now.date() + dt.timedelta(days=ahead)
    first, last = (0, 24 * 60 - 1) if whole else (first, last)
    times = Times(at(day, first), at(day + dt.timedelta(days=length), last))
    assert read_times(say_times(times, now, language), now) == times


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(NOWS, RULES, LANGUAGES, st.integers(1, 300), st.data())
def test_a_recurrence_is_read_back(
    now: dt.datetime, every: Every, language: str, ahead: int, data: st.DataObject
) -> None:
    days = (now.date() + dt.timedelta(days=step) for step in range(ahead, ahead + 400))
    start, end = data.draw(windows(next(day for day in days if falls_on(every, day))))
    times = Times(start, end, rule_text(every))
    assert read_times(say_times(times, now, language), now) == times


@settings(max_examples=100, deadline=None)
@given(NOWS, RULES, LANGUAGES)
def test_a_rule_without_a_day_is_read_back(now: dt.datetime, every: Every, language: str) -> None:
    if every.weekdays or every.days:
        return
    times = Times(repeat=rule_text(every))
    assert read_times(say_times(times, now, language), now) == times


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_is_said_of_nothing(language: str) -> None:
    assert say_times(Times(), dt.datetime.fromisoformat("2026-11-25T10:00"), language) == ""


@pytest.mark.parametrize(
    ("times", "zh", "en"),
    [
        (
            Times(dt.datetime.fromisoformat("2026-11-26T08:00"), dt.datetime.fromisoformat("2026-11-26T12:00")),
            "11月26日周四上午",
            "Thursday 26 Nov morning",
        ),
        (
            Times(dt.datetime.fromisoformat("2027-11-26T14:30")),
            "2027年11月26日周五14:30",
            "Friday 26 Nov 2027 at 14:30",
        ),
        (
            Times(
                dt.datetime.fromisoformat("2026-11-26T08:00"),
                dt.datetime.fromisoformat("2026-11-26T12:00"),
                "FREQ=WEEKLY;BYDAY=TU,TH",
            ),
            "从11月26日周四起每周二、周四上午",
            "every Tuesday and Thursday morning starting Thursday 26 Nov",
        ),
    ],
)
def test_the_words(times: Times, zh: str, en: str) -> None:
    now = dt.datetime.fromisoformat("2026-11-25T10:00")
    assert (say_times(times, now), say_times(times, now, "en")) == (zh, en)
