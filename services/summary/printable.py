"""What the fonts can print: a character that they lack, as in a rare name, is printed as its sound."""

from functools import cache
from typing import Any

import data

DASHES = str.maketrans({"\u2013": "-", "\u2022": "·", "\u00a0": " "})


def printable(value: Any) -> Any:
    """The value with every text in it made printable."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dict):
        return {key: printable(one) for key, one in value.items()}
    return [printable(one) for one in value] if isinstance(value, list | tuple) else value


def _text(text: str) -> str:
    text = text.translate(DASHES)
    if covered().issuperset(text):
        return text
    return "".join(char if char in covered() else _sound(char) for char in text)


def _sound(char: str) -> str:
    from pypinyin import Style, lazy_pinyin  # 55 MB of dictionaries that most reports never need

    sound = lazy_pinyin(char, style=Style.NORMAL, errors="ignore")
    return f"〔{sound[0]}〕" if sound else ""


@cache
def covered() -> frozenset[str]:
    """The characters of the fonts, with the spaces."""
    return frozenset((data.FONTS / "covered.txt").read_text(encoding="utf-8")) | frozenset(" \n")
