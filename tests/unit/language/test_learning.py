from __future__ import annotations

import io
from pathlib import Path

import pytest

from language import cli, learning
from language.learning import Figures, correction_line, own_lines, read_lines
from language.lexicon import data_text
from language.model_file import Models, version
from language.understanding import Understanding


def test_a_correction_is_kept_without_personal_data() -> None:
    line = correction_line("我叫王秀英，13800001111，3幢501水管漏了", Understanding("request", item="C01", other=False))
    assert "王秀英" not in line["text"]
    assert "1380000" not in line["text"]
    assert "501" not in line["text"]
    assert (line["intent"], line["item"]) == ("request", "C01")
    assert "place" not in line, "not known, which is not the same as none"


def test_own_lines_leave_out_what_is_set_aside() -> None:
    aside = {row["text"] for row in read_lines(data_text("heldout.jsonl").splitlines())}
    texts = {row["text"] for row in own_lines()}
    assert len(aside) == 320
    assert not aside & texts


def test_a_line_that_cannot_be_used_is_named() -> None:
    with pytest.raises(ValueError, match="line 2"):
        list(read_lines(['{"text": "a", "intent": "other"}', '{"text": "b", "intent": "dance"}']))


def test_empty_lines_are_passed_over_and_counted() -> None:
    assert [row["text"] for row in read_lines(["", '{"text": "a", "intent": "other"}', "  "])] == ["a"]
    with pytest.raises(ValueError, match="line 3"):
        list(read_lines(["", "", '{"text": 1, "intent": "other"}']))


def test_the_version_follows_the_corrections() -> None:
    assert version() == version()
    assert version(b"one") != version()


BEFORE = Figures(100, 96.0, 92.0, 99.0, 99.0, 92.0, 0)
WORSE = Figures(100, 96.0, 80.0, 99.0, 99.0, 92.0, 0)


def test_worse_is_worse() -> None:
    assert WORSE.worse_than(BEFORE)
    assert not BEFORE.worse_than(WORSE)
    assert not BEFORE.worse_than(BEFORE)


def test_a_worse_model_is_refused_and_the_old_file_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "language.bin"
    path.write_bytes(b"old")
    monkeypatch.setattr(learning, "cross_validate", lambda corrections=(): WORSE if corrections else BEFORE)
    out = io.StringIO()
    code = cli.train(path, out, [{"text": "x", "intent": "other", "item": None, "danger": False, "other": False}])
    assert code == 1
    assert path.read_bytes() == b"old"
    assert "refused" in out.getvalue()


def test_a_file_is_current_until_something_changes(models: Models, tmp_path: Path) -> None:
    path = tmp_path / "language.bin"
    assert not learning.is_current(path)
    learned = learning.fingerprint([{"text": "x"}])
    Models(models.linear, models.places, {"version": version(learned), "base": version()}).save(path)
    assert learning.is_current(path), "what it learned from corrections does not make it old"
    assert learning.is_current(path, [{"text": "x"}])
    assert not learning.is_current(path, [])
    Models(models.linear, models.places, {"version": version(learned), "base": "another"}).save(path)
    assert not learning.is_current(path)


def test_what_is_cross_validated_was_not_trained_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts that are told apart by one word each are all got right, and those that follow no rule are not."""
    rows = [
        {"text": f"{word}{number}", "intent": intent, "item": item, "danger": item == "C01", "other": item == "B01"}
        for word, intent, item in (
            ("水管漏水", "request", "C01"),
            ("谢谢你们", "thanks", None),
            ("看医生", "request", "B01"),
        )
        for number in ("甲乙", "乙丙", "丙丁", "丁甲", "甲丙", "乙丁")
    ]
    monkeypatch.setattr(learning, "own_lines", lambda: rows)
    monkeypatch.setattr("language.variants.framed_lines", lambda make: [])
    monkeypatch.setattr("language.variants.need_lines", lambda make: [])
    figures = learning.cross_validate([{"text": "灯不亮", "intent": "request", "item": "C02", "other": True}])
    assert (figures.lines, figures.item, figures.danger, figures.missed) == (18, 100.0, 100.0, 0)
    assert "of 18 lines" in str(figures)
    for row, item in zip(rows, ["C01", "B01", "C02"] * 6, strict=True):
        row["item"] = item if row["intent"] == "request" else None
    assert learning.cross_validate().item < 70
