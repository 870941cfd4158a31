from __future__ import annotations

from language.several import clauses
from language.understand import Reader
from tests.chat.trained import trained_reader

from .conftest import NOW


def test_two_needs_become_two(reader: Reader) -> None:
    said = reader.split("明天上午帮我妈量血压，另外家里水龙头漏水也来修一下", NOW)
    assert [one.item for one in said] == ["B03", "C01"]
    assert said[0].start == said[1].start
    assert all(one.other for one in said)


def test_one_need_stays_one(reader: Reader) -> None:
    text = "水龙头漏水了，漏了一夜。麻烦来个师傅修一下"
    assert [one.item for one in reader.split(text, NOW)] == ["C01"]


def test_danger_is_never_taken_apart(reader: Reader) -> None:
    assert len(reader.split("煤气味好大头晕，另外帮我买点菜", NOW)) == 1


def test_clauses_keep_their_positions() -> None:
    text = "量血压。还要买菜，另外修灯吧"
    assert [text[span.start : span.end] for span in clauses(text)] == ["还要买菜", "另外修灯吧"]


def test_spans_point_into_the_whole_message(reader: Reader) -> None:
    text = "帮我买点菜，另外明天下午来修水龙头"
    for one in reader.split(text, NOW):
        for span in one.spans.values():
            assert 0 <= span.start < span.end <= len(text)


def test_why_it_is_needed_is_no_need_of_its_own() -> None:
    text = "My great-aunt lives alone and hardly sees anyone. It'd be lovely if someone could visit her for a chat once a week."
    assert [need.item for need in trained_reader().split(text, NOW)] == ["D01"]


def test_sentences_with_times_of_their_own_are_two_needs() -> None:
    needs = trained_reader().split("后天陪我去医院看病。大后天来给我理个发。", NOW)
    assert [(need.item, need.start and need.start.day) for need in needs] == [("B01", 25), ("A05", 26)]


def test_two_clauses_about_one_item_are_one_need(rules: Reader) -> None:
    assert [one.item for one in rules.split("家里水龙头漏水，另外厨房水管也漏水", NOW)] == ["C01"]
