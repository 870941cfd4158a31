"""The volunteer-crowdsourcing model played out: every policy on the same requests, moods and rests.

Manshadi and Rodilitz (2022), "Online Policies for Efficient Volunteer Crowdsourcing": see `matching.waves.rest`.
"""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matching.waves import Bound, Crowd
from matching.waves.fill import choose, gini

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
EVERYBODY, BEST_FIVE, RANDOM_FIVE, SDN, OURS = range(5)
FEW = 5


def make_crowd(seed: int, volunteers: int, kinds: int, rate: float, wake: float, mean: float, taste: float) -> Crowd:
    """People of unlike willingness (Beta around `mean`) with unlike tastes (log-normal, `taste`) for kinds of request."""
    rng = np.random.default_rng([seed, volunteers, kinds])
    willing = rng.beta(8 * mean, 8 * (1 - mean), volunteers)
    leaning = np.exp(taste * rng.standard_normal((volunteers, kinds)) - taste**2 / 2)
    accept = np.clip(willing[:, None] * leaning, 0.005, 0.8)
    return Crowd(accept, rng.dirichlet(np.full(kinds, 3.0)) * rate, wake)


def scaled_down(crowd: Crowd, bound: Bound) -> Floats:
    """The Scaled-Down Notification policy: chances to notify, volunteers × kinds × slots.

    It scales a solution x of the program down by 1 / (2 - wake) and divides by the chance beta that the person is then
    active, so that a request finds each person active and asks them with chance x / (2 - wake) exactly; beta >= 1 / (2 - wake)
    makes this a chance. It asks without knowing who is active, as every policy here.
    """
    scale = 1.0 / (2.0 - crowd.wake)
    wanted = scale * bound.ask
    notify = np.empty_like(wanted)
    resting = np.zeros(len(crowd.accept))
    for slot in range(wanted.shape[2]):
        resting *= 1.0 - crowd.wake
        notify[:, :, slot] = wanted[:, :, slot] / (1.0 - resting)[:, None]
        resting += wanted[:, :, slot] @ crowd.rates
    return notify


def play(
    crowd: Crowd,
    slots: int,
    runs: int,
    seed: int,
    policy: int,
    notify: Floats | None = None,
    plan: tuple[Floats, float, float] | None = None,
) -> dict[str, float]:
    """Covered and asked for in a run on average, messages for a request, Gini of messages and of tasks in a run."""
    people, kinds = crowd.accept.shape
    best = np.argsort(-crowd.accept, axis=0)[:FEW].T.copy()
    rows = np.zeros((people, kinds, slots)) if notify is None else notify
    cost, price, fairness = (np.zeros((people, slots, 2)), 0.0, 0.0) if plan is None else plan
    result: Any = _play(
        crowd.accept, crowd.rates, crowd.wake, slots, runs, seed, policy, best, rows, cost, price, fairness
    )
    return dict(zip(("covered", "requests", "messages", "gini", "gini_tasks"), result, strict=True))


@njit(cache=True)
def _whom(  # type: ignore[no-untyped-def]
    policy, accept, s, t, lots, best, notify, wake, cost, ages, loads, price, fairness, ask
):
    """Mark whom a policy asks."""
    if policy == EVERYBODY:
        ask[:] = True
    elif policy == BEST_FIVE:
        ask[:] = False
        ask[best[s]] = True
    elif policy == RANDOM_FIVE:
        ask[:] = False
        ask[np.argsort(lots)[:FEW]] = True
    elif policy == SDN:
        for v in range(ask.shape[0]):
            ask[v] = lots[v] < notify[v, s, t]
    else:
        choose(accept[:, s], wake, cost[:, t], ages, loads, price, fairness, ask)


@njit(cache=True)
def _play(  # type: ignore[no-untyped-def]
    accept, rates, wake, slots, runs, seed, policy, best, notify, cost, price, fairness
):
    people, kinds = accept.shape
    edges = np.cumsum(rates)
    deep = cost.shape[2] - 1
    covered = requests = messages = 0
    uneven = uneven_tasks = 0.0
    ask = np.zeros(people, dtype=np.bool_)
    for run in range(runs):
        np.random.seed(seed * 1_000_003 + run)
        awake = np.ones(people, dtype=np.bool_)
        ages = np.full(people, deep)
        loads, tasks = np.zeros(people), np.zeros(people)
        for t in range(slots):
            which = np.random.random()
            moods, lots, rests = np.random.random(people), np.random.random(people), np.random.random(people)
            for v in range(people):
                awake[v] = awake[v] or rests[v] < wake
            s = np.searchsorted(edges, which, side="right")
            if s < kinds:
                requests += 1
                _whom(policy, accept, s, t, lots, best, notify, wake, cost, ages, loads, price, fairness, ask)
                taken = -1
                for v in range(people):
                    if ask[v]:
                        messages += 1
                        loads[v] += 1.0
                        ages[v] = 0
                        if awake[v] and moods[v] < accept[v, s] and (taken < 0 or lots[v] < lots[taken]):
                            taken = v
                        awake[v] = False
                if taken >= 0:
                    covered += 1
                    tasks[taken] += 1.0
            for v in range(people):
                ages[v] = min(ages[v] + 1, deep)
        uneven += gini(loads)
        uneven_tasks += gini(tasks)
    return covered / runs, requests / runs, messages / max(requests, 1), uneven / runs, uneven_tasks / runs
