"""Build the models from annotated lines. Needs scikit-learn; the running process does not import this."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from language.embedding import EmbeddingHeads, centred, training_embeddings
from language.features import Families, Read, families, look
from language.folding import merged_sound
from language.linear import Floats, Head, LinearModel
from language.mentions import SHAPE_MARKS
from language.tagger import TAGS, PlaceTagger, place_tokens, token_features
from language.words import packaged

_STRENGTH = {"intent": 8.0, "item": 12.0, "danger": 6.0, "other": 3.0}
_EMBEDDING_STRENGTH = {"intent": 20.0, "item": 30.0, "danger": 10.0, "other": 5.0}
_RARE_POWER = 0.3
_ENOUGH = 3
_DANGER_COUNTS = 3.0  # one that is missed costs more than a false alarm
# Lines that are made up are all requests, so that the heads expect too many; found with each writer's lines set aside in turn.
_FEWER_REQUESTS = -0.4
_FEATHER = 0.05  # a sign of a place that weighs less than this says nothing, and nine of ten do
_UNSEEN = -20.0  # the score of a tag that never occurs in the lines


@dataclass(frozen=True, slots=True)
class Line:
    """One annotated message; what is None is not known, but for ``place``: there ``place_known`` says whether None means none.

    ``weight`` is how much the line counts beside a plain one.
    """

    text: str
    intent: str
    item: str | None
    danger: bool | None = None
    other: bool | None = None
    place: str | None = None
    weight: float = 1.0
    place_known: bool = False

    @classmethod
    def of(cls, row: dict[str, Any], weight: float = 1.0) -> Line:
        """From a line of a ``.jsonl`` file."""
        return cls(
            row["text"],
            row["intent"],
            row.get("item"),
            row.get("danger"),
            row.get("other"),
            row.get("place"),
            weight,
            "place" in row,
        )


@contextmanager
def _one_thread() -> Iterator[None]:
    """More threads would only wait for one another, and take half as much of the processor again."""
    with threadpool_limits(1):
        yield


def sound_table(characters: Iterable[str]) -> dict[str, str]:
    """The merged syllable of every character that has a reading."""
    from pypinyin import Style
    from pypinyin.pinyin_dict import pinyin_dict
    from pypinyin.style import convert

    table = {}
    for character in sorted(set(characters)):
        readings = pinyin_dict.get(ord(character))
        if readings:
            syllable = convert(readings.split(",")[0], Style.NORMAL, strict=False)
            table[character] = merged_sound(syllable)
    return table


def common_characters() -> str:
    """The 6,763 characters of GB2312: those that a phone's dictation writes."""
    return "".join(
        bytes((row, cell)).decode("gb2312", "ignore") for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF)
    )


@_one_thread()
def fit(
    lines: Sequence[Line], reads: Sequence[Read] | None = None, sounds: dict[str, str] | None = None
) -> LinearModel:
    """Train the four heads on the lines; ``reads`` may hold their texts already looked at."""
    reads = reads or [look(line.text) for line in lines]
    sounds = sounds or sound_table(common_characters())
    found = [families(read, sounds) for read in reads]
    counts = Counter(name for by_family in found for names in by_family.values() for name in names)
    vocabulary = _vocabulary(counts)
    idf = np.array([np.log(len(lines) / counts[name]) + 1.0 for name in vocabulary], np.float32)
    model = LinearModel(vocabulary, idf, np.zeros((0, 0), np.float32), np.zeros(0, np.float32), {}, sounds, packaged())
    matrix = _matrix(model, reads, found)
    without_shape = _without(matrix, [name.startswith(SHAPE_MARKS) for name in vocabulary])
    weights, biases, column = [], [], 0
    for name in ("intent", "item", "danger", "other"):
        rows, labels = _targets(name, lines)
        size = _sizes(name, [lines[row].weight for row in rows], labels)
        inputs = matrix if name == "other" else without_shape  # it tells for whom; for the rest it is noise
        fitted = LogisticRegression(C=_STRENGTH[name], max_iter=200, tol=2e-3).fit(inputs[rows], labels, size)
        coefficients, intercept = _two_sided(fitted)
        weights.append(coefficients.T)
        biases.append(intercept)
        model.heads[name] = Head(tuple(str(c) for c in fitted.classes_), slice(column, column + len(intercept)))
        column += len(intercept)
    model.weights = np.hstack(weights).astype(np.float32)
    model.bias = np.concatenate(biases).astype(np.float32)
    return model


@_one_thread()
def fit_embeddings(lines: Sequence[Line], like: LinearModel) -> EmbeddingHeads:
    """Train the same heads on the lines' sentence embeddings."""
    vectors = training_embeddings([line.text for line in lines])
    mean = vectors.mean(axis=0)
    inputs = centred(vectors, mean)
    weights, biases = [], []
    for name, head in like.heads.items():
        rows, labels = _targets(name, lines)
        size = _sizes(name, [lines[row].weight for row in rows], labels)
        fitted = LogisticRegression(C=_EMBEDDING_STRENGTH[name], max_iter=300, tol=1e-3).fit(inputs[rows], labels, size)
        coefficients, intercept = _two_sided(fitted)
        if tuple(fitted.classes_) != head.labels:
            raise ValueError(f"the lines lack a label of {name}")
        weights.append(coefficients.T)
        biases.append(intercept)
    return EmbeddingHeads(
        mean, np.hstack(weights).astype(np.float32), np.concatenate(biases).astype(np.float32), like.heads
    )


def _sizes(name: str, weights: Sequence[float], labels: Sequence[str]) -> Floats:
    """How much each line counts: dangers more than others; rare intents somewhat more, as most lines are requests."""
    size = np.array(weights, np.float32)
    if name == "danger":
        return size * np.where(np.array(labels) == "yes", np.float32(_DANGER_COUNTS), np.float32(1))
    if name != "intent":
        return size
    totals: dict[str, float] = dict.fromkeys(labels, 0.0)
    for label, weight in zip(labels, weights, strict=True):
        totals[label] += weight
    mean = sum(totals.values()) / len(totals)
    raised: Floats = size * np.array([(mean / totals[label]) ** _RARE_POWER for label in labels], np.float32)
    return raised


def _two_sided(fitted: LogisticRegression) -> tuple[Floats, Floats]:
    """Coefficients with a row for every class, also where scikit-learn keeps one row for two classes; requests held back."""
    if len(fitted.classes_) > 2:
        held_back = fitted.intercept_ + _FEWER_REQUESTS * (fitted.classes_ == "request")
        return fitted.coef_.astype(np.float32), held_back.astype(np.float32)
    half, shift = fitted.coef_.astype(np.float32) / 2, fitted.intercept_.astype(np.float32) / 2
    return np.vstack([-half, half]), np.concatenate([-shift, shift])


def _targets(name: str, lines: Sequence[Line]) -> tuple[list[int], list[str]]:
    rows = [number for number, line in enumerate(lines) if getattr(line, name) is not None]
    values = [getattr(lines[row], name) for row in rows]
    return rows, ["yes" if value is True else "no" if value is False else str(value) for value in values]


def _vocabulary(counts: Counter[str]) -> dict[str, int]:
    """Numbers for the signs that enough lines have: a rarer one says more of its line than of the language."""
    return {name: number for number, name in enumerate(sorted(n for n, count in counts.items() if count >= _ENOUGH))}


def _matrix(model: LinearModel, reads: Sequence[Read], found: Sequence[Families]) -> csr_matrix:
    vectors = [model.vector(read.tokens, names) for read, names in zip(reads, found, strict=True)]
    starts = np.cumsum([0, *(len(numbers) for numbers, _ in vectors)])
    return csr_matrix(
        (np.concatenate([v for _, v in vectors]), np.concatenate([n for n, _ in vectors]), starts),
        shape=(len(vectors), len(model.vocabulary) + model.words.size),
    )


def _without(matrix: csr_matrix, columns: Sequence[bool]) -> csr_matrix:
    """The matrix with zeros in some of the first columns."""
    kept = np.ones(matrix.shape[1], np.float32)
    kept[: len(columns)][np.array(columns)] = 0
    return csr_matrix(matrix.multiply(kept))


@_one_thread()
def fit_places(lines: Sequence[Line]) -> PlaceTagger:
    """Train the place tagger on the lines whose places are known; of those without one every second stands for two."""
    rows, labels, sizes = [], [], []
    known_lines = [line for line in lines if line.place_known]
    placeless = [replace(line, weight=2 * line.weight) for line in known_lines if not line.place][::2]
    for line in (*(line for line in known_lines if line.place), *placeless):
        tokens = place_tokens(line.text)
        rows += token_features(line.text, tokens)
        labels += _place_tags(line, [(token.start, token.end) for token in tokens])
        sizes += [line.weight] * len(tokens)
    counts = Counter(name for row in rows for name in row)
    vocabulary = _vocabulary(counts)
    known = [[vocabulary[name] for name in row if name in vocabulary] for row in rows]
    starts = np.cumsum([0, *(len(row) for row in known)])
    numbers = np.array([number for row in known for number in row])
    matrix = csr_matrix((np.ones(len(numbers), np.float32), numbers, starts), shape=(len(rows), len(vocabulary)))
    fitted = LogisticRegression(C=10.0, max_iter=600, tol=1e-4).fit(matrix, labels, sizes)
    bias = np.full(len(TAGS), _UNSEEN, np.float32)
    bias[fitted.classes_] = fitted.intercept_
    heavy = np.abs(fitted.coef_).max(axis=0) >= _FEATHER
    weights = np.zeros((int(heavy.sum()), len(TAGS)), np.float32)
    weights[:, fitted.classes_] = fitted.coef_.T[heavy]
    kept = [name for name, number in vocabulary.items() if heavy[number]]
    return PlaceTagger({name: number for number, name in enumerate(kept)}, weights, bias)


def _place_tags(line: Line, tokens: Sequence[tuple[int, int]]) -> list[int]:
    tags = [TAGS.index("O")] * len(tokens)
    start = line.text.find(line.place) if line.place else -1
    if start < 0 or not line.place:
        return tags
    inside = [n for n, (a, b) in enumerate(tokens) if start <= a and b <= start + len(line.place)]
    for number in inside:
        tags[number] = TAGS.index("I")
    if len(inside) == 1:
        tags[inside[0]] = TAGS.index("S")
    elif inside:
        tags[inside[0]], tags[inside[-1]] = TAGS.index("B"), TAGS.index("E")
    return tags
