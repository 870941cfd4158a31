"""From annotated lines to a model file: build, measure by cross-validation, keep only what is not worse."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from language.embedding import available
from language.lexicon import data_text
from language.masking import mask
from language.model_file import LINE_FILES, ModelFileError, Models, version
from language.understanding import INTENTS, Understanding

if TYPE_CHECKING:
    from language.training import Line

# A new model may lose this much (in points) to chance before it counts as worse.
TOLERANCE = 0.5
_FOLDS = 3


@dataclass(frozen=True, slots=True)
class Figures:
    """Cross-validated shares of right answers in per cent, and the dangers that were missed."""

    lines: int
    intent: float
    item: float
    top3: float
    danger: float
    other: float
    missed: int

    def worse_than(self, before: Figures) -> bool:
        """Whether intent, item or danger fell by more than the tolerance."""
        return any(
            getattr(self, name) < getattr(before, name) - TOLERANCE for name in ("intent", "item", "top3", "danger")
        )

    def __str__(self) -> str:
        return (
            f"intent {self.intent:.1f}  item {self.item:.1f}  top three {self.top3:.1f}  danger {self.danger:.1f} "
            f"({self.missed} missed)  other {self.other:.1f}  of {self.lines} lines"
        )


def correction_line(text: str, right: Understanding) -> dict[str, Any]:
    """A training line out of a message that somebody put right; names, phones, ids and door numbers are masked.

    The place is left out: what remains of it after masking would teach nothing.
    """
    return {
        "text": mask(text),
        "intent": right.intent,
        "item": right.item,
        "danger": right.danger,
        "other": right.other,
    }


def own_lines() -> list[dict[str, Any]]:
    """The annotated messages that come with the program, without the part that is set aside."""
    return [row for name in LINE_FILES for row in read_lines(data_text(name).splitlines())]


def read_lines(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Rows of a ``.jsonl``. Raises ValueError, with the number of the line, where one cannot be used."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        row = json.loads(line)
        if not isinstance(row, dict) or not isinstance(row.get("text"), str) or row.get("intent") not in INTENTS:
            raise ValueError(f"line {number}: needs a text and an intent")
        yield row


def build(path: Path, corrections: Sequence[dict[str, Any]] = ()) -> Models:
    """Train on the program's own lines and the corrections, and write the file. Takes tens of seconds."""
    models = train_models(corrections)
    models.save(path)
    return models


def train_models(corrections: Sequence[dict[str, Any]] = ()) -> Models:
    """All models, in memory; those on embeddings only where the library is installed."""
    from language.training import Line, fit, fit_embeddings, fit_places
    from language.variants import framed_lines, need_lines, placed_lines

    lines = [Line.of(row) for row in (*own_lines(), *corrections)]
    made = [*framed_lines(Line), *need_lines(Line)]
    about = {
        "version": version(fingerprint(corrections)),
        "base": version(),
        "built": datetime.now(UTC).isoformat(timespec="minutes"),
        "lines": len(lines),
        "corrections": len(corrections),
    }
    with ProcessPoolExecutor(1, get_context("spawn")) as beside:  # half of the time, where there is a second core
        places = beside.submit(fit_places, [*lines, *placed_lines(lines)])
        linear = fit([*lines, *made])
        heads = fit_embeddings(lines, linear) if available() else None
        return Models(linear, places.result(), about, heads)


def fingerprint(corrections: Sequence[dict[str, Any]]) -> bytes:
    """What the version of a model takes from the corrections in it."""
    return json.dumps(list(corrections), ensure_ascii=False, sort_keys=True).encode() if corrections else b""


def is_current(path: Path, corrections: Sequence[dict[str, Any]] | None = None) -> bool:
    """Whether the file was built from these very lines, lists and code; with None, whatever corrections it learned from."""
    try:
        about = Models.load(path).about
        if corrections is None:
            return bool(about.get("base") == version())
        return bool(about["version"] == version(fingerprint(corrections)))
    except (FileNotFoundError, ModelFileError):
        return False


def ensure(path: Path, corrections: Sequence[dict[str, Any]] = ()) -> bool:
    """Build the file where it is missing or out of date; whether it had to be built. For install and first start."""
    if is_current(path, corrections):
        return False
    build(path, corrections)
    return True


def cross_validate(corrections: Sequence[dict[str, Any]] = ()) -> Figures:
    """Figures on the program's own lines, each part predicted by models that never saw it; corrections only train."""
    from language.features import look
    from language.training import Line, fit
    from language.variants import framed_lines, need_lines

    lines = [Line.of(row) for row in own_lines()]
    added = [*(Line.of(row) for row in corrections), *framed_lines(Line), *need_lines(Line)]
    reads, added_reads = [look(line.text) for line in lines], [look(line.text) for line in added]
    answers: list[tuple[Line, dict[str, list[str]]]] = []
    for fold in range(_FOLDS):
        rest = [number for number in range(len(lines)) if number % _FOLDS != fold]
        model = fit([*(lines[n] for n in rest), *added], [*(reads[n] for n in rest), *added_reads])
        for number in range(fold, len(lines), _FOLDS):
            ranked = {
                name: [model.heads[name].labels[at] for at in (-chances).argsort()]
                for name, chances in model.chances(reads[number]).items()
            }
            answers.append((lines[number], ranked))
    return _figures(answers)


def _figures(answers: Sequence[tuple[Line, dict[str, list[str]]]]) -> Figures:
    def share(name: str, top: int = 1) -> float:
        known = [(line, ranked[name]) for line, ranked in answers if getattr(line, name) is not None]
        return 100 * sum(_label(getattr(line, name)) in ranked[:top] for line, ranked in known) / len(known)

    missed = sum(bool(line.danger) and ranked["danger"][0] == "no" for line, ranked in answers)
    return Figures(
        len(answers), share("intent"), share("item"), share("item", 3), share("danger"), share("other"), missed
    )


def _label(value: object) -> str:
    return "yes" if value is True else "no" if value is False else str(value)
