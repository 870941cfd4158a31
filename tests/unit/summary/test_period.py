"""Periods: their keys, neighbours, and the moments at which they begin and end."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from services.summary.choosing import read_choice, subject_extra
from services.summary.figures import Figures
from services.summary.period import Period, PeriodKind, complete, period_of, read_period
from services.summary.printable import printable
from services.summary.public import public_figures
from services.summary.workbook import safe
from services.work import Refusal

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    "key", ["2026-W47", "2026-W53", "2027-W01", "2026-01", "2026-12", "2026-Q1", "2026-Q4", "2026"]
)
def test_a_key_is_read_back_and_neighbours_touch(key: str) -> None:
    period = read_period(key)
    assert period.key == key
    assert period.before().after == period.first
    assert period.next().first == period.after
    assert period.next().before() == period


@pytest.mark.parametrize("key", ["", "2026-W54", "2026-13", "2026-Q5", "26", "2026-W4", "x", "2025-W53"])
def test_what_is_no_period(key: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_period(key)


def test_a_week_begins_on_monday_midnight_in_the_county() -> None:
    week = read_period("2026-W47")
    assert (week.first, week.last) == (date(2026, 11, 16), date(2026, 11, 22))
    assert week.start(ZONE) == datetime(2026, 11, 15, 16, tzinfo=UTC)
    assert complete(datetime(2026, 11, 22, 16, tzinfo=UTC), ZONE) == week
    assert complete(datetime(2026, 11, 22, 15, 59, tzinfo=UTC), ZONE) == week.before()


def test_the_same_a_year_before() -> None:
    assert read_period("2026-W53").year_before().key == "2025-W52"
    assert read_period("2026-W47").year_before().key == "2025-W47"
    assert read_period("2028-02").year_before() == Period(PeriodKind.MONTH, date(2027, 2, 1), date(2027, 3, 1))
    assert period_of(date(2026, 5, 5), PeriodKind.QUARTER).year_before().key == "2025-Q2"


def test_buttons_are_read_or_refused() -> None:
    for key in ("320830101201", "team:77"):
        row_id, extra = subject_extra(key, read_period("2026-W47"))
        choice = read_choice(row_id, f"overdue.{extra}")
        assert (choice.key, choice.period.key, choice.kind) == (key, "2026-W47", "overdue")
    for wrong in ("", "x", "2026-W47", "2026-W47.q", "2026-W99.v", "a.b.c.d"):
        with pytest.raises(Refusal):
            read_choice(1, wrong)


def test_what_the_font_lacks_is_printed_as_its_sound() -> None:
    assert printable({"name": "王玥 – 李"}) == {"name": "王〔yue〕 - 李"}
    assert printable(["盱眙县", 3, None]) == ["盱眙县", 3, None]


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\tx"])
def test_no_text_begins_like_a_formula(text: str) -> None:
    assert safe(text) == "'" + text


def test_a_change_stays_as_it_is() -> None:
    assert (safe("+3"), safe("-124.8"), safe("盱眙")) == ("+3", "-124.8", "盱眙")


def test_small_numbers_are_hidden_from_everybody() -> None:
    figures = Figures(filed=12, visits=4, minutes=600)
    for person in range(4):
        figures.person(person, 1, 150)
    assert public_figures(figures, 5) == {"filed": 12, "visits": None, "hours": None, "volunteers": None}
    figures.person(9, 1, 60)
    assert public_figures(figures, 5)["volunteers"] == 5
