"""Which day is meant: said in pieces, counted from another, by its place in the month, a festival."""

import datetime as dt

import pytest

from language.calendar import DEFAULT
from language.times import Times
from language.times.days import Date, Day, Feast, Lunar, Month, Weekdays

from .said import AFTERNOON, MORNING, NOW, at, days, hours, read


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("next week, Wednesday if possible", days("12-02")),
        ("周三（下周）来修灯", days("12-02")),
        ("下个月大概5号来", days("12-05")),
        ("半个月后来修灯", days("12-10")),
        ("in two months please", days("2027-01-01", "2027-01-31")),
        ("the 5th of next month", days("12-05")),
        ("early in December", days("12-01", "12-03")),
        ("early next month please", days("12-01", "12-03")),
        ("at the end of the month", days("11-28", "11-30")),
        ("11月初来打扫", days("2027-11-01", "2027-11-03")),
    ],
)
def test_a_day_in_words(text: str, times: Times) -> None:
    assert read(text) == times


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("下个月第一个周二上午来打扫", hours("12-01", *MORNING)),
        ("这个月最后一个周五下午来", hours("11-27", *AFTERNOON)),
        ("12月的第一个周六上午来", hours("12-05", *MORNING)),
        ("月底最后一个周一来", days("11-30")),
        ("一月第五个周日来", days("2027-01-31")),
        ("十一月第一个周一来", days("2027-11-01")),
        ("第一个周二上午来打扫", hours("12-01", *MORNING)),
        ("最后一个周五上午来打扫", hours("11-27", *MORNING)),
        ("12月1号（第一个周二）上午来打扫", hours("12-01", *MORNING)),
        ("the first Tuesday of next month please", days("12-01")),
        ("the last Friday of this month at 3pm", at("11-27", "15:00")),
        ("first Monday in December please", days("12-07")),
    ],
)
def test_a_weekday_by_its_place_in_the_month(text: str, times: Times) -> None:
    assert read(text) == times


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("周五我女儿回来，第二天上午来人帮忙", hours("11-28", *MORNING)),
        ("我周五值班，第二天上午九点来接我", at("11-28", "09:00")),
        ("12月5号的前一天下午来接我", hours("12-04", *AFTERNOON)),
        ("12月5号手术，前一天下午来接我", hours("12-04", *AFTERNOON)),
    ],
)
def test_a_day_counted_from_another(text: str, times: Times) -> None:
    assert read(text) == times


def test_the_last_day_of_the_lunar_year_is_called_the_thirtieth_even_where_there_is_none() -> None:
    """From 2025 to 2029 the twelfth month has 29 days."""
    assert [day.year for day in DEFAULT.lunar(12, 30, 2026)] == []
    assert read("腊月三十上午来贴对联") == read("除夕上午来贴对联") == hours("2027-02-05", *MORNING)
    assert read("new year's eve dumplings for the old folks") == days("2027-02-05")


def test_a_holiday_that_is_over_is_next_years() -> None:
    assert read("元旦期间来陪陪老人", now=dt.datetime(2027, 1, 5, 10)) == days("2028-01-01")


@pytest.mark.parametrize(
    ("day", "firsts"),
    [
        (Weekdays((2,)), ["2026-11-25", "2026-12-02", "2026-12-09"]),
        (Date(31), ["2026-12-31", "2027-01-31"]),
        (Month(1, 3), ["2026-12-01", "2027-01-01", "2027-02-01"]),
        (Feast("国庆"), ["2027-10-01", "2028-10-01"]),
        (Lunar(1, 1), ["2027-02-06"]),
        (Feast("没有的节"), []),
    ],
)
def test_the_nearest_day_is_offered_first_and_there_is_an_end_to_them(day: Day, firsts: list[str]) -> None:
    assert [str(first) for first, _ in day.options(NOW.date(), DEFAULT)] == firsts
