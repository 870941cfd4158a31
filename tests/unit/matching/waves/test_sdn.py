"""The benchmark's Scaled-Down Notification policy keeps the promise its authors prove."""

import numpy as np
import pytest

from bench.waves_crowd import EVERYBODY, OURS, SDN, make_crowd, play, scaled_down
from matching.waves import plan_rest, upper_bound
from matching.waves.fill import everybody


@pytest.mark.parametrize("wake", [0.1, 0.4])
def test_each_is_asked_while_active_as_often_as_the_scaled_plan_says(wake: float) -> None:
    crowd = make_crowd(2, 10, 3, 0.9, wake, 0.15, 0.6)
    bound = upper_bound(crowd, 12)
    notify = scaled_down(crowd, bound)
    assert notify.min() >= 0.0
    assert notify.max() <= 1.0 + 1e-9
    awake = np.ones(10)
    for slot in range(12):
        found = awake[:, None] * notify[:, :, slot]
        assert found == pytest.approx(bound.ask[:, :, slot] / (2 - wake), abs=1e-9)
        asked = found @ crowd.rates
        # Geometric rest has no memory, so the chance to be active follows from the slot before alone.
        awake = awake - asked
        awake = awake + (1 - awake) * wake


def test_the_games_averages_agree_with_exact_ones() -> None:
    crowd = make_crowd(2, 12, 3, 0.9, 0.2, 0.15, 0.6)
    plan = plan_rest(crowd, 20, runs=400, rounds=3)
    ours = play(crowd, 20, 3000, 5, OURS, plan=(plan.cost, plan.price, plan.fairness))
    assert ours["covered"] == pytest.approx(plan.covered, rel=0.03)
    assert ours["messages"] == pytest.approx(plan.messages, rel=0.03)
    kinds = np.random.default_rng(3).choice(4, (3000, 20), p=[*crowd.rates, 1 - crowd.rates.sum()])
    exact = everybody(crowd.accept, crowd.wake, np.where(kinds < 3, kinds, -1))
    assert play(crowd, 20, 3000, 5, EVERYBODY)["covered"] == pytest.approx(exact, rel=0.03)


def test_scaled_down_covers_the_proven_share_of_the_bound() -> None:
    crowd = make_crowd(4, 30, 4, 0.9, 0.1, 0.15, 0.6)
    bound = upper_bound(crowd, 30, lean="few")
    found = play(crowd, 30, 1500, 1, SDN, notify=scaled_down(crowd, bound))
    assert found["covered"] >= (1 - 1 / np.e) / (2 - 0.1) * bound.covered * 0.97
