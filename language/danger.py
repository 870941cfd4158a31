"""Danger to life by keywords: recall first, with what calms it down."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache

from language.lexicon import data_text


@dataclass(frozen=True, slots=True)
class DangerSigns:
    """The kinds of danger that a text speaks of, and those whose signs are taken back by their surroundings."""

    sure: tuple[str, ...]
    calmed: tuple[str, ...]
    lecture: bool

    @property
    def kind(self) -> str | None:
        """The first kind that stands, in the order of the list."""
        return self.sure[0] if self.sure and not self.lecture else None

    @property
    def best_guess(self) -> str | None:
        """The kind to name when something else says that there is danger."""
        return next(iter(self.sure + self.calmed), None)


@dataclass(frozen=True, slots=True)
class _Kind:
    name: str
    sure: re.Pattern[str]
    calm: re.Pattern[str]


@cache
def _kinds() -> tuple[tuple[_Kind, ...], re.Pattern[str]]:
    lists = tomllib.loads(data_text("dangers.toml"))
    lecture = re.compile("|".join(lists.pop("all")["calm"]))
    kinds = tuple(
        _Kind(name, re.compile("|".join(entry["sure"])), re.compile("|".join(entry["calm"])))
        for name, entry in lists.items()
    )
    return kinds, lecture


def danger_signs(folded: str) -> DangerSigns:
    """Look for danger in a folded text.

    A calming phrase ("怕着火", "火早灭了") is cut out before the signs are looked for again: it takes back only what it covers,
    so that another sign in the same message still counts.
    """
    kinds, lecture = _kinds()
    sure: list[str] = []
    calmed: list[str] = []
    for kind in kinds:
        if not kind.sure.search(folded):
            continue
        rest = kind.calm.sub("。", folded)
        (sure if kind.sure.search(rest) else calmed).append(kind.name)
    return DangerSigns(tuple(sure), tuple(calmed), bool(lecture.search(folded)))
