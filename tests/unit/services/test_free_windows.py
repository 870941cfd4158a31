"""When somebody is free, as windows: over midnight, over the change of summer time, and rules that hold on no day."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from matching.plain import Window
from models.availability import FreeRule
from services.availability import days_of_rule, free_windows, spans_of

SHANGHAI, NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")
TUESDAY = date(2026, 11, 24)


def rule(free: bool = True, repeat: str | None = "FREQ=DAILY", **values: date | time) -> FreeRule:
    told = {"first": None, "last": None, "start": None, "end": None, "since": TUESDAY, **values}
    return FreeRule(free=free, repeat=repeat, **told)


def at(day: int, hour: int, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=zone).astimezone(UTC)


def test_free_time_goes_over_midnight_in_one_window() -> None:
    rules = [rule(), rule(free=False, start=time(12), end=time(18))]
    asked = Window(at(24, 20), at(25, 9))
    night = Window(at(24, 18), at(25, 12))
    assert free_windows(rules, asked, SHANGHAI) == (Window(at(24, 0), at(24, 12)), night, Window(at(25, 18), at(26, 0)))


def test_a_time_that_the_clocks_leave_out_is_no_time() -> None:
    """On 14 March 2027 New York's clocks go from two to three."""
    begin = datetime(2027, 3, 14, tzinfo=NEW_YORK).astimezone(UTC)
    day = Window(begin, begin + timedelta(hours=20))
    assert free_windows([rule(start=time(2, 30), end=time(3))], day, NEW_YORK) == ()
    [found] = free_windows([rule(start=time(1), end=time(4))], day, NEW_YORK) or ()
    assert found.end - found.start == timedelta(hours=2)


def test_a_rule_holds_from_its_first_day_to_its_last() -> None:
    week = (TUESDAY, TUESDAY + timedelta(days=6))
    assert list(days_of_rule(rule(repeat=None, last=TUESDAY - timedelta(days=1)), *week)) == []
    assert list(days_of_rule(rule(first=TUESDAY + timedelta(days=7)), *week)) == []
    three = rule(repeat="FREQ=DAILY;COUNT=3", first=TUESDAY - timedelta(days=1))
    assert list(days_of_rule(three, *week)) == [TUESDAY, TUESDAY + timedelta(days=1)]


def test_hours_of_no_length_add_nothing() -> None:
    rules = [rule(start=time(9), end=time(11)), rule(start=time(20), end=time(20))]
    assert spans_of(rules, TUESDAY, TUESDAY) == {TUESDAY: [(9 * 60, 11 * 60)]}
