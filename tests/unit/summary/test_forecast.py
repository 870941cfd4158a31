"""The forecast: shown where it beats the naive one, silent elsewhere, and its backtest is done by hand once."""

import random

import pytest

from services.forecast import AHEAD, backtest, expect, forecast, shortages


def test_what_never_changes_is_expected_again_and_not_better_than_the_naive() -> None:
    steady = [6] * 60
    assert expect(steady) == (6.0, 6.0)
    assert backtest(steady) == (0.0, 0.0)
    assert forecast("320830101", "B01", steady, 3) is None


def test_a_noisy_level_is_forecast_better_than_by_last_week() -> None:
    chance = random.Random(4)
    noisy = [max(0, round(chance.gauss(8, 3))) for _ in range(60)]
    found = forecast("320830101", "B01", noisy, 3)
    assert found is not None
    assert found.error < found.naive
    assert found.is_short, "sixteen are expected, three people do six"
    assert not forecast("320830101", "B01", noisy, 30).is_short  # type: ignore[union-attr]


def test_a_trend_that_last_week_knows_best_is_not_shown() -> None:
    assert forecast("320830101", "B01", [3 * week for week in range(60)], 3) is None


def test_next_to_nothing_is_not_worth_a_line() -> None:
    assert forecast("320830101", "B01", [0, 1] * 30, 0) is None


def test_the_season_of_last_year_is_seen() -> None:
    # eight weeks of ten, then twenty in the weeks of last year that are now to come
    counts = [10] * 60
    for week in (8, 9, 10):
        counts[week] = 20
    assert expect(counts)[0] > 13


@pytest.mark.parametrize("counts", [[], [3], [1, 2, 3], [0] * 60])
def test_a_short_or_empty_history_says_nothing(counts: list[int]) -> None:
    assert forecast("320830101", "B01", counts, 1) is None


def test_the_backtest_by_hand() -> None:
    """Eight weeks of 4, then 4 and 8: tried once, on the last two weeks; both say 4 and 4, and are 4 off in all."""
    error, naive = backtest([4] * 8 + [4, 8])
    assert (error, naive) == (4 / AHEAD, 4 / AHEAD)


def test_shortages_are_told_to_the_town_and_the_county() -> None:
    chance = random.Random(4)
    noisy = [max(0, round(chance.gauss(8, 3))) for _ in range(60)]
    found = [one for one in (forecast("320830101", "B01", noisy, 0),) if one]
    assert set(shortages(found)) == {"320830101", "320830"}


def test_where_people_enough_can_do_it_nothing_is_short() -> None:
    chance = random.Random(4)
    noisy = [max(0, round(chance.gauss(8, 3))) for _ in range(60)]
    found = [forecast(town, "B01", noisy, able) for town, able in (("320830101", 30), ("320830102", 0))]
    short = shortages([one for one in found if one])
    assert {code: [one.town for one in those] for code, those in short.items()} == {
        "320830102": ["320830102"],
        "320830": ["320830102"],
    }
