"""How a rule is written: where it may begin, its pattern, and what it makes of what it found."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from language.times.model import Kind

Said = tuple[Kind, object]
# Builders return None to let the next rule try, and an empty list to pass over text that only looks like a time.
Build = Callable[[re.Match[str]], list[Said] | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern that can only match at one of the characters `starts`."""

    starts: str
    pattern: re.Pattern[str]
    build: Build


def rule(starts: str, pattern: str, build: Build | Said) -> Rule:
    """A rule; a fixed answer may stand in place of a builder."""
    if isinstance(build, tuple):
        said = [build]
        return Rule(starts, re.compile(pattern), lambda _: said)
    return Rule(starts, re.compile(pattern), build)


def skip(_: re.Match[str]) -> list[Said]:
    """Passes over what was found."""
    return []


def words(names: Iterable[str]) -> str:
    """An alternation of literal words, the longest first."""
    return "(?:" + "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) + ")"


def first_letters(names: Iterable[str]) -> str:
    """The characters that the words begin with."""
    return "".join(sorted({name[0] for name in names}))
