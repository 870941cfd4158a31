from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from language import cli
from language.learning import read_lines
from language.lexicon import data_text
from language.model_file import Models
from language.understand import Reader
from tests.chat.trained import MODEL, trained_reader


def run(reader: Reader, *lines: str) -> tuple[int, list[dict[str, object]], str]:
    out, errors = io.StringIO(), io.StringIO()
    code = cli.understand(lines, out, errors, reader)
    return code, [json.loads(line) for line in out.getvalue().splitlines()], errors.getvalue()


def test_messages_come_back_with_their_ids(rules: Reader) -> None:
    code, rows, errors = run(rules, '{"id": "a", "now": "2026-11-23T09:00", "text": "明天下午帮我修水管"}\n', "\n")
    assert (code, errors) == (0, "")
    assert rows[0]["id"] == "a"
    assert rows[0]["item"] == "C01"
    assert (rows[0]["start"], rows[0]["end"]) == ("2026-11-24T13:00", "2026-11-24T18:00")


def test_bad_lines_are_named_and_the_rest_goes_on(rules: Reader) -> None:
    code, rows, errors = run(
        rules,
        "not json",
        '{"id": "b", "now": "2026-11-23T09:00"}',
        '{"id": "c", "now": "yesterday", "text": "x"}',
        '["d"]',
        '{"id": "e", "now": "2026-11-23T09:00+08:00", "text": "x"}',
        '{"id": "f", "now": "2026-11-23T09:00", "text": "谢谢"}',
    )
    assert code == 1
    assert [row["id"] for row in rows] == ["f"]
    assert [line.split(":")[0] for line in errors.splitlines()] == [f"line {n}" for n in (1, 2, 3, 4, 5)]


def test_without_a_model_file_the_rules_read(tmp_path: Path) -> None:
    assert cli.load_reader(tmp_path / "none.bin").read is not None
    (tmp_path / "bad.bin").write_bytes(b"x")
    code, rows, _ = run(cli.load_reader(tmp_path / "bad.bin"), '{"id": "g", "now": "2026-11-23T09:00", "text": "送饭"}')
    assert (code, rows[0]["item"]) == (0, "A01")


def test_a_block_is_read_as_its_lines_are_and_a_share_of_it_is_embedded() -> None:
    """With every doubt embedded a block means what its lines mean one by one; with none it is read by characters alone."""
    texts = [row["text"] for row in read_lines(data_text("heldout.jsonl").splitlines())][:30]
    trained_reader()
    models = Models.load(MODEL, embeddings=True)
    now = datetime(2026, 11, 24, 9)
    reader = Reader(models)
    messages = [(text, now) for text in texts]
    one_by_one = [cli.as_row(reader.read(*message)) for message in messages]
    assert [cli.as_row(said) for said in reader.read_all(messages)] == one_by_one
    bare = Reader(replace(models, embedding=None))
    without = [bare.read(*message) for message in messages]
    assert reader.read_all(messages, share=0.0) == without
    assert sum(a != b for a, b in zip(reader.read_all(messages, share=0.1), without, strict=True)) <= 3
