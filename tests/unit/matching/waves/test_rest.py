"""Resting people: the bound holds, valuation is exact for one person, plans keep their aims."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.waves import Crowd, plan_rest, upper_bound
from matching.waves import bound as bound_module
from matching.waves.fill import NEED, choose, everybody, gini, roll_out, value_of_rest


def crowd(seed: int, people: int, kinds: int, wake: float, rate: float = 0.9) -> Crowd:
    rng = np.random.default_rng(seed)
    accept = np.clip(rng.beta(1.2, 6.0, (people, kinds)), 0.0, 0.9)
    return Crowd(accept, rng.dirichlet(np.full(kinds, 3.0)) * rate, wake)


def all_sequences(kinds: int, slots: int) -> np.ndarray:
    return np.array(list(product(range(-1, kinds), repeat=slots)), dtype=np.int64)


def likelihood(sequence: np.ndarray, rates: np.ndarray) -> float:
    chances = np.append(rates, 1.0 - rates.sum())
    return float(chances[sequence].prod())


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000), st.integers(1, 4), st.integers(1, 2), st.sampled_from([0.1, 0.3, 0.7, 1.0]))
def test_no_policy_passes_the_bound(seed: int, people: int, kinds: int, wake: float) -> None:
    """Expected coverage over every sequence of requests, exactly, of ours and of asking everybody."""
    here, slots = crowd(seed, people, kinds, wake), 4
    loose, tight = upper_bound(here, slots).covered, upper_bound(here, slots, tight=True).covered
    plan = plan_rest(here, slots, runs=20, rounds=3)
    ours = everyone = 0.0
    for sequence in all_sequences(kinds, slots):
        chance, one = likelihood(sequence, here.rates), sequence.reshape(1, -1)
        ours += chance * roll_out(here.accept, wake, plan.cost, one, plan.price, plan.fairness)[2]
        everyone += chance * everybody(here.accept, wake, one)
    assert max(ours, everyone) <= tight + 1e-6
    assert tight <= loose + 1e-6
    assert loose <= here.rates.sum() * slots + 1e-6


def test_the_bound_of_one_slot_is_plain() -> None:
    one = Crowd(np.array([[0.3], [0.4]]), np.array([0.5]), 0.2)
    assert upper_bound(one, 1).covered == pytest.approx(0.5 * 0.7)
    many = Crowd(np.full((5, 1), 0.4), np.array([0.5]), 0.2)
    assert upper_bound(many, 1).covered == pytest.approx(0.5)


def test_leaning_keeps_the_bound_and_changes_the_plan() -> None:
    here = crowd(3, 12, 2, 0.3)
    few, wide = upper_bound(here, 10, lean="few"), upper_bound(here, 10, lean="wide")
    assert few.covered == pytest.approx(wide.covered, abs=1e-2)
    assert few.ask.sum() < wide.ask.sum()
    assert few.ask.shape == (12, 2, 10)
    rests = np.cumsum(np.einsum("vst,s->vt", wide.ask, here.rates), axis=1)
    assert (rests[:, 0] <= 1 + 1e-6).all()


def test_an_unsolved_program_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    class Failed:
        status, message = 4, "numbers too wild"

    monkeypatch.setattr(bound_module, "linprog", lambda *_args, **_more: Failed())
    with pytest.raises(RuntimeError, match="too wild"):
        upper_bound(crowd(1, 2, 1, 0.5), 2)


def test_valuing_rest_agrees_with_a_plain_recursion() -> None:
    accept, rates, wake, slots = np.array([[0.5, 0.2]]), np.array([0.4, 0.3]), 0.3, 6
    theta = np.full((2, slots), 0.8)
    found = value_of_rest(accept, rates, wake, theta, 0.01, 50)

    def value(slot: int, age: int | None) -> float:
        if slot == slots:
            return 0.0
        alone = value(slot + 1, None if age is None else age + 1)
        here = 1.0 if age is None else 1 - (1 - wake) ** age
        total = alone
        for kind in range(2):
            extra = NEED * 0.8 * accept[0, kind] * here - 0.01 + value(slot + 1, 1) - alone
            total += rates[kind] * max(0.0, extra)
        return total

    for slot, age in ((0, 1), (1, 2), (3, 1), (5, 4)):
        assert found[0, slot, age] == pytest.approx(value(slot + 1, age + 1) - value(slot + 1, 1))
    assert found[0, 0, -1] == pytest.approx(value(1, None) - value(1, 1))


def test_choosing_takes_the_likely_first_and_stops_in_time() -> None:
    accept = np.array([0.1, 0.6, 0.5, 0.0])
    picked = np.zeros(4, dtype=np.bool_)
    ages, loads = np.full(4, 3), np.zeros(4)
    left = choose(accept, 0.5, np.zeros((4, 4)), ages, loads, 0.15, 0.0, picked)
    assert picked.tolist() == [False, True, True, False]
    assert left == pytest.approx(0.4 * 0.5)
    busy = np.array([0.0, 9.0, 0.0, 0.0])
    choose(accept, 0.5, np.zeros((4, 4)), ages, busy, 0.15, 0.1, picked)
    assert picked.tolist() == [False, False, True, False]


def test_a_plan_asks_less_than_everybody_covers_as_much_and_is_even() -> None:
    here = crowd(5, 40, 4, 0.1)
    plan = plan_rest(here, 40)
    draws = np.random.default_rng(9).integers(0, 4, (50, 40))
    _, _, covered, messages, uneven = roll_out(here.accept, here.wake, plan.cost, draws, plan.price, plan.fairness)
    assert covered > everybody(here.accept, here.wake, draws)
    assert messages < 0.34 * 40
    assert uneven < 0.15


def test_an_impossible_aim_is_met_as_nearly_as_can_be() -> None:
    alike = Crowd(np.full((12, 1), 0.15), np.array([0.9]), 0.5)
    plan = plan_rest(alike, 20, share=0.05, even=0.0, runs=10, rounds=2)
    assert plan.messages < 12
    assert plan.covered > 0


def test_choosing_by_plan_knows_the_rested_and_the_tired() -> None:
    plan = plan_rest(crowd(5, 20, 2, 0.2), 20, runs=20)
    fresh = plan.choose(0, 3, np.zeros(20, dtype=np.int64), np.zeros(20))
    assert len(fresh) > 0
    ages = np.where(np.isin(np.arange(20), fresh), 1, 0)
    again = plan.choose(0, 4, ages, np.zeros(20))
    assert not set(fresh) & set(again) or len(again) < len(fresh)
    assert (plan.choose(0, 3, np.full(20, 10_000), np.zeros(20)) == fresh).all()


def test_gini_of_even_and_of_one_for_all() -> None:
    assert gini(np.ones(5)) == pytest.approx(0.0)
    assert gini(np.zeros(5)) == 0.0
    assert gini(np.array([0.0, 0.0, 0.0, 4.0])) == pytest.approx(0.75)


@pytest.mark.parametrize(
    ("accept", "rates", "wake"),
    [
        (np.zeros(3), np.zeros(3), 0.5),
        (np.zeros((2, 3)), np.zeros(2), 0.5),
        (np.zeros((0, 1)), np.zeros(1), 0.5),
        (np.zeros((1, 1)), np.zeros(1), 0.0),
        (np.zeros((1, 1)), np.array([1.2]), 0.5),
        (np.zeros((1, 1)), np.array([-0.1]), 0.5),
        (np.ones((1, 1)), np.zeros(1), 0.5),
    ],
)
def test_a_crowd_must_make_sense(accept: np.ndarray, rates: np.ndarray, wake: float) -> None:
    with pytest.raises(ValueError, match=r"must"):
        Crowd(accept, rates, wake)


def test_a_plan_needs_a_slot_and_remembers_as_long_as_it_matters() -> None:
    with pytest.raises(ValueError, match="slot"):
        plan_rest(crowd(1, 2, 1, 0.5), 0)
    assert crowd(1, 2, 1, 1.0).memory == 1
    assert crowd(1, 2, 1, 0.1).memory > 60
