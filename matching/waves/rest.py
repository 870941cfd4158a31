"""Many requests and people who rest after being asked: whom each request is put to.

The model is that of Manshadi and Rodilitz (2022) with a geometric inter-activity time: in each slot at most
one request comes, of kind s with rate `rates[s]`; somebody active who is asked says yes with chance `accept[v, s]`, and
whoever was active and asked is inactive from then on and wakes with chance `wake` in each later slot. Who is active is
not seen. With a geometric rest the chance that somebody is active depends only on the slots since they were last asked,
however they answered, so all that can be known is known.

Their policies follow a solution of the linear program at random (see `bound`). Ours uses what is known of each person
and weighs the others: a request is put to people one by one as long as the chance that nobody so far says yes, times
the person's, exceeds what asking costs. The cost is the person's value rested minus their value just asked, by dynamic
programming for each person alone, where a kind's requests are worth the chance that the others leave them open (the
usual decomposition of a weakly coupled problem by prices, as in Whittle 1988); those chances are found by repeating
rollout and valuation until they agree. Added to it are a price on each message, chosen as high as coverage allows,
and a price on having been asked more than others.
"""

from dataclasses import dataclass

import numpy as np

from matching.waves.fill import Floats, Ints, choose, everybody, roll_out, value_of_rest

PRICES = (
    0.05,
    0.03,
    0.02,
    0.012,
    0.007,
    0.004,
    0.002,
    0.0014,
    0.001,
    0.0007,
    0.0005,
    0.00035,
    0.00025,
    0.0001,
    0.00003,
)
# What one message more than the others' mean adds to a person's cost.
FAIRNESS = (0.0002, 0.0007, 0.002, 0.006, 0.015)
# How much coverage (relative) may be given for fewer messages, and how far above asking everybody it should stay, if it can.
SLACK = 0.005
ABOVE = (1.01, 1.005, 1.003, 1.002, 1.001, 1.0005, 1.0)


@dataclass(frozen=True, slots=True)
class Crowd:
    """People and requests of one place. Shapes: `accept` volunteers × kinds, `rates` kinds (per slot, sum at most 1)."""

    accept: Floats
    rates: Floats
    wake: float

    def __post_init__(self) -> None:
        if self.accept.ndim != 2 or self.rates.shape != self.accept.shape[1:] or 0 in self.accept.shape:
            raise ValueError("accept must be volunteers × kinds, rates kinds")
        if not 0.0 < self.wake <= 1.0 or self.rates.min() < 0.0 or self.rates.sum() > 1.0 + 1e-9:
            raise ValueError("wake must lie in (0, 1], rates must not be negative nor sum to more than 1")
        if self.accept.min() < 0.0 or self.accept.max() >= 1.0:
            raise ValueError("chances to accept must lie in [0, 1)")

    @property
    def memory(self) -> int:
        """Slots after which somebody asked is as good as rested."""
        return 1 if self.wake == 1.0 else int(np.ceil(np.log(1e-4) / np.log1p(-self.wake))) + 1


@dataclass(frozen=True, slots=True)
class RestPlan:
    """What asking costs: `cost[v, t, k]` for person v in slot t, k slots after being asked (the last k: rested).

    `covered` requests in all the slots, `messages` for each request and the Gini coefficient of messages over people are
    what the rollouts gave.
    """

    crowd: Crowd
    cost: Floats
    price: float
    fairness: float
    covered: float
    messages: float
    gini: float

    def choose(self, kind: int, slot: int, ages: Ints, loads: Floats) -> Ints:
        """Whom to ask for a request of this kind; `ages` are slots since last asked (0 or less: never), `loads` messages so far."""
        picked = np.zeros(len(self.crowd.accept), dtype=np.bool_)
        deep = self.cost.shape[2] - 1
        aged = np.where((ages <= 0) | (ages > deep), deep, ages)
        choose(
            self.crowd.accept[:, kind],
            self.crowd.wake,
            self.cost[:, slot],
            aged,
            loads,
            self.price,
            self.fairness,
            picked,
        )
        return np.flatnonzero(picked)


def plan_rest(
    crowd: Crowd, slots: int, *, share: float = 0.32, even: float = 0.1, runs: int = 40, rounds: int = 5, seed: int = 0
) -> RestPlan:
    """Plan for so many slots with as few messages as the aims allow, on `runs` sequences of requests drawn from `seed`.

    In this order, each as far as it can be had: messages below `share` of asking everybody; coverage not below asking
    everybody; a Gini coefficient of messages over people of at most `even`; coverage within `SLACK` of the best of
    these; the fewest messages. Raises ValueError for no slots.
    """
    if slots < 1:
        raise ValueError("a plan needs at least one slot")
    kinds = _requests(crowd, slots, runs, seed)
    most = share * len(crowd.accept)
    plans = [plan for weight in FAIRNESS for plan in _ladder(crowd, kinds, weight, rounds, most)]
    best, everyone = _best(plans), everybody(crowd.accept, crowd.wake, kinds)
    plans = _at_least(
        plans, next((above * everyone for above in ABOVE if above * everyone <= best), (1.0 - SLACK) * best)
    )
    fair = [plan for plan in plans if plan.gini <= even] or [min(plans, key=lambda plan: plan.gini)]
    return min(_at_least(fair, (1.0 - SLACK) * _best(fair)), key=lambda plan: plan.messages)


def _best(plans: list[RestPlan]) -> float:
    return max(plan.covered for plan in plans)


def _at_least(plans: list[RestPlan], floor: float) -> list[RestPlan]:
    return [plan for plan in plans if plan.covered >= floor]


def _ladder(crowd: Crowd, kinds: Ints, fairness: float, rounds: int, most: float) -> list[RestPlan]:
    """Plans from the dearest message down, until one sends too many; the first is there whatever it sends."""
    theta = np.full((crowd.rates.size, kinds.shape[1]), 0.3)
    plans: list[RestPlan] = []
    for price in PRICES:
        plan, theta = _settle(crowd, kinds, theta, price, fairness, rounds)
        if plans and plan.messages > most:
            break
        plans.append(plan)
    return plans


def _settle(
    crowd: Crowd, kinds: Ints, theta: Floats, price: float, fairness: float, rounds: int
) -> tuple[RestPlan, Floats]:
    """Repeat valuation and rollout until the chances that a request stays open agree with the values made from them."""
    for _ in range(rounds):
        cost = value_of_rest(crowd.accept, crowd.rates, crowd.wake, theta, price, crowd.memory)
        open_left, seen, covered, messages, uneven = roll_out(crowd.accept, crowd.wake, cost, kinds, price, fairness)
        theta = 0.5 * theta + 0.5 * _smooth(open_left, seen)
    return RestPlan(crowd, cost, price, fairness, covered, messages, uneven), theta


def _smooth(open_left: Floats, seen: Floats) -> Floats:
    """Mean chance to stay open for each kind and slot, over the slots around it (few requests fall into each)."""
    smooth = np.empty_like(open_left)
    for t in range(open_left.shape[1]):
        near = slice(max(0, t - 3), t + 4)
        smooth[:, t] = (open_left[:, near].sum(axis=1) + 0.05) / (seen[:, near].sum(axis=1) + 0.5)
    return smooth


def _requests(crowd: Crowd, slots: int, runs: int, seed: int) -> Ints:
    """Kinds of requests by run and slot, -1 for none."""
    edges = np.cumsum(crowd.rates)
    drawn = np.searchsorted(edges, np.random.default_rng(seed).random((runs, slots)), side="right")
    return np.where(drawn < edges.size, drawn, -1).astype(np.int64)
