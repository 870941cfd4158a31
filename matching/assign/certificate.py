"""Proof that an assignment is optimal, worked out anew from the edges in whole numbers.

A short one: name some requests as contested. Every pair then has an end among the other requests or among the
volunteers a contested request could have, so no assignment has more pairs than those two groups have members
(König 1931). One with exactly that many uses every member once, in pairs of other requests with other volunteers, and of
contested requests with their volunteers. In each of the two halves weak duality with prices that are not negative gives a cost
no such assignment can beat: the sum over those who must be matched of the least cost plus price, less all prices.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.assign.graph import Ints, Longs
from matching.assign.kernel import njit

NEVER = np.int64(1) << 62


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was reached and what cannot be beaten: pairs and the most there can be, cost and the least it can be."""

    matched: int
    most: int
    cost: int
    bound: int

    @property
    def gap(self) -> int:
        """How much cheaper an assignment of as many pairs could at best be; zero proves there is none."""
        return self.cost - self.bound

    @property
    def optimal(self) -> bool:
        """Whether this proves the most requests covered, at the least cost."""
        return self.matched == self.most and self.gap == 0


@njit
def _reachable(request: Ints, volunteer: Ints, contested: NDArray[np.bool_], volunteers: int) -> NDArray[np.bool_]:
    scarce = np.zeros(volunteers, np.bool_)
    for e in range(len(request)):
        if contested[request[e]]:
            scarce[volunteer[e]] = True
    return scarce


@njit
def _least(
    request: Ints,
    volunteer: Ints,
    cost: Ints,
    volunteer_of: Ints,
    contested: NDArray[np.bool_],
    scarce: NDArray[np.bool_],
    request_price: Longs,
    volunteer_price: Longs,
    scale: int,
) -> tuple[Longs, Longs, Longs]:
    """Each pair's cost, and the least cost plus price of each request that is not contested and each scarce volunteer."""
    paid = np.full(len(contested), NEVER, np.int64)
    for_request = np.full(len(contested), NEVER, np.int64)
    for_volunteer = np.full(len(scarce), NEVER, np.int64)
    for e in range(len(request)):
        i, j = request[e], volunteer[e]
        worth = np.int64(cost[e]) * scale
        if volunteer_of[i] == j:
            paid[i] = min(paid[i], np.int64(cost[e]))
        if contested[i]:
            for_volunteer[j] = min(for_volunteer[j], worth + request_price[i])
        elif not scarce[j]:
            for_request[i] = min(for_request[i], worth + volunteer_price[j])
    return paid, for_request, for_volunteer


def certify(
    request: Ints,
    volunteer: Ints,
    cost: Ints,
    volunteer_of: Ints,
    contested: NDArray[np.bool_],
    request_price: Longs,
    volunteer_price: Longs,
    scale: int,
) -> Certificate:
    """Judge an assignment against a lower bound from prices in 1/scale of a cost unit.

    Raises ValueError if it is none: a pair that is no edge, a volunteer used twice, a negative price.
    """
    pairs = np.flatnonzero(volunteer_of >= 0)
    scarce = _reachable(request, volunteer, contested, len(volunteer_price))
    paid, for_request, for_volunteer = _least(
        request, volunteer, cost, volunteer_of, contested, scarce, request_price, volunteer_price, scale
    )
    if len(np.unique(volunteer_of[pairs])) < len(pairs):
        raise ValueError("a volunteer is used twice")
    if bool(np.any(paid[pairs] == NEVER)):
        raise ValueError("a pair is not among the edges")
    if len(pairs) and min(int(request_price.min()), int(volunteer_price.min())) < 0:
        raise ValueError("a price is negative")
    ends = total(for_request[~contested]) + total(for_volunteer[scarce])
    bound = ends - total(request_price[contested]) - total(volunteer_price[~scarce])
    most = int(np.count_nonzero(~contested)) + int(np.count_nonzero(scarce))
    return Certificate(len(pairs), most, total(paid[pairs]), -(-bound // scale))


def total(values: Longs) -> int:
    """The exact sum, however large: high and low halves are added apart."""
    return (int((values >> 32).sum()) << 32) + int((values & 0xFFFFFFFF).sum())
