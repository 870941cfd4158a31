"""Availability in words."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from language.availability import read_availability
from language.calendar import Calendar, read_table

NOW = dt.datetime.fromisoformat("2026-11-25T10:00")  # a Wednesday
WEEKLY = "FREQ=WEEKLY;BYDAY="
DAILY = "FREQ=DAILY"


def said(text: str, calendar: Calendar | None = None) -> list[tuple[object, ...]]:
    rules = read_availability(text, NOW) if calendar is None else read_availability(text, NOW, calendar)
    return [
        (
            "free" if rule.free else "busy",
            rule.repeat,
            *(day and f"{day:%Y-%m-%d}" for day in (rule.first, rule.last)),
            *(edge and f"{edge:%H:%M}" for edge in (rule.start, rule.end)),
        )
        for rule in rules
    ]


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("每周二四上午有空", [("free", WEEKLY + "TU,TH", None, None, "08:00", "12:00")]),
        ("国庆不在", [("busy", None, "2027-10-01", "2027-10-07", None, None)]),
        ("下周三到周五出差", [("busy", None, "2026-12-02", "2026-12-04", None, None)]),
        ("除了周末都行", [("free", DAILY, None, None, None, None), ("busy", WEEKLY + "SA,SU", None, None, None, None)]),
        ("每天晚上七点以后", [("free", DAILY, None, None, "19:00", None)]),
        (
            "平时都行，周三不行",
            [("free", DAILY, None, None, None, None), ("busy", WEEKLY + "WE", None, None, None, None)],
        ),
        (
            "周一到周五白天上班，晚上七点后都行",
            [
                ("busy", WEEKLY + "MO,TU,WE,TH,FR", None, None, "08:00", "18:00"),
                ("free", DAILY, None, None, "19:00", None),
            ],
        ),
        (
            "周末都有空，但是周日上午要去教堂",
            [("free", WEEKLY + "SA,SU", None, None, None, None), ("busy", WEEKLY + "SU", None, None, "08:00", "12:00")],
        ),
        ("随时都可以", [("free", DAILY, None, None, None, None)]),
        ("12月1号到10号回老家，别派给我", [("busy", None, "2026-12-01", "2026-12-10", None, None)]),
        ("下个月起每周六下午能来", [("free", WEEKLY + "SA", "2026-12-01", None, "13:00", "18:00")]),
        (
            "这周末没空，下周末可以",
            [
                ("busy", None, "2026-11-28", "2026-11-29", None, None),
                ("free", None, "2026-12-05", "2026-12-06", None, None),
            ],
        ),
        (
            "周二上午、周四下午有空",
            [
                ("free", WEEKLY + "TU", None, None, "08:00", "12:00"),
                ("free", WEEKLY + "TH", None, None, "13:00", "18:00"),
            ],
        ),
        ("元旦前没空", [("busy", None, None, "2026-12-31", None, None)]),
        ("正月十五以后有空", [("free", None, "2027-02-20", None, None, None)]),
        ("工作日下班后，六点到九点", [("free", WEEKLY + "MO,TU,WE,TH,FR", None, None, "18:00", "21:00")]),
        (
            "除周三外每天上午都有空",
            [("free", DAILY, None, None, "08:00", "12:00"), ("busy", WEEKLY + "WE", None, None, None, None)],
        ),
        ("周五不在", [("busy", None, "2026-11-27", "2026-11-27", None, None)]),
        ("每月5号不行", [("busy", "FREQ=MONTHLY;BYMONTHDAY=5", None, None, None, None)]),
        ("free Tuesday mornings", [("free", WEEKLY + "TU", None, None, "08:00", "12:00")]),
        ("away next week", [("busy", None, "2026-11-30", "2026-12-06", None, None)]),
        ("weekdays after 6pm", [("free", WEEKLY + "MO,TU,WE,TH,FR", None, None, "18:00", None)]),
        ("on holiday from 3 to 10 August", [("busy", None, "2027-08-03", "2027-08-10", None, None)]),
        (
            "I'm free on Saturdays from 9 to 12, not on Sundays",
            [("free", WEEKLY + "SA", None, None, "09:00", "12:00"), ("busy", WEEKLY + "SU", None, None, None, None)],
        ),
        ("每天上午九点前有空", [("free", DAILY, None, None, None, "09:00")]),
        ("周三下午不忙", [("free", WEEKLY + "WE", None, None, "13:00", "18:00")]),
        ("2月31号没空", []),
        ("那天没空", []),
        ("明天下午到明天上午没空", [("busy", None, "2026-11-26", "2026-11-26", "13:00", None)]),
        (
            "周六有事，第二天可以",
            [
                ("busy", None, "2026-11-28", "2026-11-28", None, None),
                ("free", None, "2026-11-29", "2026-11-29", None, None),
            ],
        ),
        (
            "每周六上午没空，那天下午可以",
            [
                ("busy", WEEKLY + "SA", None, None, "08:00", "12:00"),
                ("free", WEEKLY + "SA", None, None, "13:00", "18:00"),
            ],
        ),
        (
            "今晚八点到明早六点没空",
            [
                ("busy", None, "2026-11-25", "2026-11-25", "20:00", None),
                ("busy", None, "2026-11-26", "2026-11-26", None, "06:00"),
            ],
        ),
        (
            "12月1号晚上八点到4号早上六点没空",
            [
                ("busy", None, "2026-12-01", "2026-12-01", "20:00", None),
                ("busy", None, "2026-12-02", "2026-12-03", None, None),
                ("busy", None, "2026-12-04", "2026-12-04", None, "06:00"),
            ],
        ),
        ("你好", []),
    ],
)
def test_what_is_said(text: str, rules: list[tuple[object, ...]]) -> None:
    assert said(text) == rules


def test_a_festival_lasts_as_long_as_the_uploaded_notice_says() -> None:
    calendar = Calendar(read_table('[2027]\noff = ["2027-10-01/2027-10-08"]\nwork = ["2027-10-09"]'))
    assert said("国庆不在", calendar) == [("busy", None, "2027-10-01", "2027-10-08", None, None)]


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    for rule in read_availability(text, NOW):
        assert 0 <= rule.span[0] <= rule.span[1] <= len(text)
