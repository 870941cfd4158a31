"""Where matching's parts end: data that say all or nothing, no limit to messages, names that a package does not have."""

import pickle

import numpy as np
import pytest

import matching.plan
import matching.waves
from matching.aside import work
from matching.chance import Prior, Tally, learn
from matching.plain import Asked
from matching.plan import plan_day
from matching.waves import Crowd, plan_rest
from tests.unit.matching.test_aside import DAY


def test_who_always_said_yes_is_nearly_sure_where_nothing_holds_back() -> None:
    """With hardly a prior the odds go on growing step by step; they are taken as they stand after fifty."""
    free = Prior(chance=0.5, base_spread=1e40, effect_spread=1e-3)
    assert 0.999 < learn([Tally("A01", 10, 0, 10**6, 10**6)], free).chance("A01", 10, 0, Asked()) <= 1


def test_without_a_limit_to_messages_coverage_is_no_worse() -> None:
    draw = np.random.default_rng(4)
    crowd = Crowd(draw.uniform(0.05, 0.4, (12, 2)), np.array([0.4, 0.4]), 0.3)
    few, free = (plan_rest(crowd, 8, share=share, runs=10, rounds=2) for share in (0.1, 1.0))
    assert free.covered >= few.covered
    assert free.messages > few.messages


@pytest.mark.parametrize("package", [matching.plan, matching.waves])
def test_a_package_has_what_it_names_and_no_more(package: object) -> None:
    assert not hasattr(package, "nothing_of_the_kind")
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        _ = package.nothing_of_the_kind


def test_a_child_plans_what_it_is_handed() -> None:
    task = pickle.dumps(("plan", DAY, {"seconds": 0.01, "seed": 3}))
    assert pickle.loads(work(task)) == plan_day(*DAY, seconds=0.01, seed=3)
