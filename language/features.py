"""From a text to the named features that the linear models weigh."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from language.danger import DangerSigns, danger_signs
from language.folding import fold, tokens
from language.lexicon import Pattern, group_weights, lexicon
from language.mentions import mention_features, skeleton

# How much each family of features weighs against the others; found by cross-validation (see docs/decisions).
FAMILY_WEIGHTS = {"c": 1.0, "s": 1.0, "w": 1.0, "l": 0.5, "g": 0.35, "d": 1.5, "k": 1.0}
_LONGEST_CHARACTERS = 4
_LONGEST_SOUNDS = 3


Families = dict[str, set[str]]


@dataclass(frozen=True, slots=True)
class Read:
    """A text looked at once: its folded form, tokens, pattern hits, danger signs and the skeleton of who is spoken of."""

    folded: str
    tokens: list[str]
    hits: list[Pattern]
    danger: DangerSigns
    shape: str


def look(text: str) -> Read:
    """Fold and scan a text; everything after this works on the result."""
    folded = fold(text)
    return Read(folded, tokens(folded), lexicon().hits(folded), danger_signs(folded), skeleton(text))


def _ngrams(units: list[str], shortest: int, longest: int) -> Iterator[str]:
    for length in range(shortest, longest + 1):
        for start in range(len(units) - length + 1):
            yield " ".join(units[start : start + length])


def families(read: Read, sounds: Mapping[str, str]) -> Families:
    """The features of a text by family: characters, sounds, English word beginnings, list hits, danger signs, mentions.

    ``sounds`` maps a character to its merged pinyin syllable.
    """
    units = ["^", *read.tokens, "$"]
    heard = [sounds.get(unit, unit) for unit in read.tokens]
    words = [unit for unit in read.tokens if unit.isascii() and unit != "0"]
    groups = group_weights(read.hits)
    strong = {f"g:{group}" for group, weight in groups.items()}
    strong |= {f"g:{group}+" for group, weight in groups.items() if weight >= 2.0}
    signs = {f"d:+{kind}" for kind in read.danger.sure} | {f"d:-{kind}" for kind in read.danger.calmed}
    if read.danger.sure:
        signs.add("d:lecture" if read.danger.lecture else "d:sure")
    length = min(len(read.tokens) // 4, 6)
    return {
        "c": {f"c:{gram}" for gram in _ngrams(units, 1, _LONGEST_CHARACTERS)},
        "s": {f"s:{gram}" for gram in _ngrams(heard, 2, _LONGEST_SOUNDS)},
        "w": {f"w:{word[:5]}" for word in words if len(word) > 3} | {f"l:n{length}"},
        "l": {f"l:{hit.name}" for hit in read.hits},
        "g": strong,
        "d": signs,
        "k": mention_features(read.shape),
    }
