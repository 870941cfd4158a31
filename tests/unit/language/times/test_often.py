"""How often: rules, what they leave out, and what one phrase adds to another's rule."""

import pytest

from language.times import Times

from .said import AFTERNOON, MORNING, NOTHING, at, days, hours, read


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("每半个月来一次", "FREQ=WEEKLY;INTERVAL=2"),
        ("每半年来打扫一次", "FREQ=MONTHLY;INTERVAL=6"),
        ("每季度来打扫一次", "FREQ=MONTHLY;INTERVAL=3"),
        ("一个季度来打扫一次", "FREQ=MONTHLY;INTERVAL=3"),
        ("once a fortnight someone to clean", "FREQ=WEEKLY;INTERVAL=2"),
        ("every fortnight please", "FREQ=WEEKLY;INTERVAL=2"),
    ],
)
def test_a_rule_without_a_day(text: str, rule: str) -> None:
    assert read(text) == Times(repeat=rule)


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("每天上午来送饭，除了周末", hours("11-26", *MORNING, "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR")),
        ("每天中午送饭，除了周三", hours("11-26", "11:00", "13:00", "FREQ=WEEKLY;BYDAY=MO,TU,TH,FR,SA,SU")),
        ("每周二到周四上午来", hours("11-26", *MORNING, "FREQ=WEEKLY;BYDAY=TU,WE,TH")),
        ("周二 和 周四下午来打扫", hours("11-26", *AFTERNOON, "FREQ=WEEKLY;BYDAY=TU,TH")),
        ("周三下午三点来，每周都要", at("11-25", "15:00", "FREQ=WEEKLY;BYDAY=WE")),
        ("下个月每周三下午来打扫", hours("12-02", *AFTERNOON, "FREQ=WEEKLY;BYDAY=WE")),
        ("现在每天上午来送饭", hours("11-26", *MORNING, "FREQ=DAILY")),
        ("每月来社区坐一个上午，第二个周六", hours("12-12", *MORNING, "FREQ=MONTHLY;BYDAY=2SA")),
        ("下个月第二个周六上午来，每月都来", hours("12-12", *MORNING, "FREQ=MONTHLY;BYDAY=2SA")),
        ("每天下午三点起要人陪", at("11-25", "15:00", "FREQ=DAILY")),
        ("every Monday to Wednesday morning", hours("11-30", *MORNING, "FREQ=WEEKLY;BYDAY=MO,TU,WE")),
        ("every Friday to Sunday at 9am", at("11-27", "09:00", "FREQ=WEEKLY;BYDAY=FR,SA,SU")),
        ("the 5th of every month at 9am", at("12-05", "09:00", "FREQ=MONTHLY;BYMONTHDAY=5")),
        ("the last Saturday afternoon of every month", hours("11-28", *AFTERNOON, "FREQ=MONTHLY;BYDAY=-1SA")),
        ("every month on the last Friday morning", hours("11-27", *MORNING, "FREQ=MONTHLY;BYDAY=-1FR")),
    ],
)
def test_a_rule_with_its_first_time(text: str, times: Times) -> None:
    assert read(text) == times


@pytest.mark.parametrize(
    "text",
    [
        "每天上午到下周五来送饭",
        "每天上午来送饭，到下周五",
        "每天上午来送饭，周五之前",
        "every morning until Friday please",
    ],
)
def test_the_day_on_which_a_rule_ends_is_none_of_its_days(text: str) -> None:
    """No rule of ours says when it ends; a visit every Friday was not asked for."""
    assert read(text) == hours("11-26", *MORNING, "FREQ=DAILY")


def test_several_times_a_week_is_no_rule_until_days_are_named() -> None:
    assert read("一周来两次") == NOTHING
    assert read("从下周一起一周来两次") == days("11-30")
    assert read("一周来两次，周二周五上午") == hours("11-27", *MORNING, "FREQ=WEEKLY;BYDAY=TU,FR")
