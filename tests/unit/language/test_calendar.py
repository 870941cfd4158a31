"""Festivals, lunar dates and working days."""

import datetime as dt

import pytest

from language.calendar import DEFAULT, Calendar, CalendarError, read_table

NOTICE = '[2027]\noff = ["2027-01-01/2027-01-03", "2027-02-05/2027-02-11"]\nwork = ["2027-01-30"]'


@pytest.mark.parametrize(
    ("name", "year", "day"),
    [
        ("春节", 2027, "2027-02-06"),
        ("除夕", 2027, "2027-02-05"),
        ("元宵", 2027, "2027-02-20"),
        ("清明", 2027, "2027-04-05"),
        ("端午", 2026, "2026-06-19"),
        ("中秋", 2026, "2026-09-25"),
        ("重阳", 2027, "2027-10-08"),
        ("冬至", 2026, "2026-12-22"),
        ("腊八", 2027, "2027-01-15"),
        ("母亲节", 2026, "2026-05-10"),
        ("国庆", 2030, "2030-10-01"),
    ],
)
def test_festivals(name: str, year: int, day: str) -> None:
    assert str(DEFAULT.festival(name, year)) == day


def test_the_next_days_of_a_festival_come_in_order() -> None:
    days = list(DEFAULT.upcoming("腊八", dt.date(2027, 1, 16)))
    assert days[:2] == [dt.date(2028, 1, 4), dt.date(2029, 1, 22)]


def test_an_unknown_festival_has_no_day() -> None:
    assert DEFAULT.festival("没有的节", 2026) is None
    assert list(DEFAULT.upcoming("没有的节", dt.date(2026, 1, 1))) == []
    assert DEFAULT.holiday("没有的节", 2026) is None


def test_a_lunar_month_of_29_days_has_no_thirtieth() -> None:
    """The twelfth month lacks it from 2025 to 2029, the seventh now and then."""
    assert list(DEFAULT.lunar(12, 30, 2027)) == []
    assert len(list(DEFAULT.lunar(7, 29, 2027))) == 3
    assert dt.date(2027, 8, 31) in list(DEFAULT.lunar(7, 30, 2027))


@pytest.mark.parametrize(
    ("day", "working"), [("2026-10-10", True), ("2026-10-07", False), ("2026-11-25", True), ("2026-11-28", False)]
)
def test_official_days_of_a_known_year(day: str, working: bool) -> None:
    found = DEFAULT.working(dt.date.fromisoformat(day))
    assert (found.working, found.certain) == (working, True)


def test_a_year_without_a_notice_is_assumed_and_says_so() -> None:
    found = DEFAULT.working(dt.date(2027, 2, 8))
    assert (found.working, found.certain, DEFAULT.knows(2027)) == (True, False, False)


def test_an_uploaded_notice_decides() -> None:
    calendar = Calendar(read_table(NOTICE))
    days = [calendar.working(dt.date(2027, *day)) for day in ((2, 8), (1, 30), (1, 29), (2, 13))]
    assert [day.working for day in days] == [False, True, True, False]
    assert all(day.certain for day in days)
    assert calendar.knows(2027)
    assert calendar.holiday("春节", 2027) == (dt.date(2027, 2, 5), dt.date(2027, 2, 11))


def test_the_usual_holiday_where_no_notice_is_known() -> None:
    assert DEFAULT.holiday("国庆", 2027) == (dt.date(2027, 10, 1), dt.date(2027, 10, 7))
    assert DEFAULT.holiday("国庆", 2026) == (dt.date(2026, 10, 1), dt.date(2026, 10, 7))


@pytest.mark.parametrize(
    "table",
    [
        "off = ",
        "[27]\noff = []",
        "[2027]\nfree = []",
        '[2027]\noff = "2027-01-01"',
        '[2027]\noff = ["2026-12-31"]',
        '[2027]\noff = ["2027-02-30"]',
        '[2027]\noff = ["2027-01-05/2027-01-03"]',
        '[2027]\noff = ["2027-01-05"]\nwork = ["2027-01-05"]',
        "2027 = 3",
    ],
)
def test_a_wrong_table_is_refused(table: str) -> None:
    with pytest.raises(CalendarError):
        read_table(table)
