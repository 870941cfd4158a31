"""A sequence tagger for places: linear scores for every token, the best legal sequence by Viterbi, numpy alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from language.places import place_words, shaped_places
from language.understanding import Span

Floats = NDArray[np.float32]

TAGS = ("O", "B", "I", "E", "S")
_BREAKS = frozenset("，。！？；：、,.!?;:…~～")
_TOKEN = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*|\d+|\S")
# What may follow what: outside and ends are followed by outside and beginnings, beginnings and insides by insides and ends.
_LEGAL = {"O": "OBS", "E": "OBS", "S": "OBS", "B": "IE", "I": "IE"}
_BEFORE = [[number for number, before in enumerate(TAGS) if after in _LEGAL[before]] for after in TAGS]
_MAY_BEGIN = [tag in "OBS" for tag in TAGS]
_MAY_END = [number for number, tag in enumerate(TAGS) if tag in "OES"]
_NEVER = -1e9


@dataclass(frozen=True, slots=True)
class Token:
    """A Chinese character, a word, a number or a punctuation mark, and where it stands."""

    text: str
    start: int
    end: int


def place_tokens(text: str) -> list[Token]:
    """Cut a text into tokens without losing their positions."""
    return [Token(match[0], *match.span()) for match in _TOKEN.finditer(text)]


def _kind(token: str) -> str:
    if token.isdigit():
        return "9"
    if token[0].isascii() and token[0].isalpha():
        return "A" if token[0].isupper() else "a"
    return "汉" if "\u3400" <= token[0] <= "\u9fff" else "."


def _marks(tokens: Sequence[Token], spans: Sequence[Span], name: str) -> list[str]:
    """B, I, E or S of each token in the spans, prefixed with the spans' name; nothing outside."""
    marks = [""] * len(tokens)
    for span in reversed(spans):
        inside = [number for number, token in enumerate(tokens) if span.start <= token.start and token.end <= span.end]
        for number in inside:
            marks[number] = name + "I"
        if inside:
            marks[inside[0]], marks[inside[-1]] = name + "B", name + "E"
    return marks


def _dictionary_spans(text: str) -> list[Span]:
    found = []
    for word in place_words()["alone"]:
        start = text.find(word)
        if start >= 0:
            found.append(Span(start, start + len(word)))
    return found


def token_features(text: str, tokens: Sequence[Token], areas: Sequence[Span] = ()) -> list[list[str]]:
    """The features of every token: its neighbourhood, kinds, and whether rules, lists or the gazetteer mark it."""
    words = ["^^", "^", *(token.text.lower() if token.text.isascii() else token.text for token in tokens), "$", "$$"]
    words = ["0" * min(len(word), 4) if word.isdigit() else word for word in words]
    kinds = ["^", "^", *(_kind(token.text) for token in tokens), "$", "$"]
    shaped = _marks(tokens, shaped_places(text), "p")
    listed = _marks(tokens, _dictionary_spans(text), "w")
    known = _marks(tokens, areas, "k")
    around = _clause_features(tokens)
    rows = []
    for at in range(len(tokens)):
        i = at + 2
        near = words[i - 2 : i + 3]
        row = [f"{offset}{word}" for offset, word in zip("abcde", near, strict=True)]
        row += [f"f{near[1]}{near[2]}", f"g{near[2]}{near[3]}", f"h{near[0]}{near[1]}", f"i{near[3]}{near[4]}"]
        row += [f"j{near[1]}{near[2]}{near[3]}", "k" + "".join(kinds[i - 2 : i + 3]), "k" + kinds[i]]
        marks = (shaped[at], listed[at], known[at])
        row += [mark for mark in marks if mark]
        row.append("m" + "|".join(marks))
        row += around[at]
        for step, side in ((-1, "l"), (1, "r")):
            if 0 <= at + step < len(tokens):
                row.append(side + shaped[at + step] + listed[at + step] + known[at + step])
        rows.append(row)
    return rows


def _clause_features(tokens: Sequence[Token]) -> list[list[str]]:
    """Of every token, what its clause looks like: where it stands in the message, how long it is, how it begins and ends.

    An address is often a clause of its own at the end.
    """
    features: list[list[str]] = [[] for _ in tokens]
    clauses = list(_clauses(tokens))
    for number, (a, b) in enumerate(clauses):
        where = "z" if number == len(clauses) - 1 else "a" if not number else "m"
        ending = "".join(_flat(token.text) for token in tokens[max(a, b - 2) : b])
        shared = [f"x{where}{min(b - a, 12)}", f"y{where}{ending}", f"y{ending[-1]}{min(b - a, 12)}"]
        shared.append(f"u{_flat(tokens[a].text)}{where}")
        for at in range(a, b):
            place = "S" if b - a == 1 else "B" if at == a else "E" if at == b - 1 else "I"
            features[at] = [*shared, f"v{place}{where}", f"t{place}{ending}", f"s{place}{where}{min(b - a, 12)}"]
    return features


def _clauses(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Of every clause its first token and the one behind its last; a blank beside a Chinese character parts them as well."""
    start = 0
    for at, token in enumerate(tokens):
        if token.text in _BREAKS:
            if at > start:
                yield start, at
            start = at + 1
        elif at > start and _are_parted(tokens[at - 1], token):
            yield start, at
            start = at
    if start < len(tokens):
        yield start, len(tokens)


def _are_parted(before: Token, after: Token) -> bool:
    return after.start > before.end and "汉" in (_kind(before.text), _kind(after.text))


def _flat(word: str) -> str:
    return "0" if word.isdigit() else word.lower()


@dataclass(slots=True)
class PlaceTagger:
    """Weights of every feature for the five tags."""

    vocabulary: dict[str, int]
    weights: Floats
    bias: Floats
    _padded: Floats = field(init=False)

    def __post_init__(self) -> None:
        """A last row of noughts stands for every feature that was never seen."""
        self._padded = np.vstack([self.weights, np.zeros((1, len(TAGS)), np.float32)])

    def scores(self, text: str, tokens: Sequence[Token], areas: Sequence[Span] = ()) -> Floats:
        """Log chances, tokens by tags."""
        nothing = len(self.vocabulary)
        find = self.vocabulary.get
        numbers = [[find(name, nothing) for name in names] for names in token_features(text, tokens, areas)]
        starts = np.cumsum([0, *map(len, numbers)][:-1])
        rows = np.add.reduceat(self._padded[list(chain.from_iterable(numbers))], starts, axis=0) + self.bias
        rows -= rows.max(axis=1, keepdims=True)
        log_chances: Floats = rows - np.log(np.exp(rows).sum(axis=1, keepdims=True))
        return log_chances

    def spans(self, text: str, areas: Sequence[Span] = ()) -> list[tuple[Span, float]]:
        """Places in the text with the mean log chance of their tags."""
        tokens = place_tokens(text)
        if not tokens:
            return []
        scores = self.scores(text, tokens, areas)
        tags = _viterbi(scores)
        found: list[tuple[Span, float]] = []
        start = 0
        for number, tag in enumerate(tags):
            if TAGS[tag] in "BS":
                start = number
            if TAGS[tag] in "ES":
                inside = scores[np.arange(start, number + 1), tags[start : number + 1]]
                found.append((Span(tokens[start].start, tokens[number].end), float(inside.mean())))
        return found


def _viterbi(scores: Floats) -> list[int]:
    """The legal sequence of tags with the highest sum of scores. Plain Python: five tags are too few for numpy to pay."""
    first, *rows = scores.tolist()
    total = [score if may_begin else _NEVER for score, may_begin in zip(first, _MAY_BEGIN, strict=True)]
    back: list[list[int]] = []
    for row in rows:
        best = [max(before, key=total.__getitem__) for before in _BEFORE]
        total = [total[before] + score for before, score in zip(best, row, strict=True)]
        back.append(best)
    path = [max(_MAY_END, key=total.__getitem__)]
    for step in reversed(back):
        path.append(step[path[-1]])
    return path[::-1]
