"""What words mean, as vectors, so that a word that no training line has still stands near those that mean the same.

A text's vector is the weighted mean of the vectors of all its words (overlapping, one to four characters, and English words).
The table comes with the program: the words of the sentence encoder's own vocabulary, each put through it once, reduced to the
main directions of our messages (a static embedding; ``tools/pack_words.py`` says how). Reading needs numpy alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
LONGEST = 4
TABLE = "words.npz"


@dataclass(frozen=True, slots=True)
class WordVectors:
    """``vectors`` (words × size, a byte a dimension, to be multiplied by ``scales``), ``weights`` of the words, and the ``centre``
    that all messages share."""

    numbers: Mapping[str, int]
    vectors: NDArray[np.int8]
    scales: Floats
    weights: Floats
    centre: Floats

    @property
    def size(self) -> int:
        """How many dimensions a vector has."""
        return len(self.scales)

    def of(self, tokens: Sequence[str]) -> Floats:
        """The unit vector of a text, given as its tokens (single characters and English words); zeros where no word is known."""
        found = [number for word in words_in(tokens) if (number := self.numbers.get(word)) is not None]
        if not found:
            return np.zeros(self.size, np.float32)
        weights = self.weights[found]
        mean = (weights @ self.vectors[found].astype(np.float32)) * self.scales / weights.sum() - self.centre
        unit: Floats = mean / max(float(np.linalg.norm(mean)), 1e-6)
        return unit


def words_in(tokens: Sequence[str]) -> Iterator[str]:
    """Every English word, and every run of one to four Chinese characters."""
    for start, token in enumerate(tokens):
        yield token
        word = token
        for following in tokens[start + 1 : start + LONGEST] if not token.isascii() else ():
            if following.isascii():
                break
            word += following
            yield word


@cache
def packaged() -> WordVectors:
    """The table that comes with the program."""
    with np.load(BytesIO(files("language").joinpath("data", TABLE).read_bytes())) as arrays:
        words = arrays["words"].tobytes().decode().split("\n")
        return WordVectors(
            {word: number for number, word in enumerate(words)},
            arrays["vectors"],
            arrays["scales"],
            arrays["weights"],
            arrays["centre"],
        )
