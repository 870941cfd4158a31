"""Times that lie behind, and numbers, in a few words."""

from datetime import datetime

import pytest

from services.hours.past import read_past
from services.numbers import numbers_in

NOW = datetime(2026, 11, 24, 12, 0)  # a Tuesday


@pytest.mark.parametrize(
    ("words", "day", "start", "end"),
    [
        ("昨天下午2点到4点", 23, "14:00", "16:00"),
        ("补登 张小明 前天早上7点 一个半小时 送饭", 22, "07:00", "08:30"),
        ("今天上午8点到10点", 24, "08:00", "10:00"),
        ("昨晚7点到9点", 23, "19:00", "21:00"),
        ("上周六下午两点到五点", 21, "14:00", "17:00"),
        ("周三上午9点半到10点", 18, "09:30", "10:00"),
        ("20号下午3点到5点", 20, "15:00", "17:00"),
        ("11月20日 9:00-10:30", 20, "09:00", "10:30"),
        ("2026-11-20 09:00-11:00", 20, "09:00", "11:00"),
        ("昨天下午2点1.5小时", 23, "14:00", "15:30"),
        ("昨天上午8点 3小时20分钟", 23, "08:00", "11:20"),
        ("昨天14:00 90分钟", 23, "14:00", "15:30"),
        ("上周日上午9点 半小时", 22, "09:00", "09:30"),
        ("yesterday 2pm to 4pm", 23, "14:00", "16:00"),
        ("last Tuesday 9am 2 hours", 17, "09:00", "11:00"),
    ],
)
def test_what_lies_behind(words: str, day: int, start: str, end: str) -> None:
    found = read_past(words, NOW)
    assert found is not None
    assert (found[0].day, f"{found[0]:%H:%M}", f"{found[1]:%H:%M}") == (day, start, end)


def test_the_year_and_month_before() -> None:
    assert read_past("12月30日上午9点到10点", NOW) == (datetime(2025, 12, 30, 9), datetime(2025, 12, 30, 10))
    assert read_past("30号上午9点到10点", NOW) == (datetime(2026, 10, 30, 9), datetime(2026, 10, 30, 10))


@pytest.mark.parametrize(
    "words",
    [
        "昨天",
        "2小时",
        "昨天下午",
        "99月99日上午9点到10点",
        "不记得了",
        "2030-01-01 9:00-10:00",
        "",
        "昨天下午3点前",
        "昨天25点到26点",
        "昨天25点 2小时",
        "前天 99:99-99:99",
    ],
)
def test_what_does_not_say_both(words: str) -> None:
    assert read_past(words, NOW) is None


@pytest.mark.parametrize(
    ("words", "name", "numbers"),
    [
        ("洗衣液 8分 20瓶", "洗衣液", [8, 20]),
        ("洗衣液8分20瓶", "洗衣液", [8, 20]),
        ("5L食用油 100分 2桶", "5L食用油", [100, 2]),
        ("84消毒液，６分，3瓶", "84消毒液", [6, 3]),
        ("soap 3 points 10 pieces", "soap", [3, 10]),
        ("10", "", [10]),
        ("十分", "十分", []),
    ],
)
def test_numbers_in_words(words: str, name: str, numbers: list[int]) -> None:
    assert numbers_in(words) == (name, numbers)
