"""The static word vectors: words of one meaning stand near each other, whether a training line has them or not."""

from __future__ import annotations

import numpy as np

from language.folding import fold, tokens
from language.words import packaged, words_in


def near(one: str, other: str) -> float:
    """The cosine of two texts."""
    table = packaged()
    return float(table.of(tokens(fold(one))) @ table.of(tokens(fold(other))))


def test_like_is_nearer_than_unlike() -> None:
    assert near("水管漏水", "龙头滴水") > near("水管漏水", "唱歌跳舞")
    assert near("看医生", "去医院") > near("看医生", "修电灯")
    assert near("hospital", "doctor") > near("hospital", "football")


def test_words_are_overlapping_runs_of_characters_and_english_words() -> None:
    assert list(words_in(["水", "管", "leak", "了"])) == ["水", "水管", "管", "leak", "了"]
    assert "一二三四" in set(words_in(list("一二三四五")))
    assert "一二三四五" not in set(words_in(list("一二三四五")))


def test_a_text_of_unknown_words_means_nothing() -> None:
    assert not np.any(packaged().of([]))
    assert not np.any(packaged().of(["zzqqxx"]))
