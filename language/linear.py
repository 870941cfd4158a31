"""Linear models on named features: predicted with numpy alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from language.features import FAMILY_WEIGHTS, Families, Read, families
from language.words import WordVectors

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Head:
    """One softmax over ``labels``; ``columns`` are its columns in the shared weight matrix."""

    labels: tuple[str, ...]
    columns: slice


@dataclass(slots=True)
class LinearModel:
    """Vocabulary, feature weights (idf) and the weights of all heads side by side, in half precision once they come from a file.

    After the rows of the vocabulary come those for the dimensions of the word vectors.
    """

    vocabulary: dict[str, int]
    idf: Floats
    weights: NDArray[np.float16] | Floats
    bias: Floats
    heads: dict[str, Head]
    sounds: Mapping[str, str]
    words: WordVectors

    def vector(self, tokens: list[str], found: Families) -> tuple[NDArray[np.int32], Floats]:
        """The feature numbers of a text and their values: each family scaled to unit length, then weighted; the meaning of
        its words last."""
        numbers: list[int] = []
        values: list[Floats] = []
        for family, names in found.items():
            known = [number for name in names if (number := self.vocabulary.get(name)) is not None]
            if not known:
                continue
            raw = self.idf[known]
            values.append(raw * np.float32(FAMILY_WEIGHTS[family] / np.sqrt((raw * raw).sum())))
            numbers += known
        meaning = self.words.of(tokens)
        last = len(self.vocabulary) + np.arange(self.words.size, dtype=np.int32)
        return np.concatenate([np.asarray(numbers, np.int32), last]), np.concatenate([*values, meaning])

    def chances(self, read: Read) -> dict[str, Floats]:
        """The probabilities of every head, in the order of its labels."""
        numbers, values = self.vector(read.tokens, families(read, self.sounds))
        scores = values @ self.weights[numbers].astype(np.float32) + self.bias
        return {name: softmax(scores[head.columns]) for name, head in self.heads.items()}


def softmax(scores: Floats) -> Floats:
    """Probabilities out of scores."""
    powers = np.exp(scores - scores.max())
    chances: Floats = powers / powers.sum()
    return chances
