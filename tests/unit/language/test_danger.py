from __future__ import annotations

import pytest

from language.danger import danger_signs
from language.folding import fold
from language.understanding import EMERGENCY_NUMBERS, Understanding


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("老头子突然倒在地上叫不醒", "medical"),
        ("My father collapsed and isn't breathing", "medical"),
        ("厨房着火了，烟好大", "fire"),
        ("屋里一股煤气味，头晕", "gas"),
        ("插座打火，冒烟了", "electric"),
        ("水淹到胸口了，困在屋顶", "water"),
        ("六岁小孩走丢了", "missing"),
        ("他拿刀要砍人", "violence"),
        ("我不想活了", "suicide"),
        ("喝了半瓶农药", "poison"),
        ("敲门半天没人应，老太平时不出门", "silent"),
    ],
)
def test_danger_is_seen(text: str, kind: str) -> None:
    assert kind in danger_signs(fold(text)).sure


@pytest.mark.parametrize(
    "text",
    [
        "楼道堆满纸箱，怕哪天着火",
        "火早灭了，人也没伤着，想申请点被子",
        "请医生来讲一课，心肺复苏怎么做",
        "灯泡烧了，换一个",
        "打不着火，灶具坏了",
        "猫丢了两天",
        "热死人了，空调不制冷",
        "Could a doctor give a talk about first aid?",
        "剪刀钝了，帮磨磨",
    ],
)
def test_what_is_feared_over_or_taught_is_no_danger(text: str) -> None:
    assert danger_signs(fold(text)).kind is None


def test_calm_words_take_back_only_what_they_cover() -> None:
    assert danger_signs(fold("煤气漏了，一股臭味，怕爆炸")).kind == "gas"


def test_every_kind_has_a_number_to_call() -> None:
    import tomllib

    from language.lexicon import data_text

    kinds = set(tomllib.loads(data_text("dangers.toml"))) - {"all"}
    assert kinds <= set(EMERGENCY_NUMBERS)
    assert set(EMERGENCY_NUMBERS.values()) == {"110", "119", "120"}
    assert Understanding("request", danger=True, danger_kind="fire").emergency_number == "119"
    assert Understanding("request").emergency_number is None
