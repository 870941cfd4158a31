"""The skeleton of a message: who is spoken of, in what order, and what stands between. By it one tells for whom help is asked.

「我爸走不动」 and 「我走不动，爸在厂里」 speak of the same two people; SKH and SH,KN tell them apart.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache

from language.folding import flat
from language.lexicon import data_text

PAUSE = ","
SHAPE_MARKS = ("k:", "v:")  # how the names of these features begin
_UNIT = re.compile(
    r"[a-z]+(?:'[a-z]+)?|[\u3400-\u9fff]+|[，。！？、,.!?；;\n]+|(?<=[\u3400-\u9fff])\s+|\s+(?=[\u3400-\u9fff])"
)
_PEOPLE = "KPS"
_LONGEST_RUN = 4
_MANY = 3


@cache
def _letters() -> tuple[dict[str, str], int]:
    groups = tomllib.loads(data_text("mentions.toml")).values()
    letters = {word: group["letter"] for group in groups for word in group["words"].split()}
    return letters, max(len(word) for word in letters if not word.isascii())


def skeleton(text: str) -> str:
    """A letter for every mention (see ``data/mentions.toml``) and a comma for every pause between them."""
    found: list[str] = []
    for unit in _UNIT.findall(flat(text)):
        for letter in _read(unit):
            if letter != PAUSE or found[-1:] != [PAUSE]:
                found.append(letter)
    return "".join(found)


def _read(unit: str) -> Iterator[str]:
    letters, longest = _letters()
    if unit[0] < "\u3400" or unit[0] > "\u9fff":
        letter = letters.get(unit) if unit[0].isalpha() else PAUSE
        if letter:
            yield letter
        return
    at = 0
    while at < len(unit):
        length = next((n for n in range(longest, 0, -1) if unit[at : at + n] in letters), 0)
        if length:
            yield letters[unit[at : at + length]]
        at += length or 1


def mention_features(shape: str) -> set[str]:
    """What a skeleton says: its runs with and without the pauses, who comes first and last, and who occurs how often."""
    people = "".join(letter for letter in shape if letter in _PEOPLE)
    counts = "".join(str(min(_MANY, people.count(letter))) for letter in "SK")
    return {
        *(f"k:{run}" for run in _runs(f"^{shape}$", 1)),
        *(f"v:{run}" for run in _runs(f"^{shape.replace(PAUSE, '')}$", 2)),
        f"k:first {people[:2]}",
        f"k:first {people[:1]}",
        f"k:last {people[-1:]}",
        f"k:who {''.join(sorted(set(people)))}",
        f"k:many {counts}",
    }


def _runs(shape: str, shortest: int) -> Iterator[str]:
    for length in range(shortest, _LONGEST_RUN + 1):
        for start in range(len(shape) - length + 1):
            yield shape[start : start + length]
