"""One plain form of a text for the classifiers: half width, lower case, no punctuation, and its sound."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+|[\u3400-\u9fff]")
_BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff])\s+|\s+(?=[\u3400-\u9fff])")
_PUNCTUATION = re.compile(r"[^\w\s\u3400-\u9fff'-]+")
_BLANKS = re.compile(r"\s+")

# Sounds that Jianghuai speakers and their phones' dictation do not tell apart.
_MERGED_SOUNDS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ing", "in"), ("eng", "en"), ("n", "l"))


def flat(text: str) -> str:
    """Half width and lower case, with one kind of apostrophe; blanks and punctuation stay."""
    return unicodedata.normalize("NFKC", text).lower().replace("’", "'")


def fold(text: str) -> str:
    """Half width, lower case, without punctuation, without blanks next to Chinese characters."""
    return _BETWEEN_HAN.sub("", _BLANKS.sub(" ", _PUNCTUATION.sub(" ", flat(text)))).strip()


def tokens(folded: str) -> list[str]:
    """Single Chinese characters, English words and numbers (every number as ``0``)."""
    return ["0" if token[0].isdigit() else token for token in _TOKEN.findall(folded)]


@lru_cache(maxsize=4096)
def merged_sound(syllable: str) -> str:
    """A toneless pinyin syllable with the sounds merged that are confused in speech: ``sheng`` becomes ``sen``."""
    for sound, kept in _MERGED_SOUNDS[:3]:
        if syllable.startswith(sound):
            syllable = kept + syllable[len(sound) :]
            break
    for sound, kept in _MERGED_SOUNDS[3:5]:
        if syllable.endswith(sound):
            syllable = syllable[: -len(sound)] + kept
            break
    return "l" + syllable[1:] if syllable.startswith("n") else syllable
