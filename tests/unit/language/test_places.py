from __future__ import annotations

import pytest

from language.places import shaped_places
from language.tagger import place_tokens
from language.understand import Reader

from .conftest import NOW


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("水管漏了，桃花垛村三组", "桃花垛村三组"),
        ("明天上午去县人民医院复查", "县人民医院"),
        ("送到盐河路18号就好", "盐河路18号"),
        ("I need a lift to Baoying Museum on Friday", "Baoying Museum"),
        ("Flat 502, Building 9, Lakeside Garden please", "Flat 502, Building 9, Lakeside Garden"),
    ],
)
def test_places_by_their_shape(text: str, place: str) -> None:
    best = shaped_places(text)[0]
    assert text[best.start : best.end] == place


def test_tokens_keep_their_positions() -> None:
    text = "明早9点去 Baoying Museum，3幢"
    assert [text[token.start : token.end] for token in place_tokens(text)] == [t.text for t in place_tokens(text)]


def test_the_tagger_finds_a_place_and_its_span(reader: Reader) -> None:
    text = "后天上午陪我妈去镇卫生院看病"
    said = reader.read(text, NOW)
    assert said.place == "镇卫生院"
    span = said.spans["place"]
    assert text[span.start : span.end] == said.place


def test_home_is_no_place(reader: Reader) -> None:
    assert reader.read("我家水龙头坏了", NOW).place is None


def test_a_message_that_begins_with_pauses_has_its_place(reader: Reader) -> None:
    assert reader.read("……水管漏了，桃花垛村三组", NOW).place == "桃花垛村三组"
    assert reader.read("……", NOW).place is None
