"""Training on a handful of lines: sounds, heads on embeddings, places of one word."""

from __future__ import annotations

import pytest

from language.embedding import training_embeddings
from language.learning import own_lines
from language.training import Line, fit, fit_embeddings, fit_places, sound_table
from language.understanding import Span

TOWNS = ("Baoying", "Maba", "Guantan", "Xuyi")
WHEN = ("today", "tomorrow", "please")


def test_a_character_without_a_reading_has_no_sound() -> None:
    assert sound_table("好a，坝") == {"好": "hao", "坝": "ba"}


def test_heads_on_embeddings_tell_the_lines_apart_and_want_every_label() -> None:
    """The packaged embeddings of the program's own lines are enough for it; a label without lines is named."""
    own = own_lines()
    rows = [row for row in own if row.get("item") in ("A01", "B01", "C01") or row["intent"] == "thanks"][::20]
    lines = [Line.of(row) for row in rows + [row for row in own if row.get("danger")][:5]]
    linear = fit(lines, sounds={"水": "shui"})
    heads = fit_embeddings(lines, linear)
    chances = heads.chances(training_embeddings([line.text for line in lines]))
    labels = heads.heads["intent"].labels
    right = sum(labels[one["intent"].argmax()] == line.intent for one, line in zip(chances, lines, strict=True))
    assert right >= 0.95 * len(lines)
    with pytest.raises(ValueError, match="lack a label of intent"):
        fit_embeddings([line for line in lines if line.intent != "thanks"], linear)


def test_a_place_of_one_word_is_learned_and_one_inside_a_word_is_not() -> None:
    lines = [placed(f"come to {town} {when}", town) for town in TOWNS for when in WHEN]
    lines += [
        placed(f"come to {town} Museum of Art {when}", f"{town} Museum of Art") for town in TOWNS for when in WHEN
    ]
    lines += [placed(f"help with homework {when}", "home") for when in WHEN]
    tagger = fit_places(lines)

    def places(text: str) -> list[str]:
        return [text[span.start : span.end] for span, _ in tagger.spans(text)]

    assert places("come to Jinhu today") == ["Jinhu"]
    assert places("come to Jinhu Museum of Art today") == ["Jinhu Museum of Art"]
    assert places("help with homework today") == []
    assert places("") == []
    assert tagger.spans("help with homework today", [Span(10, 14)]) == [], "nor where the county has a place Home"


def placed(text: str, place: str) -> Line:
    return Line(text, "request", None, place=place, place_known=True)
