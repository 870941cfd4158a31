"""What a message only tells is not when help is to come: what is past, what is usual, what the clock shows."""

import pytest

from language.times import Times

from .said import MORNING, NOTHING, NOW, at, days, hours, read

TOMORROW = days("11-26")


@pytest.mark.parametrize(
    "text",
    [
        "上个月5号来过，明天再来看看",
        "上个月底的灯又坏了，明天来修",
        "上个月灯坏了，明天来修",
        "上周末灯坏了，明天来修",
        "昨天周二的灯没修好，明天来",
        "昨天三点就停电了，明天来修",
        "今天刚才灯坏了，明天来修",
        "早先每周三来的那个师傅没来，明天能来不",
        "上次那天晚上来的师傅很好，明天还请他来",
        "一周只来了一次，明天来",
        "明天上次那个师傅能来不",
        "现在第二天了还在漏，明天来修",
        "明天一个小时内修好就行",
        "last Monday my tap broke, come tomorrow",
    ],
)
def test_what_is_past_is_not_when_help_is_to_come(text: str) -> None:
    assert read(text) == TOMORROW


@pytest.mark.parametrize(
    "text",
    [
        "现在三点，灯坏了，明天来修",
        "现在下午两点，灯坏了，明天来修",
        "这会儿都十点半了，还没人来，明天来吧",
        "我平时晚上八点睡，明天来修灯",
    ],
)
def test_what_the_clock_shows_and_what_is_usual_is_not(text: str) -> None:
    assert read(text) == TOMORROW


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("都十点了还没人来，明天上午来吧", hours("11-26", *MORNING)),
        ("每天上午来打扫，周五下午三点我去医院", hours("11-26", *MORNING, "FREQ=DAILY")),
        ("last week nobody came, every morning please", hours("11-26", *MORNING, "FREQ=DAILY")),
        (
            "后天我妈生日，从下个月开始每月第一个周二上午来打扫",
            hours("12-01", *MORNING, "FREQ=MONTHLY;BYDAY=1TU"),
        ),
    ],
)
def test_another_time_in_the_story_changes_nothing(text: str, times: Times) -> None:
    assert read(text) == times


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("现在", at("11-25", "10:00")),
        ("今天现在就来", at("11-25", "10:00")),
        ("今天半小时后来人", at("11-25", "10:30")),
        ("今天两小时内来人", hours("11-25", "10:00", "12:00")),
        ("半小时后、十点半来接我", at("11-25", "10:30")),
        ("半小时后、上午十点半来接我", at("11-25", "10:30")),
        ("今天下午来修灯", hours("11-25", "13:00", "18:00")),
    ],
)
def test_what_is_counted_from_now_stands_for_itself(text: str, times: Times) -> None:
    assert read(text) == times


def test_a_story_alone_says_no_time() -> None:
    assert read("昨天每小时疼一次", now=NOW) == NOTHING
