"""The new time of a visit that is moved: what it says itself, and what it leaves to the old time."""

import pytest

from language.times import Times

from .said import AFTERNOON, at, days, hours, read


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("明天的理发改到半小时后", at("11-25", "10:30")),
        ("改到半小时后吧，明天我不在", at("11-25", "10:30")),
        ("周五上午的改到下午吧", hours("11-27", *AFTERNOON)),
        ("明天下午三点的改到后天，时间不变", at("11-27", "15:00")),
        ("每周三的理发改到周五", days("11-27")),
        ("改到后天下午，三点吧", at("11-27", "15:00")),
        ("please postpone it until Friday", days("11-27")),
    ],
)
def test_a_moved_visit(text: str, times: Times) -> None:
    assert read(text, "reschedule") == times


def test_putting_off_is_understood_without_knowing_that_a_visit_is_moved() -> None:
    assert read("please postpone it until Friday", None) == days("11-27")
