"""A day or an hour that does not exist is no time; what only looks like one is passed over."""

import pytest

from language.times import Times

from .said import AFTERNOON, NOTHING, at, days, hours, read


@pytest.mark.parametrize(
    "text",
    [
        "2月31号来修灯",
        "2月30号的第二天来修灯",
        "12月32号来修灯",
        "十二月三十二号来修灯",
        "三十五号来修灯",
        "下个月35号来修灯",
        "13月5号来修灯",
        "十三月五号来修灯",
        "13月底来修灯",
        "2026年13月5号来修灯",
        "2027年2月29日来修灯",
        "2月第五个周一来修灯",
        "the 32nd please",
        "45 August please",
        "from 3 to 45 August",
    ],
)
def test_a_day_that_does_not_exist_is_no_day(text: str) -> None:
    """Nor is a part of it: 三十五号 is not the fifteenth, 13月5号 not the next fifth."""
    assert read(text) == NOTHING


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("12月5号到35号来修灯", days("12-05")),
        ("2月29日来修灯", days("2028-02-29")),
        ("明天25点来修灯", days("11-26")),
        ("明天26:30来修灯", days("11-26")),
        ("明天差五分26点来修灯", days("11-26")),
        ("下午20到30点来修灯", hours("11-25", *AFTERNOON)),
        ("Friday from 30 to 40 please", days("11-27")),
        ("今晚差五分零点来接我", at("11-25", "23:55")),
    ],
)
def test_what_is_impossible_leaves_the_rest(text: str, times: Times) -> None:
    assert read(text) == times


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("我住45号，明天来修灯", days("11-26")),
        ("we are ten to 15 people on Friday", days("11-27")),
        ("my cat sat on the roof all day, help her down", NOTHING),
        ("I am 82 and live alone", NOTHING),
    ],
)
def test_what_only_looks_like_a_time_is_none(text: str, times: Times) -> None:
    assert read(text) == times


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("明天二十点来接我", at("11-26", "20:00")),
        ("明天二三点来修灯", hours("11-26", "14:00", "15:00")),
        ("周五一点30来接我", at("11-27", "13:30")),
        ("tomorrow pm please", hours("11-26", *AFTERNOON)),
    ],
)
def test_hours_as_they_are_written(text: str, times: Times) -> None:
    assert read(text) == times


def test_a_letter_that_grows_when_it_is_made_small_moves_nothing() -> None:
    text = "İpek 明天下午来"
    times = read(text)
    assert times == hours("11-26", *AFTERNOON)
    assert [text[start:end] for start, end in times.spans] == ["明天", "下午"]
