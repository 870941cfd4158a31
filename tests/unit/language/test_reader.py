from __future__ import annotations

import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.county import County
from language.model_file import ModelFileError, Models
from language.understand import Reader
from language.understanding import INTENTS

from .conftest import NOW


@pytest.mark.parametrize("kind", ["reader", "rules"])
def test_a_whole_message(kind: str, request: pytest.FixtureRequest, county: County) -> None:
    reader: Reader = request.getfixturevalue(kind)
    text = "明天下午帮我奶奶量血压，马坝镇张庄村"
    said = reader.read(text, NOW, county)
    assert (said.intent, said.item, said.other) == ("request", "B03", True)
    assert said.start == datetime.fromisoformat("2026-11-24T13:00")
    assert said.place == "马坝镇张庄村"
    assert said.area == "320830100202"
    assert len(said.items) >= 5
    assert said.items[0].code == "B03"
    assert all(0 <= span.start < span.end <= len(text) for span in said.spans.values())


def test_a_misheard_word_is_heard_by_its_sound(reader: Reader) -> None:
    assert reader.read("水馆漏水了，来修一下", NOW).item == "C01"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("明天的陪诊不用了", "cancel"),
        ("量血压改到后天上午", "reschedule"),
        ("我报的修水管有人接了没", "status"),
        ("谢谢你们", "thanks"),
        ("我想报名当志愿者", "volunteer"),
        ("我要投诉，修空调的收了我钱", "complaint"),
        ("你们要不要钱", "help"),
        ("你好，在吗", "other"),
    ],
)
def test_intents(reader: Reader, text: str, intent: str) -> None:
    assert reader.read(text, NOW).intent == intent


def test_a_visit_that_is_spoken_of_is_ranked_without_being_a_request(reader: Reader) -> None:
    said = reader.read("明天的理发不用了", NOW)
    assert said.item is None
    assert said.items[0].code == "A05"


def test_danger_comes_with_its_number(reader: Reader) -> None:
    said = reader.read("我爸突然倒地叫不醒，快来人", NOW)
    assert said.danger
    assert said.emergency_number == "120"


def test_a_missing_person_is_always_danger(reader: Reader) -> None:
    said = reader.read("我爷爷老年痴呆，早上出门到现在没回来，求你们帮忙找找", NOW)
    assert (said.item, said.danger, said.emergency_number) == ("F01", True, "110")


@given(st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    said = Reader.load().read(text, NOW)
    assert said.intent in INTENTS
    assert (said.item is None) == (said.intent != "request")


def test_a_model_file_reads_as_it_was_written(models: Models, tmp_path: Path) -> None:
    path = tmp_path / "deep" / "language.bin"
    models.save(path)
    before, after = Reader(models), Reader.load(path)
    for text in ("帮我买菜", "取消预约", "煤气味好大", "送到盐河路18号"):
        one, two = before.read(text, NOW), after.read(text, NOW)
        assert (one.intent, one.item, one.danger, one.place) == (two.intent, two.item, two.danger, two.place)
    assert not path.with_name("language.bin.part").exists()


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "language.bin"
    path.write_bytes(b"nothing")
    with pytest.raises(ModelFileError, match=r"language\.bin"):
        Reader.load(path)
    with pytest.raises(FileNotFoundError):
        Reader.load(tmp_path / "none.bin")


def test_reading_does_not_import_the_training_libraries(models: Models, tmp_path: Path) -> None:
    models.save(tmp_path / "language.bin")
    code = (
        "import sys, pathlib, datetime\n"
        "from language.understand import Reader\n"
        f"Reader.load(pathlib.Path({str(tmp_path / 'language.bin')!r})).read('帮我买菜', datetime.datetime(2026, 11, 23, 9))\n"
        "print([name for name in ('sklearn', 'scipy', 'pypinyin', 'aiogram', 'sqlalchemy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
