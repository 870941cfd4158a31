"""The chance that somebody says yes."""

import json
from dataclasses import asdict

import numpy as np
import pytest

from matching.chance import Chances, Prior, Tally, lean, learn, unlearned
from matching.plain import Asked

NOBODY = Asked()


def test_before_any_answer_the_prior_holds() -> None:
    for chances in (unlearned(), learn([]), unlearned(Prior(chance=0.25))):
        assert chances.chance("A01", 10, 0, NOBODY) == pytest.approx(0.25)
    assert unlearned(Prior(chance=0.1)).chance("A01", 10, 0, NOBODY) == pytest.approx(0.1)


def test_few_answers_move_it_a_little_and_many_all_the_way() -> None:
    few = learn([Tally("A01", 10, 0, asked=4, accepted=4)]).chance("A01", 10, 0, NOBODY)
    many = learn([Tally("A01", 10, 0, asked=4000, accepted=3600)]).chance("A01", 10, 0, NOBODY)
    assert 0.25 < few < 0.75
    assert many == pytest.approx(0.9, abs=0.01)


def test_item_hour_and_load_are_told_apart() -> None:
    """Answers drawn from known chances are found again, in cells never seen together too."""
    draw = np.random.default_rng(3)
    items, hours, loads = {"A01": 0.6, "C01": -0.6}, {10: 0.3, 22: -1.0}, {0: 0.4, 400: -0.8}
    tallies = []
    for item, by_item in items.items():
        for hour, by_hour in hours.items():
            for load, by_load in loads.items():
                if (item, hour, load) != ("C01", 22, 400):
                    chance = 1 / (1 + np.exp(1.0 - by_item - by_hour - by_load))
                    tallies.append(Tally(item, hour, load, 4000, int(draw.binomial(4000, chance))))
    chances = learn(tallies, Prior(effect_spread=1.0))
    unseen = 1 / (1 + np.exp(1.0 + 0.6 + 1.0 + 0.8))
    assert chances.chance("C01", 22, 400, NOBODY) == pytest.approx(unseen, abs=0.02)
    seen = 1 / (1 + np.exp(1.0 - 0.6 - 0.3 - 0.4))
    assert chances.chance("A01", 10, 0, NOBODY) == pytest.approx(seen, abs=0.02)
    assert chances.chance("D01", 10, 0, NOBODY) < chances.chance("A01", 10, 0, NOBODY), "an item never asked is usual"


def test_a_persons_own_answers_lean_it() -> None:
    chances = unlearned()
    usual = chances.chance("A01", 10, 0, NOBODY)
    willing = [chances.chance("A01", 10, 0, Asked(n, n)) for n in (1, 5, 20)]
    unwilling = [chances.chance("A01", 10, 0, Asked(n, 0)) for n in (1, 5, 20)]
    assert usual < willing[0] < willing[1] < willing[2] < 1
    assert usual > unwilling[0] > unwilling[1] > unwilling[2] > 0
    assert chances.chance("A01", 10, 0, Asked(4, 1)) == pytest.approx(usual), "as usual changes nothing"


def test_the_lean_is_where_likelihood_and_prior_balance() -> None:
    own, spread, base = Asked(12, 9), 0.8, -1.0
    offset = lean(base, own, spread)
    expected = own.asked / (1 + np.exp(-(base + offset)))
    assert own.accepted - expected == pytest.approx(offset / spread**2, abs=1e-9)
    assert lean(base, NOBODY, spread) == 0


def test_an_impossible_tally_is_refused() -> None:
    with pytest.raises(ValueError, match="accepted"):
        learn([Tally("A01", 10, 0, asked=1, accepted=2)])
    with pytest.raises(ValueError, match="accepted"):
        learn([Tally("A01", 10, 0, asked=1, accepted=-1)])


def test_extremes_neither_overflow_nor_run_away() -> None:
    sure = learn([Tally("A01", 10, 0, 10**6, 10**6), Tally("B01", -1, -5, 10**6, 0)])
    for item, hour in (("A01", 10), ("B01", 0), ("B01", 23)):
        assert 0 < sure.chance(item, hour, 0, Asked(1000, 0)) < 1
    assert 0 < unlearned(Prior(chance=1e-9)).chance("A01", 0, 0, NOBODY) < 1e-8


def test_what_was_learned_can_be_stored() -> None:
    learned = learn([Tally("A01", 10, 0, 20, 5), Tally("B01", 20, 200, 20, 15)])
    kept = json.loads(json.dumps(asdict(learned)))
    again = Chances(**{**kept, "day_parts": tuple(kept["day_parts"]), "loads": tuple(kept["loads"])})
    assert again == learned


def test_steps_that_overshoot_are_halved() -> None:
    """A prior far from the data, and wide: a full Newton step from there would make it worse."""
    wide = Prior(chance=0.001, base_spread=50.0, effect_spread=0.01)
    assert learn([Tally("A01", 10, 0, 1000, 500)], wide).chance("A01", 10, 0, NOBODY) == pytest.approx(0.5, abs=0.02)
