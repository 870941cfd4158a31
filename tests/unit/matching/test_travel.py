"""How long the way is."""

import pytest

from matching.plain import Level, Point, covers
from matching.travel import Pace, minutes_between, straight_km
from tests.unit.matching.people import NEXT_COUNTY, NEXT_TOWN, NEXT_VILLAGE, VILLAGE

HOME = Point(33.35, 120.16)


def test_a_degree_of_latitude_is_about_111_km() -> None:
    assert straight_km(Point(33, 120), Point(34, 120)) == pytest.approx(111.19, abs=0.02)
    assert straight_km(Point(33, 120), Point(33, 121)) == pytest.approx(93.25, abs=0.02)
    assert straight_km(HOME, HOME) == 0
    assert straight_km(Point(0, 0), Point(0, 180)) == pytest.approx(20015.1, abs=0.2), "half around the earth"


@pytest.mark.parametrize(
    ("other", "minutes"),
    [
        (VILLAGE, 10),
        (VILLAGE + "07", 10),
        (NEXT_VILLAGE, 20),
        (NEXT_TOWN, 40),
        ("320981", 40),
        (NEXT_COUNTY, 90),
        ("", 90),
    ],
)
def test_without_points_the_shared_area_decides(other: str, minutes: float) -> None:
    assert minutes_between(VILLAGE, None, other, None) == minutes
    assert minutes_between(other, HOME, VILLAGE, None) == minutes, (
        "one point is not enough, and the way back is as long"
    )


def test_with_points_distance_detour_and_pace_decide() -> None:
    there = Point(HOME.lat + 0.1, HOME.lon)
    pace = Pace(detour=1.5, km_per_hour=30, setting_out=2)
    assert minutes_between("", HOME, "", there, pace) == pytest.approx(2 + 11.119 * 1.5 * 2, abs=0.01)


def test_an_area_covers_itself_and_what_lies_in_it() -> None:
    assert covers("320981", VILLAGE)
    assert covers(VILLAGE, VILLAGE)
    assert not covers(VILLAGE, "320981")
    assert not covers("", VILLAGE)


def test_levels_go_by_the_words_of_the_catalogue() -> None:
    assert [Level.named(word) for word in ("post", "station", "center")] == [Level.POST, Level.STATION, Level.CENTER]
    with pytest.raises(KeyError):
        Level.named("village")
