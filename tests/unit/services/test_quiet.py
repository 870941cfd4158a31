"""Quiet hours and waking time, over midnight and over the change of summer time."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.quiet import add_waking, after_quiet, is_quiet, waking_between

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
EVENING, MORNING = time(21), time(8)
RULE = (EVENING, MORNING, SHANGHAI)


def local(day: int, hour: int, minute: int = 0, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("hour", "minute", "quiet"), [(20, 59, False), (21, 0, True), (3, 0, True), (7, 59, True), (8, 0, False)]
)
def test_the_edges(hour: int, minute: int, quiet: bool) -> None:
    assert is_quiet(local(24, hour, minute), *RULE) is quiet


def test_after_the_quiet_hours() -> None:
    assert after_quiet(local(24, 22), *RULE) == local(25, 8)
    assert after_quiet(local(25, 3), *RULE) == local(25, 8)
    assert after_quiet(local(25, 12), *RULE) == local(25, 12)
    assert is_quiet(local(25, 13), time(12), time(14), SHANGHAI)
    assert after_quiet(local(25, 13), time(12), time(14), SHANGHAI) == local(25, 14)


def test_waking_time_skips_the_night() -> None:
    assert waking_between(local(24, 20), local(25, 9), *RULE) == timedelta(hours=2)
    assert waking_between(local(24, 22), local(25, 7), *RULE) == timedelta(0)
    assert add_waking(local(24, 20), timedelta(hours=2), *RULE) == local(25, 9)
    assert add_waking(local(24, 23), timedelta(minutes=5), *RULE) == local(25, 8, 5)
    assert add_waking(local(24, 8), timedelta(hours=30), *RULE) == local(26, 12)


def test_the_night_of_summer_time_is_an_hour_shorter() -> None:
    evening = datetime(2026, 3, 28, 22, tzinfo=BERLIN).astimezone(UTC)
    assert after_quiet(evening, EVENING, MORNING, BERLIN) - evening == timedelta(hours=9)


@given(
    start=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
    minutes=st.integers(0, 5000),
)
def test_adding_and_measuring_agree(start: datetime, minutes: int) -> None:
    begin = after_quiet(start, *RULE)
    later = add_waking(begin, timedelta(minutes=minutes), *RULE)
    assert not is_quiet(later, *RULE)
    assert waking_between(begin, later, *RULE) == timedelta(minutes=minutes)
