from __future__ import annotations

import pytest

from language.people import people_helped, wishes


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("我们老两口都感冒了", 2),
        ("三位独居老人的冬被想洗掉", 3),
        ("村里八个返乡青年想学电商", 8),
        ("夕照养老院有十二位老人等着剪头发", 12),
        ("一家四口今晚没地方睡", 4),
        ("我们车间三十个人想学急救", 30),
        ("爷爷奶奶带两个娃，没人教", 2),
        ("他俩的功课没人管", 2),
        ("娘仨没饭吃", 3),
        ("We're a family of three and know nobody", 3),
        ("Somewhere to sleep for two of my workmates", 2),
        ("我们村有12位老人", 12),
        ("村里两百个老人没体检", 200),
        ("派三个师傅来，村里五位老人要理发", 5),
        ("派三个师傅给五位老人理发", 5),
    ],
)
def test_people_helped_are_counted(text: str, count: int) -> None:
    found = people_helped(text)
    assert found is not None
    assert found[0] == count
    assert 0 <= found[1].start < found[1].end <= len(text)


@pytest.mark.parametrize(
    "text",
    [
        "今天来两个人帮忙洗个澡",
        "派三个小伙子来搬冰箱",
        "送两份饭",
        "住三楼",
        "Could two volunteers visit my uncle?",
        "每周三下午",
        "我爸八十三了",
        "家里就1个老人",
        "村里1200人要打疫苗",
    ],
)
def test_helpers_portions_and_floors_are_not(text: str) -> None:
    assert people_helped(text) is None


def test_wishes() -> None:
    assert wishes("想找个女同志帮我擦擦身") == ("female", False)
    assert wishes("最好来个男的，我爸重") == ("male", False)
    assert wishes("还要上次那个师傅来") == (None, True)
    assert wishes("女儿在外地") == (None, False)
