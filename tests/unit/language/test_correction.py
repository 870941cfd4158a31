from __future__ import annotations

from datetime import datetime

import pytest

from language.correction import corrected_part, read_correction
from language.county import County
from language.understand import Reader
from language.understanding import Understanding

from .conftest import NOW

TOMORROW_MORNING = Understanding(
    "request",
    item="C01",
    start=datetime.fromisoformat("2026-11-24T08:00"),
    end=datetime.fromisoformat("2026-11-24T12:00"),
    place="县医院",
)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("不是明天，是后天下午", "后天下午"),
        ("是修灯不是修水管", "修灯"),
        ("不是我，是我妈", "我妈"),
        ("改成周五", "周五"),
        ("not tomorrow, Friday", "Friday"),
        ("后天下午", "后天下午"),
    ],
)
def test_what_is_right_is_told_from_what_is_wrong(text: str, part: str) -> None:
    assert corrected_part(text)[0] == part


def test_another_day_and_part_of_day(reader: Reader) -> None:
    said = read_correction(reader, "不是明天，是后天下午", TOMORROW_MORNING, NOW)
    assert (said.start, said.end) == (
        datetime.fromisoformat("2026-11-25T13:00"),
        datetime.fromisoformat("2026-11-25T18:00"),
    )
    assert (said.item, said.place) == ("C01", "县医院")


def test_another_day_keeps_the_hour(reader: Reader) -> None:
    said = read_correction(reader, "不是明天，是周五", TOMORROW_MORNING, NOW)
    assert (said.start, said.end) == (
        datetime.fromisoformat("2026-11-27T08:00"),
        datetime.fromisoformat("2026-11-27T12:00"),
    )


def test_another_part_of_day_keeps_the_day(reader: Reader) -> None:
    later = Understanding(
        "request",
        item="C01",
        start=datetime.fromisoformat("2026-11-27T08:00"),
        end=datetime.fromisoformat("2026-11-27T12:00"),
    )
    said = read_correction(reader, "不是上午，是下午", later, NOW)
    assert (said.start, said.end) == (
        datetime.fromisoformat("2026-11-27T13:00"),
        datetime.fromisoformat("2026-11-27T18:00"),
    )


def test_another_service(reader: Reader) -> None:
    said = read_correction(reader, "是修灯不是修水管", TOMORROW_MORNING, NOW)
    assert said.item == "C02"
    assert said.start == TOMORROW_MORNING.start


def test_for_whom(reader: Reader) -> None:
    said = read_correction(reader, "不是我，是我妈", TOMORROW_MORNING, NOW)
    assert said.other
    assert not read_correction(reader, "不是我妈，是我自己", said, NOW).other


def test_nothing_to_use_changes_nothing(reader: Reader) -> None:
    assert read_correction(reader, "嗯嗯", TOMORROW_MORNING, NOW) == TOMORROW_MORNING


def test_another_place_number_or_danger(rules: Reader, county: County) -> None:
    moved = read_correction(rules, "不是县医院，是马坝镇卫生院", TOMORROW_MORNING, NOW, county)
    assert (moved.place, moved.area) == ("马坝镇卫生院", "320830100000")
    assert (moved.start, moved.item) == (TOMORROW_MORNING.start, "C01")
    assert read_correction(rules, "不是两位，是三位老人", TOMORROW_MORNING, NOW).people == 3
    danger = read_correction(rules, "不是修灯，是煤气漏了", TOMORROW_MORNING, NOW)
    assert (danger.danger, danger.danger_kind) == (True, "gas")
