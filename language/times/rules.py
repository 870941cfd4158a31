"""How a rule is written: where it may begin, its pattern, and what it makes of what it found."""

import re
from collections.abc import Callable, Iterable

from language.times.model import Kind

Said = tuple[Kind, object]
# Builders return None to let the next rule try, and an empty list to pass over text that only looks like a time.
Build = Callable[[re.Match[str]], list[Said] | None]


class Rule:
    """A pattern that can only match at one of the characters `starts`; compiled when it is first tried."""

    __slots__ = ("_match", "build", "pattern", "starts")

    def __init__(self, starts: str, pattern: str, build: Build) -> None:
        """`pattern` is a regular expression; `build` makes tokens of what it finds."""
        self.starts, self.pattern, self.build = starts, pattern, build
        self._match: Callable[[str, int], re.Match[str] | None] | None = None

    def match(self, text: str, place: int) -> re.Match[str] | None:
        """What the pattern finds at the place."""
        if self._match is None:
            self._match = re.compile(self.pattern).match
        return self._match(text, place)


def rule(starts: str, pattern: str, build: Build | Said) -> Rule:
    """A rule; a fixed answer may stand in place of a builder."""
    if isinstance(build, tuple):
        said = [build]
        return Rule(starts, pattern, lambda _: said)
    return Rule(starts, pattern, build)


def skip(_: re.Match[str]) -> list[Said]:
    """Passes over what was found."""
    return []


def words(names: Iterable[str]) -> str:
    """An alternation of literal words, the longest first."""
    return "(?:" + "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) + ")"


def first_letters(names: Iterable[str]) -> str:
    """The characters that the words begin with."""
    return "".join(sorted({name[0] for name in names}))
