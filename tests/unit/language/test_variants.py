"""The lines that are made up: of every item, the same each time, with nothing left unfilled."""

from __future__ import annotations

from collections import Counter

from language.learning import own_lines
from language.training import Line
from language.variants import framed_lines, need_lines, placed_lines


def test_every_item_gets_lines_in_both_languages() -> None:
    lines = [*framed_lines(Line), *need_lines(Line)]
    assert not [line.text for line in lines if "{" in line.text or "}" in line.text]
    items = {line.item for line in lines}
    assert len(items) == 53
    for intent in ("request", "cancel", "reschedule", "status", "complaint", "thanks", "help", "volunteer"):
        counts = Counter(line.item for line in lines if line.intent == intent)
        assert set(counts) == items, intent
    english = {line.item for line in lines if line.text.isascii()}
    assert english == items
    assert all(line.weight < 1 for line in lines), "what nobody wrote counts less than what somebody wrote"
    assert [line.text for line in framed_lines(Line)] == [line.text for line in framed_lines(Line)]


def test_a_missing_person_is_always_a_danger() -> None:
    assert all(line.danger for line in need_lines(Line) if line.item == "F01")


def test_a_made_place_stands_in_the_text() -> None:
    lines = [Line.of(row) for row in own_lines() if row.get("place")][:200] + [
        Line("水管漏了", "request", "C01", place_known=True),
        Line("the tap drips", "request", "C01", place_known=True),
    ] * 20
    made = placed_lines(lines)
    assert len(made) > 200
    assert all(line.place and line.place in line.text for line in made)
    assert placed_lines([Line("去县医院", "request", "B01")] * 20) == []
