"""The word lists in ``data/*.toml``: which patterns of which group a folded text matches."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Pattern:
    """One regular expression of the lists, with the group it speaks for and how strongly it does."""

    group: str
    name: str
    weight: float
    regex: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All patterns, and the short nouns of each item."""

    patterns: tuple[Pattern, ...]
    nouns: dict[str, tuple[str, ...]]

    def hits(self, folded: str) -> list[Pattern]:
        """The patterns found in a folded text."""
        return [pattern for pattern in self.patterns if pattern.regex.search(folded)]


def data_text(name: str) -> str:
    """The text of a file in ``language/data``."""
    return files("language").joinpath("data", name).read_text(encoding="utf-8")


@cache
def lexicon() -> Lexicon:
    """The lists of ``items.toml`` and ``signs.toml``, compiled once."""
    items = tomllib.loads(data_text("items.toml"))
    patterns = [
        Pattern(code, f"{code}.{kind}{number}", weight, re.compile(regex))
        for code, lists in items.items()
        for kind, weight in (("strong", 2.0), ("weak", 0.7))
        for number, regex in enumerate(lists[kind])
    ]
    signs = tomllib.loads(data_text("signs.toml"))
    patterns += [
        Pattern(group, f"{group}.{number}", 1.0, re.compile(regex))
        for group, regexes in signs.items()
        for number, regex in enumerate(regexes)
    ]
    return Lexicon(tuple(patterns), {code: tuple(lists["nouns"]) for code, lists in items.items()})


def group_weights(hits: list[Pattern]) -> dict[str, float]:
    """How strongly each group is hinted at."""
    weights: dict[str, float] = {}
    for pattern in hits:
        weights[pattern.group] = weights.get(pattern.group, 0.0) + pattern.weight
    return weights
