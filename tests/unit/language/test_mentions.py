"""The skeleton of a message tells who needs help from who is only spoken of."""

import pytest

from language.mentions import mention_features, skeleton


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("我爸走不动了", "SKH"),
        ("我走不动，我爸在厂里", "SH,SKN"),
        ("外孙女来接我", "KGS"),
        ("姥姥家在邻居那头", "KP"),
        ("My mum can't walk. Could someone come?", "SKH,Q,"),
        ("ＭＹ　ＳＯＮ", "SK"),
        ("，，，", ","),
        ("", ""),
    ],
)
def test_who_is_spoken_of_in_what_order(text: str, shape: str) -> None:
    assert skeleton(text) == shape


def test_the_same_people_in_another_order_are_told_apart() -> None:
    one, other = mention_features(skeleton("我爸走不动了")), mention_features(skeleton("我走不动了爸"))
    assert one != other
    assert "k:who KS" in one & other
