"""From when until when: nights, runs of days, bounds."""

import pytest

from language.times import Times

from .said import AFTERNOON, MORNING, at, days, hours, read, run, until


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("晚上十一点到第二天早上七点帮我守着我妈", run("11-25", "23:00", "11-26", "07:00")),
        ("今晚八点到明早六点陪夜", run("11-25", "20:00", "11-26", "06:00")),
        ("今晚八点到明早陪夜", run("11-25", "20:00", "11-26", "09:00")),
        ("今晚到明早六点陪夜", run("11-25", "18:00", "11-26", "06:00")),
        ("今晚到明早陪夜", run("11-25", "18:00", "11-26", "09:00")),
        ("今晚得有人陪夜，六点到明早六点", run("11-25", "18:00", "11-26", "06:00")),
        ("下午三点到明天上午九点帮我看着我爸", run("11-25", "15:00", "11-26", "09:00")),
        ("明天下午三点到后天上午九点帮我看着我爸", run("11-26", "15:00", "11-27", "09:00")),
    ],
)
def test_a_night_ends_on_the_next_day(text: str, times: Times) -> None:
    assert read(text) == times


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("28号29号来帮忙", days("11-28", "11-29")),
        ("从今天起到周日都要人陪", days("11-25", "11-29")),
        ("从现在到周日都要人陪", days("11-25", "11-29")),
        ("from now until Friday someone to walk my dog", days("11-25", "11-27")),
        ("马上到中秋了，想请人来陪我妈", days("2027-09-15")),
        ("12月5号上午到8号下午帮忙", run("12-05", "08:00", "12-08", "18:00")),
        ("12月5号上午到8号下午三点帮忙", run("12-05", "08:00", "12-08", "15:00")),
        ("下周三上午到周五下午要人", run("12-02", "08:00", "12-04", "18:00")),
        ("明天下午到明天上午要人", at("11-26", "13:00")),
        ("明天上午到下午都有人在家", hours("11-26", "08:00", "18:00")),
        ("明天九点到中午要人", hours("11-26", "09:00", "12:00")),
    ],
)
def test_from_one_day_or_part_of_day_to_another(text: str, times: Times) -> None:
    assert read(text) == times


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("从现在到下午五点要人陪", until("11-25", "17:00")),
        ("天黑前六点把药送来", until("11-25", "18:00")),
        ("帮我看孩子看到五点", until("11-25", "17:00")),
        ("陪我妈到晚上八点", until("11-25", "20:00")),
        ("周六陪老人到晚上八点", until("11-28", "20:00")),
        ("看着孩子到下午五点", until("11-25", "17:00")),
        ("can someone stay with mum until 8pm", until("11-25", "20:00")),
        ("someone to sit with mum until Friday please", until("11-27", "23:59")),
        ("please postpone it until Friday", days("11-27")),
    ],
)
def test_until_ends_a_stay_and_begins_what_is_put_off(text: str, times: Times) -> None:
    assert read(text) == times


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("明天下午三点开始陪我爸下棋", at("11-26", "15:00")),
        ("明天中午以后来修灯", at("11-26", "13:00")),
        ("明天晚上以后来修灯", at("11-26", "18:00")),
        ("明天下午三点最晚四点来", hours("11-26", "15:00", "16:00")),
        ("明天三点到五点最晚六点来", hours("11-26", "15:00", "17:00")),
        ("after 3 and before 5 tomorrow please", hours("11-26", "15:00", "17:00")),
        ("Friday at 3pm, by Monday at the latest please", at("11-27", "15:00")),
        ("tomorrow at 2, 3-5pm also ok", at("11-26", "14:00")),
        ("tomorrow morning before lunch please", hours("11-26", *MORNING)),
        ("周五来修灯，周五晚上我值班", days("11-27")),
        ("周五下午来修灯，最好三点", at("11-27", "15:00")),
    ],
)
def test_a_bound_keeps_to_what_it_bounds(text: str, times: Times) -> None:
    assert read(text) == times


def test_a_part_of_day_that_suits_is_taken_from_the_next_clause() -> None:
    assert read("周五来修灯，下午最好") == hours("11-27", *AFTERNOON)
