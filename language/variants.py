"""More lines from the annotated ones: frames filled with nouns, misheard characters, other places."""

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
MISHEARD_WEIGHT = 0.5
_SEED = 7
_FRAMES_AN_ITEM = {"cancel": 5, "reschedule": 5, "status": 5, "complaint": 3, "thanks": 2, "help": 2, "volunteer": 3}
_HAN = re.compile(r"[\u4e00-\u9fff]")


@cache
def _frames() -> dict[str, Any]:
    return tomllib.loads(data_text("frames.toml"))


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


def misheard_lines(lines: Sequence[Line], sounds: Mapping[str, str]) -> list[Line]:
    """Each Chinese line once more with every sixth character replaced by one that sounds the same, without punctuation."""
    rng = random.Random(_SEED)
    alike: dict[str, list[str]] = defaultdict(list)
    for character in sorted({c for line in lines for c in line.text}):
        if character in sounds:
            alike[sounds[character]].append(character)
    found = []
    for line in lines:
        if not _HAN.search(line.text):
            continue
        text = "".join(
            rng.choice(alike[sounds[c]]) if c in sounds and rng.random() < 1 / 6 else c
            for c in re.sub(r"[，。！？、；：]", "", line.text)
        )
        found.append(replace(line, text=text, place=None, weight=line.weight * MISHEARD_WEIGHT))
    return found
