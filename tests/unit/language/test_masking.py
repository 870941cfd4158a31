from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.masking import mask


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("我叫王秀英，电话13800001111", ("王秀英", "13800001111")),
        ("身份证320830194501011234，办补贴", ("320830194501011234",)),
        ("座机0517-88214567", ("88214567",)),
        ("幸福里3幢2单元501，水管漏了", ("3幢", "501")),
        ("运河佳苑15-2-601", ("15-2-601",)),
        ("给村里韩大爷量血压", ("韩",)),
        ("低保户孙德海不会填表", ("孙德海",)),
        ("Room 308, Xinhua Dormitory", ("308",)),
        ("My name is Li Hua, call 138 0000 1111", ("Li Hua", "1111")),
        ("邮箱 wang.fang@example.com", ("wang.fang",)),
        ("微信号wxf_8899aa", ("wxf_8899aa",)),
    ],
)
def test_personal_data_is_taken_out(text: str, gone: tuple[str, ...]) -> None:
    masked = mask(text)
    assert not [word for word in gone if word in masked]


@pytest.mark.parametrize(
    "text", ["明天上午8点半到县医院", "每月15号来两次", "下午2:30修水管", "老两口要送饭", "血压160-95，头昏"]
)
def test_what_the_models_learn_from_stays(text: str) -> None:
    assert mask(text) == text


@given(st.text(alphabet="我家水管坏了，。 王李", max_size=12), st.from_regex(r"1[3-9]\d{9}", fullmatch=True))
def test_no_phone_number_survives(words: str, phone: str) -> None:
    assert phone not in mask(f"{words}，电话{phone}，{words}")
    assert not re.search(r"\d{7}", mask(words + "打" + phone))


@given(st.text(max_size=60))
def test_masking_twice_changes_nothing(text: str) -> None:
    assert mask(mask(text)) == mask(text)
