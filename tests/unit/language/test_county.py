from __future__ import annotations

from language.county import County, aliases


def test_a_village_goes_by_shorter_names() -> None:
    assert {"张庄村委会", "张庄村", "张庄"} <= aliases("张庄村委会", "village")
    assert {"友法社区居委会", "友法社区", "友法"} <= aliases("友法社区居委会", "village")
    assert aliases("马坝镇", "town") == {"马坝镇", "马坝"}
    assert "盱眙" in aliases("盱眙县", "county")


def test_no_alias_is_a_single_character() -> None:
    assert aliases("李村", "village") == {"李村"}


def test_the_smallest_area_wins(county: County) -> None:
    assert county.resolve("马坝镇张庄村三组") == "320830100202"
    assert county.resolve("张庄村委会旁边") == "320830100202"
    assert county.resolve("马坝镇上") == "320830100000"
    assert county.resolve("县人民医院") is None


def test_two_villages_of_one_name_are_settled_by_the_town_beside_it_or_the_speakers(county: County) -> None:
    assert county.resolve("高桥村") is None
    assert county.resolve("官滩镇高桥村") == "320830101201"
    assert county.seen_from("320830100000").resolve("高桥村") == "320830100201"
    assert county.seen_from("320830100000").resolve("官滩镇高桥村") == "320830101201"
    assert county.town is None


def test_a_town_is_meant_where_a_village_in_it_has_its_name(county: County) -> None:
    assert county.resolve("黄花塘") == "320830102000"
    assert county.resolve("黄花塘村") == "320830102201"


def test_a_county_without_areas_finds_nothing() -> None:
    assert County("320830").find("马坝镇") == []
    assert County("320830").resolve("马坝镇") is None


def test_a_town_or_grid_without_the_usual_ending_goes_by_its_name_alone() -> None:
    assert aliases("三河农场", "town") == {"三河农场"}
    assert aliases("高桥第一网格", "grid") == {"高桥第一网格"}


def test_a_town_without_such_a_village_settles_nothing(county: County) -> None:
    place = "从黄花塘镇到高桥村"
    assert county.resolve(place) == "320830102000"
    assert county.seen_from("320830101000").resolve(place) == "320830101201", "the one in the speaker's town"
