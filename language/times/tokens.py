"""From clean text to tokens: at each place the first rule that fits takes its piece."""

from language.times import (
    chinese_dates,
    chinese_days,
    chinese_hours,
    chinese_often,
    english_days,
    english_hours,
    english_often,
)
from language.times.model import Token
from language.times.rules import Rule

DIGITS = frozenset("0123456789")
LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
LATIN = DIGITS | LETTERS


# The order decides where two rules fit at one place.
GRAMMAR: tuple[Rule, ...] = (
    *chinese_days.RULES,
    *chinese_dates.RULES,
    *chinese_often.RULES,
    *chinese_hours.RULES,
    *english_days.PAST,
    *english_often.RULES,
    *english_days.RULES,
    *english_hours.RULES,
)


def _by_letter() -> dict[str, tuple[Rule, ...]]:
    table: dict[str, list[Rule]] = {}
    for rule in GRAMMAR:
        for letter in dict.fromkeys(rule.starts):
            table.setdefault(letter, []).append(rule)
    return {letter: tuple(rules) for letter, rules in table.items()}


TABLE = _by_letter()


def tokens(text: str) -> list[Token]:
    """The tokens of a clean text in order; pieces that only look like times are passed over."""
    found: list[Token] = []
    place, before = 0, ""
    while place < len(text):
        letter = text[place]
        rules = None if before in LATIN and letter in LATIN else TABLE.get(letter)
        end = _take(text, place, rules, found) if rules else place
        place = end if end > place else place + 1
        before = text[place - 1]
    return found


def _take(text: str, place: int, rules: tuple[Rule, ...], found: list[Token]) -> int:
    """The end of the piece that the first fitting rule takes, its tokens added to `found`; `place` where none fits."""
    for rule in rules:
        match = rule.match(text, place)
        if match is None or match.end() == place:
            continue
        said = rule.build(match)
        if said is not None:
            end = match.end()
            last = end - 1 if text[end - 1] == " " else end
            found += [Token(kind, value, place, last) for kind, value in said]
            return end
    return place
