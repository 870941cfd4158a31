"""Whole numbers in a few words, with the rest of the words: "洗衣液 8分 20瓶" is 洗衣液, 8 and 20."""

import re

UNIT = r"(?:个|件|份|瓶|包|袋|盒|桶|只|条|块|支|提|积分|分|points?|pieces?|pcs|left)"
NUMBER = re.compile(
    rf"(?<![\w.])(\d{{1,9}})\s*{UNIT}?(?![\w.])|(?<![A-Za-z\d.])(\d{{1,9}})\s*{UNIT}(?![A-Za-z.])", re.IGNORECASE
)
FULL_WIDTH = str.maketrans("０１２３４５６７８９，；：", "0123456789,;:")


def numbers_in(words: str) -> tuple[str, list[int]]:
    """(the words without the numbers that stand by themselves, those numbers in their order)."""
    text = words.translate(FULL_WIDTH)
    found = [int(one[1] or one[2]) for one in NUMBER.finditer(text)]
    rest = NUMBER.sub(" ", text)
    return " ".join(rest.strip(" ，,、。；;:：").split()), found
