"""The time to answer, learned: from plenty it is found, from nothing it is the prior, and silence is not taken for speed."""

from datetime import timedelta

import numpy as np
import pytest

from matching.waves import AnswerDelay, learn_delay

PRIOR = AnswerDelay(timedelta(minutes=10), 1.0, 0.5)


def heard(median: float, spread: float, count: int, patience: float) -> tuple[list[float], list[float]]:
    """Answers and silences: four in ten never answer, and offers close after an exponential time."""
    draw = np.random.default_rng(7)
    times = median * np.exp(spread * draw.standard_normal(count))
    times[draw.random(count) < 0.4] = np.inf
    closes = draw.exponential(patience, count)
    return times[times < closes].tolist(), closes[times >= closes].tolist()


@pytest.mark.parametrize(("median", "spread"), [(3.0, 1.0), (10.0, 0.7), (25.0, 1.2)])
def test_the_time_is_found_although_offers_close_early(median: float, spread: float) -> None:
    found = learn_delay(*heard(median, spread, 3000, 2 * median), PRIOR)
    assert found.median / timedelta(minutes=1) == pytest.approx(median, rel=0.25)
    assert found.spread == pytest.approx(spread, abs=0.15)
    assert found.declines == PRIOR.declines


def test_a_few_answers_move_it_a_little() -> None:
    assert learn_delay([], [], PRIOR) == PRIOR
    few, many = (learn_delay([60.0] * count, [], PRIOR).median for count in (1, 200))
    assert PRIOR.median < few < many <= timedelta(minutes=75)


def test_waiting_in_vain_means_slower() -> None:
    answered = [2.0, 4.0, 8.0] * 20
    quick, slow = (learn_delay(answered, [9.0] * silent, PRIOR).median for silent in (0, 200))
    assert slow >= quick


def test_extremes_are_borne() -> None:
    assert learn_delay([0.0, 1e9], [0.0, 1e9], PRIOR).spread > 0
