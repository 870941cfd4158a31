"""What the parts refuse: a rule that the reader does not write, a word that is no number; and a rule that runs over days."""

import datetime as dt

import pytest

from language.times import Times, say_times
from language.times.numerals import number
from language.times.recurrence import read_rule

from .said import NOW


def test_a_rule_with_a_part_that_is_not_ours_is_refused() -> None:
    with pytest.raises(ValueError, match="COUNT"):
        read_rule("FREQ=DAILY;COUNT=3")
    with pytest.raises(ValueError, match="UNTIL"):
        say_times(Times(repeat="FREQ=DAILY;UNTIL=20270101"), NOW)


@pytest.mark.parametrize(
    ("text", "value"), [("07", 7), ("两", 2), ("十", 10), ("廿三", 23), ("九十九", 99), ("ten", 10)]
)
def test_numbers(text: str, value: int) -> None:
    assert number(text) == value


@pytest.mark.parametrize("text", ["几", "", "十几", "umpteen"])
def test_a_word_that_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a number"):
        number(text)


def test_a_rule_that_runs_over_several_days_is_said_behind_them() -> None:
    first, last = (dt.datetime(2026, 11, day) for day in (26, 28))
    times = Times(first, last.replace(hour=23, minute=59), "FREQ=WEEKLY")
    assert say_times(times, NOW) == "11月26日周四到11月28日周六，每周"
    assert say_times(times, NOW, "en") == "Thursday 26 Nov to Saturday 28 Nov, every week"
