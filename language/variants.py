"""More training lines than anybody annotated: frames filled with the nouns and the needs of every item."""

from __future__ import annotations

import random
import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from language.lexicon import data_text, lexicon

if TYPE_CHECKING:
    from language.training import Line

FRAME_WEIGHT = 0.35
NEED_WEIGHT = 0.35
PLACE_WEIGHT = 0.4
_EXCHANGES = 1
_PLACED_SHARE = 0.15
_OPENING_SHARE = 0.3
_NEEDS_AN_ITEM = 36
_ENGLISH_NEEDS_AN_ITEM = 10
_SEED = 7
_FRAMES_AN_ITEM = {
    "request": 8,
    "cancel": 5,
    "reschedule": 5,
    "status": 5,
    "complaint": 3,
    "thanks": 2,
    "help": 2,
    "volunteer": 3,
}
_SLOTS = ("a", "b", "c", "k", "g", "t", "p", "child")
_HAN = re.compile(r"[\u4e00-\u9fff]")


@cache
def _frames() -> dict[str, Any]:
    return tomllib.loads(data_text("frames.toml"))


@cache
def _needs() -> dict[str, Any]:
    return tomllib.loads(data_text("needs.toml"))


def framed_lines(make: type[Line]) -> list[Line]:
    """Short messages about a visit of every item: cancelled, moved, asked after, praised, blamed, offered."""
    rng = random.Random(_SEED)
    frames = _frames()
    words = frames["words"]
    lines = []
    for code, nouns in lexicon().nouns.items():
        chinese = [noun for noun in nouns if _HAN.search(noun)]
        english = [noun for noun in nouns if not _HAN.search(noun)]
        for intent, count in _FRAMES_AN_ITEM.items():
            chosen = rng.sample(frames[intent]["zh"], count) + rng.sample(frames[intent]["en"], 1)
            for frame in chosen:
                fill = {name: rng.choice(options) for name, options in words.items()}
                text = frame.format(n=rng.choice(chinese), i=rng.choice(english), **fill)
                other = "{q}" in frame and intent not in ("volunteer", "help")
                lines.append(make(text, intent, code, danger=False, other=other, weight=FRAME_WEIGHT))
    return lines


def need_lines(make: type[Line]) -> list[Line]:
    """What people need of every item: phrases whose slots run through all their values, in changing frames."""
    rng = random.Random(_SEED)
    needs = dict(_needs())
    asks = needs.pop("asks")
    lines = []
    for code, lists in needs.items():
        for language, count in (("zh", _NEEDS_AN_ITEM), ("en", _ENGLISH_NEEDS_AN_ITEM)):
            slots = _Slots(lists, asks, language, rng)
            for number in range(count):
                phrase = lists[language][number % len(lists[language])]
                frame = rng.choice(asks[language])
                text = slots.fill(frame.replace("{need}", phrase))
                lines.append(
                    make(
                        text,
                        "request",
                        code,
                        danger=code == "F01" or None,
                        other=_for_other(phrase),
                        weight=NEED_WEIGHT,
                    )
                )
    return lines


def placed_lines(lines: Sequence[Line]) -> list[Line]:
    """Lines for the place tagger: places exchanged for made-up ones, and made-up places put to lines without any."""
    rng = random.Random(_SEED)
    made = _MadePlaces(rng)
    found = []
    for line in (line for line in lines if line.place_known):
        chinese = bool(_HAN.search(line.text))
        place = made.place(chinese)
        if line.place:
            for _ in range(_EXCHANGES):
                place = made.place(chinese)
                found.append(
                    replace(line, text=line.text.replace(line.place, place, 1), place=place, weight=PLACE_WEIGHT)
                )
        elif rng.random() < _PLACED_SHARE:
            found.append(replace(line, text=made.joined(line.text, place, chinese), place=place, weight=PLACE_WEIGHT))
    return found


class _MadePlaces:
    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        lists = tomllib.loads(data_text("places.toml"))
        self._lists: dict[str, list[str]] = lists["made"]
        self._words: list[str] = lists["alone"]

    def place(self, chinese: bool) -> str:
        """A place that nobody lives in."""
        frame = self._rng.choice(self._lists["zh" if chinese else "en"])
        return re.sub(r"\{(\w)\}", lambda match: self._value(match[1], chinese), frame)

    def _value(self, name: str, chinese: bool) -> str:
        if name == "w":
            return self._rng.choice(self._words)
        return self._rng.choice(self._lists["h_en" if name == "h" and not chinese else name])

    def joined(self, text: str, place: str, chinese: bool) -> str:
        """The text with the place before or behind it."""
        if chinese and self._rng.random() < _OPENING_SHARE:
            return self._rng.choice(self._lists["openings"]).replace("{p}", place) + text
        return text.rstrip("。.") + self._rng.choice(self._lists["joints" if chinese else "joints_en"]).replace(
            "{p}", place
        )


def _for_other(phrase: str) -> bool | None:
    if "{k}" in phrase or "{g}" in phrase or "{child}" in phrase:
        return True
    return False if re.search(r"我|自己|\bi\b|\bme\b", phrase) and "my {b}" not in phrase else None


class _Slots:
    """Values for the slots of one item: each list is shuffled and dealt out to its end before it begins again."""

    def __init__(
        self, lists: Mapping[str, list[str]], asks: Mapping[str, list[str]], language: str, rng: random.Random
    ):
        ending = "en" if language == "en" else ""
        self._lists = {name: lists.get(name + ending) or asks.get(name + ending) or asks.get(name) for name in _SLOTS}
        self._dealt: dict[str, list[str]] = defaultdict(list)
        self._rng = rng

    def fill(self, frame: str) -> str:
        return re.sub(r"\{(\w+)\}", lambda match: self._next(match[1]), frame)

    def _next(self, name: str) -> str:
        values = self._lists[name]
        if values is None:
            raise KeyError(name)
        if not self._dealt[name]:
            self._dealt[name] = self._rng.sample(values, len(values))
        return self._dealt[name].pop()
