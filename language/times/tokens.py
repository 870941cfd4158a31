"""From clean text to tokens: at each place the first rule that fits takes its piece."""

from language.times import chinese, chinese_hours, english
from language.times.model import Token
from language.times.rules import Rule

DIGITS = frozenset("0123456789")
LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
LATIN = DIGITS | LETTERS


def _by_letter() -> dict[str, tuple[Rule, ...]]:
    table: dict[str, list[Rule]] = {}
    for rule in (*chinese.RULES, *chinese_hours.RULES, *english.RULES):
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
