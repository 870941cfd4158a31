"""All models of this package in one file, named by what they were built from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from language.embedding import EmbeddingHeads, available, mixed
from language.encoder import encoder
from language.features import Read
from language.linear import Floats, Head, LinearModel
from language.tagger import PlaceTagger
from language.words import TABLE, packaged

LINE_FILES = (
    "dev.jsonl",
    "train.jsonl",
    "train_a.jsonl",
    "train_b.jsonl",
    "train_c.jsonl",
    "train_d.jsonl",
    "train_e.jsonl",
    "train_f.jsonl",
    "train_g.jsonl",
    "train_h.jsonl",
    "train_i.jsonl",
    "train_j.jsonl",
    "train_k.jsonl",
    "train_l.jsonl",
    "train_m.jsonl",
    "train_n.jsonl",
    "train_o.jsonl",
    "train_p.jsonl",
    "train_q.jsonl",
    "train_r.jsonl",
    "train_s.jsonl",
    "train_t.jsonl",
    "extra.jsonl",
)
_LISTS = (
    "items.toml",
    "signs.toml",
    "dangers.toml",
    "places.toml",
    "frames.toml",
    "needs.toml",
    "mentions.toml",
    TABLE,
)
_CODE = (
    "features.py",
    "folding.py",
    "lexicon.py",
    "mentions.py",
    "danger.py",
    "linear.py",
    "places.py",
    "tagger.py",
    "training.py",
    "embedding.py",
    "encoder/__init__.py",
    "encoder/pieces.py",
    "encoder/weights.py",
    "learning.py",
    "variants.py",
    "words.py",
    "model_file.py",
)


# Where the first answer leads the second by less than this, or the chance of danger lies between these, the embedding is
# worth its milliseconds (docs/decisions/0013-word-vectors-and-half-an-encoder.md).
SURE = 0.5
_DANGER_IN_DOUBT = (0.05, 0.9)
_OTHER_IN_DOUBT = 0.3
_MAYBE_REQUEST = 0.3
_EMBEDDING_SHARE = {"danger": 0.7}
_USUAL_SHARE = 0.5


class ModelFileError(ValueError):
    """The model file is damaged or was not written by this program."""


def version(corrections: bytes = b"") -> str:
    """Twelve hex digits that change with the training lines, the lists, the corrections and the code that trains."""
    digest = hashlib.sha256(corrections)
    room = files("language")
    for name in (*(f"data/{n}" for n in (*LINE_FILES, *_LISTS)), *_CODE):
        path = room.joinpath(*name.split("/"))
        if path.is_file():
            digest.update(name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


@dataclass(slots=True)
class Models:
    """The classifier and the place tagger, with a note of what they were built from."""

    linear: LinearModel
    places: PlaceTagger
    about: dict[str, Any]
    embedding: EmbeddingHeads | None = None

    def chances(self, text: str, read: Read) -> dict[str, Floats]:
        """Probabilities of every head; where the character model is in doubt, mixed with those from the embedding."""
        chances = self.linear.chances(read)
        return self.reconsidered([text], [chances])[0] if self.doubt(chances) else chances

    def doubt(self, chances: dict[str, Floats]) -> float:
        """0 where the character model is sure, else up to 1: how much there is to gain from the embedding; 0 without one."""
        if self.embedding is None:
            return 0.0
        heads = self.linear.heads
        gap = _margin(chances["intent"])
        if chances["intent"][heads["intent"].labels.index("request")] > _MAYBE_REQUEST:
            gap = min(gap, _margin(chances["item"]))
        low, high = _DANGER_IN_DOUBT
        if low < chances["danger"][heads["danger"].labels.index("yes")] < high:
            return 1.0
        if gap >= SURE and _margin(chances["other"]) >= _OTHER_IN_DOUBT:
            return 0.0
        return 1.0 - min(gap, SURE)

    def reconsidered(self, texts: Sequence[str], all_chances: Sequence[dict[str, Floats]]) -> list[dict[str, Floats]]:
        """The chances of some texts, mixed with those from their embeddings."""
        if self.embedding is None or not texts:
            return list(all_chances)
        others = self.embedding.chances(encoder().encode(texts))
        return [
            {name: mixed(one, other[name], _EMBEDDING_SHARE.get(name, _USUAL_SHARE)) for name, one in chances.items()}
            for chances, other in zip(all_chances, others, strict=True)
        ]

    def save(self, path: Path) -> None:
        """Write the models beside ``path`` and move them there, so that a half-written file is never read."""
        linear, places = self.linear, self.places
        head = {
            "about": self.about,
            "heads": {
                name: [head.labels, head.columns.start, head.columns.stop] for name, head in linear.heads.items()
            },
            "sounds": dict(linear.sounds),
            "vocabulary": "\n".join(linear.vocabulary),
            "place vocabulary": "\n".join(places.vocabulary),
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(path.name + ".part")
        with partial.open("wb") as file:
            np.savez(
                file,
                head=np.frombuffer(json.dumps(head, ensure_ascii=False).encode(), np.uint8),
                idf=linear.idf.astype(np.float16),
                weights=linear.weights.astype(np.float16),
                bias=linear.bias,
                place_weights=places.weights.astype(np.float16),
                place_bias=places.bias,
                **self._embedding_arrays(),  # type: ignore[arg-type]
            )
        partial.replace(path)

    def _embedding_arrays(self) -> dict[str, Floats]:
        heads = self.embedding
        return {"mean": heads.mean, "embedding": heads.weights, "embedding_bias": heads.bias} if heads else {}

    @classmethod
    def load(cls, path: Path, *, embeddings: bool | None = None) -> Models:
        """Read a model file. Raises FileNotFoundError where there is none and ModelFileError where it is damaged."""
        try:
            with np.load(path) as arrays:
                head = json.loads(arrays["head"].tobytes())
                linear = LinearModel(
                    _numbered(head["vocabulary"]),
                    arrays["idf"].astype(np.float32),
                    arrays["weights"],
                    arrays["bias"],
                    {name: Head(tuple(labels), slice(a, b)) for name, (labels, a, b) in head["heads"].items()},
                    head["sounds"],
                    packaged(),
                )
                places = PlaceTagger(
                    _numbered(head["place vocabulary"]),
                    arrays["place_weights"].astype(np.float32),
                    arrays["place_bias"],
                )
                heads = None
                if "embedding" in arrays and embeddings is not False and (embeddings or available()):
                    heads = EmbeddingHeads(arrays["mean"], arrays["embedding"], arrays["embedding_bias"], linear.heads)
                return cls(linear, places, head["about"], heads)
        except FileNotFoundError:
            raise
        except (OSError, ValueError, KeyError, EOFError) as error:
            raise ModelFileError(f"{path}: {error}") from error


def _margin(chances: Floats) -> float:
    first, second = np.partition(chances, -2)[-2:][::-1]
    return float(first - second)


def _numbered(names: str) -> dict[str, int]:
    return {name: number for number, name in enumerate(names.split("\n"))}
