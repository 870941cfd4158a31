"""An upper bound on what any policy can cover: the linear program of Manshadi and Rodilitz (2022).

x[v, s, t] is the chance that a request of kind s in slot t finds v active and asks them. Nobody is asked while
inactive, so for each person the asks so far, each weighted with the chance that its rest still lasts, sum to at most
one: with a geometric rest u[t] = (1 - wake) u[t - 1] + Σ_s rate[s] x[s, t] <= 1. A request is covered with at most
min(1, Σ_v accept[v, s] x[v, s, t]).

`tight` also bounds it by 1 - exp(Σ_v log(1 - accept[v, s]) x[v, s, t]), concave by Jensen's inequality, through
tangents: yeses of several people are needless, which the first bound does not see. It is still a bound for every policy.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_matrix, csr_matrix, eye_array, hstack, kron, vstack

from matching.waves.fill import Floats
from matching.waves.rest import Crowd

TANGENTS = (0.0, 0.3, 0.6, 1.0, 1.4, 1.9, 2.5, 3.5)
# Weight of the second wish, far below any request's worth, that picks one among the program's many solutions.
NUDGE = 1e-4

Lean = Literal["none", "few", "wide"]


@dataclass(frozen=True, slots=True)
class Bound:
    """The most requests anybody could cover in the slots, on average, and a plan that reaches it in the program.

    `ask` has the shape volunteers × kinds × slots.
    """

    covered: float
    ask: Floats


def upper_bound(crowd: Crowd, slots: int, *, lean: Lean = "none", tight: bool = False) -> Bound:
    """Solve the program. Where it has many solutions, `lean` takes the one with the fewest asks, or the widest.

    Raises RuntimeError if the solver finds no optimum.
    """
    people, kinds = crowd.accept.shape
    asks, coverage = people * kinds * slots, kinds * slots
    rest = people * slots
    worth = np.repeat(crowd.rates, slots)
    cost = np.zeros(asks + rest + coverage)
    cost[asks + rest :] = -worth
    cost[:asks] = _nudge(crowd, slots, lean)
    rows, sides = _coverage_rows(crowd, slots, tight)
    solved = linprog(
        cost,
        A_ub=rows,
        b_ub=sides,
        A_eq=_rest_rows(crowd, slots),
        b_eq=np.zeros(rest),
        bounds=(0.0, 1.0),
        method="highs-ipm",
    )
    if solved.status != 0:
        raise RuntimeError(f"the bound's linear program was not solved: {solved.message}")
    return Bound(float(worth @ solved.x[asks + rest :]), solved.x[:asks].reshape(people, kinds, slots))


def _nudge(crowd: Crowd, slots: int, lean: Lean) -> Floats:
    people = len(crowd.accept)
    if lean == "few":
        return NUDGE * np.tile(np.repeat(crowd.rates, slots), people)
    if lean == "wide":
        return -NUDGE * np.repeat((crowd.accept * crowd.rates).ravel(), slots)
    return np.zeros(people * crowd.rates.size * slots)


def _rest_rows(crowd: Crowd, slots: int) -> csr_matrix:
    """u[v, t] - (1 - wake) u[v, t - 1] - Σ_s rate[s] x[v, s, t] = 0; columns asks, rest, coverage."""
    people, kinds = crowd.accept.shape
    one = eye_array(slots, format="csr")
    asks = kron(eye_array(people), kron(-crowd.rates.reshape(1, -1), one))
    chain = one - (1.0 - crowd.wake) * eye_array(slots, k=-1)
    return hstack([asks, kron(eye_array(people), chain), coo_matrix((people * slots, kinds * slots))], format="csr")


def _coverage_rows(crowd: Crowd, slots: int, tight: bool) -> tuple[csr_matrix, Floats]:
    """y[s, t] below Σ_v accept x, and if tight below each tangent of the concave bound; y <= 1 is a bound of its own."""
    people, kinds = crowd.accept.shape
    slopes, weights, sides = [1.0], [crowd.accept], [0.0]
    if tight:
        for at in TANGENTS:
            slopes.append(float(np.exp(-at)))
            weights.append(-np.log1p(-crowd.accept))
            sides.append(1.0 - float(np.exp(-at)) * (1.0 + at))
    blocks = []
    for slope, weight in zip(slopes, weights, strict=True):
        asks = hstack([_of_one(-slope * weight[v], slots) for v in range(people)])
        blocks.append(hstack([asks, coo_matrix((kinds * slots, people * slots)), eye_array(kinds * slots)]))
    return vstack(blocks, format="csr"), np.repeat(np.array(sides), kinds * slots)


def _of_one(weights: Floats, slots: int) -> coo_matrix:
    """One person's columns: a diagonal with each kind's weight, slots long."""
    return kron(np.diag(weights), eye_array(slots), format="coo")
