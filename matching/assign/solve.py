"""Putting it together: who goes where when a morning's requests are decided all at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.assign.auction import bid, court, release
from matching.assign.certificate import Certificate, certify
from matching.assign.cover import extend, split
from matching.assign.graph import Graph, Ints, Longs, Turned, build, turn
from matching.assign.paths import discount, seat

FINE = 1 << 20
FIRST_EPS, STEP = 1000, 6
QUICK_BIDS, QUICK_LOOKS, PHASE_BIDS = 8, 3, 60
ROOM = 1 << 60
NO_LIMIT = 1 << 62


@dataclass(frozen=True, slots=True, eq=False)
class Assignment:
    """`volunteer_of`: for each request its volunteer, or -1. The rest is the proof; see `certify`."""

    volunteer_of: Ints
    contested: NDArray[np.bool_]
    request_price: Longs
    volunteer_price: Longs
    scale: int
    certificate: Certificate


def assign(request: Ints, volunteer: Ints, cost: Ints, n_requests: int, n_volunteers: int) -> Assignment:
    """Cover as many requests as can be, at the least total cost, exactly.

    One volunteer to a request and one request to a volunteer. The three int32 arrays list the edges in any order;
    negative costs and duplicates are allowed (of duplicates the cheapest counts). Raises ValueError for arrays of
    unequal length, indices out of range, or costs so far apart that sums would not fit 64 bits.
    """
    _check(request, volunteer, cost, n_requests, n_volunteers)
    graph = build(request, volunteer, cost, n_requests, n_volunteers)
    low, scale = _units(graph)
    volunteer_of = np.full(n_requests, -1, np.int32)
    request_price, volunteer_price = np.zeros(n_requests, np.int64), np.zeros(n_volunteers, np.int64)
    contested = np.zeros(n_requests, np.bool_)
    for part in split(graph):
        auction = _Auction(part.graph, low, scale)
        auction.run()
        chosen = part.columns[part.graph.column[auction.mate]]
        if part.volunteers_bid:
            volunteer_of[chosen] = part.rows
            request_price[part.columns] = auction.price
            contested[part.columns] = True
        else:
            volunteer_of[part.rows] = chosen
            volunteer_price[part.columns] = auction.price
    proof = certify(request, volunteer, cost, volunteer_of, contested, request_price, volunteer_price, scale)
    return Assignment(volunteer_of, contested, request_price, volunteer_price, scale, proof)


def warm_up() -> None:
    """Compile the kernels, or load them from the cache, on cases too small to count that pass through all of them."""
    draw = np.random.default_rng(1)
    for rows, columns in ((60, 50), (50, 60), (50, 50)):
        request = np.repeat(np.arange(rows, dtype=np.int32), 4)
        volunteer, cost = (draw.integers(0, most, len(request), dtype=np.int32) for most in (columns, 1000))
        assign(request, volunteer, cost, rows, columns)


class _Auction:
    """One part being settled: every row gets a column. Prices and matches change in place."""

    def __init__(self, graph: Graph, low: int, scale: int) -> None:
        self.graph, self.low, self.scale = graph, low, scale
        self.span = (int(graph.cost.max()) - low) * scale if len(graph.cost) else 0
        self.price = np.zeros(graph.columns, np.int64)
        self.best = np.zeros(graph.rows, np.int64)
        self.mate = np.full(graph.rows, -1, np.int32)
        self.owner = np.full(graph.columns, -1, np.int32)
        self._turned: Turned | None = None

    def run(self) -> None:
        """A short auction settles what is easy; else eps-scaling gets close. Shortest paths finish either exactly."""
        limit = QUICK_BIDS * self.graph.rows
        quick = self._bid(max(1, self.span // FIRST_EPS), limit) < limit
        if quick and self._finish(QUICK_LOOKS * len(self.graph.cost)):
            return
        eps = self.span
        while eps > 1:
            eps = max(1, eps // STEP)
            if not self._phase(eps):
                break
        self._finish(NO_LIMIT)

    def _phase(self, eps: int) -> bool:
        """One round of the scaled auction; false where it stalls and had better be left to the finish."""
        self._release(eps)
        limit = PHASE_BIDS * self.graph.rows
        if self._bid(eps, limit) >= limit:
            return False
        return self._court(eps, limit) < limit

    def _finish(self, looks: int) -> bool:
        """Make what there is exact within so many looks at edges; false, in a sound state, if they do not suffice."""
        self._release(0)
        graph = self.graph
        extend(*self._edges, self.price, self.best, self.mate, self.owner)
        if seat(*self._edges, self.price, self.mate, self.owner, looks) < 0:
            raise AssertionError("a row that a maximum matching covers cannot be matched")
        if len(graph.cost) and int(self.mate.min()) < 0:
            return False
        turned = self._by_column
        discount(*turned, graph.column, graph.cost, self.low, self.scale, self.price, self.mate, self.owner, looks)
        return not bool(np.any((self.owner < 0) & (self.price > 0)))

    @property
    def _edges(self) -> tuple[Longs, Ints, Ints, int, int]:
        return (self.graph.start, self.graph.column, self.graph.cost, self.low, self.scale)

    @property
    def _by_column(self) -> Turned:
        if self._turned is None:
            self._turned = turn(self.graph)
        return self._turned

    def _bid(self, eps: int, budget: int) -> int:
        lone = self.span + 1
        return int(bid(*self._edges, eps, lone, self.price, self.mate, self.owner, budget))

    def _court(self, eps: int, budget: int) -> int:
        graph, turned = self.graph, self._by_column
        held = (self.price, self.mate, self.owner)
        return int(court(*turned, graph.column, graph.cost, self.low, self.scale, eps, *held, budget))

    def _release(self, eps: int) -> None:
        release(*self._edges, eps, self.price, self.best, self.mate, self.owner)


def _check(request: Ints, volunteer: Ints, cost: Ints, n_requests: int, n_volunteers: int) -> None:
    if not len(request) == len(volunteer) == len(cost):
        raise ValueError("request, volunteer and cost must be equally long")
    for name, ends, count in (("request", request, n_requests), ("volunteer", volunteer, n_volunteers)):
        if count < 0:
            raise ValueError(f"the number of {name}s is negative")
        if len(ends) and not (int(ends.min()) >= 0 and int(ends.max()) < count):
            raise ValueError(f"a {name} index is outside 0..{count - 1}")


def _units(graph: Graph) -> tuple[int, int]:
    """The lowest cost, and by how much to multiply costs so that eps can be well below the usual difference."""
    if len(graph.cost) == 0:
        return 0, 1
    low = int(graph.cost.min())
    span = int(graph.cost.max()) - low + 1
    if span * (graph.rows + graph.columns) * 2 > ROOM:
        raise ValueError("costs lie too far apart for this many requests and volunteers")
    scale = 1
    while span * scale < FINE and span * scale * (graph.rows + graph.columns) * 4 <= ROOM:
        scale *= 2
    return low, scale
