"""Sentence embeddings for the messages that the character model is in doubt about. Works without the encoder, too."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from language.encoder import DIMENSIONS, encoder, weights_file
from language.linear import Floats, Head, softmax

_CACHE = "embeddings.npz"
_DIGEST = 12
_REACH = 0.2  # a byte a dimension: what lies further from the mean of our messages is clipped


def available() -> bool:
    """Whether the encoder's weights are installed."""
    return weights_file() is not None


@dataclass(slots=True)
class EmbeddingHeads:
    """The same heads as the character model has, on centred embeddings."""

    mean: Floats
    weights: Floats
    bias: Floats
    heads: dict[str, Head]

    def chances(self, vectors: Floats) -> list[dict[str, Floats]]:
        """The probabilities of every head, for each row."""
        scores = centred(vectors, self.mean) @ self.weights + self.bias
        return [{name: softmax(row[head.columns]) for name, head in self.heads.items()} for row in scores]


def centred(vectors: Floats, mean: Floats) -> Floats:
    """The embeddings without what all messages share, at unit length again."""
    moved = vectors - mean
    unit: Floats = moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-6)
    return unit


def mixed(one: Floats, other: Floats, share: float) -> Floats:
    """The geometric mean of two distributions over the same labels; `share` (0 to 1) is the weight of the other."""
    return softmax((1.0 - share) * np.log(one + 1e-9) + share * np.log(other + 1e-9))


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGEST]


@dataclass(frozen=True, slots=True)
class Packaged:
    """The embeddings of the program's own lines that come with it: a row of bytes by the hash of the text, and their mean."""

    rows: dict[str, NDArray[np.int8]]
    mean: Floats

    @classmethod
    def read(cls) -> Packaged:
        """From the file that comes with the program; empty where there is none."""
        path = files("language").joinpath("data", _CACHE)
        if not path.is_file():
            return cls({}, np.zeros(DIMENSIONS, np.float32))
        with np.load(BytesIO(path.read_bytes())) as arrays:
            return cls(dict(zip(arrays["keys"].tolist(), arrays["vectors"], strict=True)), arrays["mean"])

    def of(self, texts: Sequence[str]) -> Floats:
        """A row for each text; computed where there is none, and rounded just like those that are there."""
        missing = [text for text in dict.fromkeys(texts) if _key(text) not in self.rows]
        fresh = dict(zip(missing, _rounded(encoder().encode(missing) - self.mean), strict=True)) if missing else {}
        rows = np.stack([fresh[text] if text in fresh else self.rows[_key(text)] for text in texts])
        return rows.astype(np.float32) * np.float32(_REACH / 127) + self.mean


def training_embeddings(texts: Sequence[str]) -> Floats:
    """The embeddings of the texts, from the packaged file where it has them, else computed."""
    return Packaged.read().of(texts)


def _rounded(vectors: Floats) -> NDArray[np.int8]:
    small: NDArray[np.int8] = np.clip(np.rint(vectors * np.float32(127 / _REACH)), -127, 127).astype(np.int8)
    return small


def write_packaged(path: Path, texts: Sequence[str]) -> None:
    """Write the file of embeddings for the given texts (a developer's step, after the lines have changed)."""
    unique = sorted(dict.fromkeys(texts), key=_key)
    vectors = encoder().encode(unique)
    mean = vectors.mean(axis=0)
    np.savez_compressed(
        path, keys=np.array([_key(text) for text in unique]), vectors=_rounded(vectors - mean), mean=mean
    )
