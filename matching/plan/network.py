"""The problem and the state of the annealing kernel as flat arrays.

Nodes: visits 0 … n-1, then the start of every person's route (n + c), then its end (n + m + c). Times are whole units; the
caller scales. A visit with a mate belongs to a pair: role 1 begins first, role 2 between ``gap_low`` and ``gap_high`` units
later (both 0: together). A visit in no route follows itself and has route m.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Indices = NDArray[np.uint32]  # unsigned: spares the kernel the test for negative indices
Flags = NDArray[np.bool_]

Whole = int | np.integer[Any]

FAR = 1 << 30


class Network(NamedTuple):
    """What does not change while searching (n visits, m people, z places)."""

    place: Indices  # [n + 2m]
    opens: Ints  # [n + 2m] earliest begin
    due: Ints  # [n + 2m] latest begin that is not late
    length: Ints  # [n + 2m] duration
    mate: Indices  # [n] the other visit of a pair, itself if single
    role: Ints  # [n] 0 single, 1 begins first, 2 begins second
    gap_low: Ints  # [n]
    gap_high: Ints  # [n]
    travel: Ints  # [z, z]
    able: Flags  # [m, n]
    near: Indices  # [n, k] visits that may well come just before this one, best first
    people: Indices  # [n, m] the people able to do a visit, first ``choices``
    choices: Indices  # [n]


class Rules(NamedTuple):
    """What a day plan has beyond the plain problem, in which every visit is made and only travel and lateness count."""

    hard: Flags  # [n + 2m] whether ``due`` is a limit
    fit: Ints  # [m, n] cost of a person at a visit, may be negative
    price: Longs  # [n] cost of leaving a visit out
    late_weight: Ints  # [n + 2m]
    pause_opens: Ints  # [m] a pause begins between these,
    pause_last: Ints  # [m]
    pause_length: Ints  # [m] unless its length is 0
    balance: float  # cost of one squared unit of service time of one person
    ease: int  # how much a move may save beside travel and lateness: moves that cost more at once are not tried


class State(NamedTuple):
    """The plan under search, its times, and the scratch space to undo a move."""

    before: Indices  # [n + 2m]
    after: Indices  # [n + 2m]
    route: Indices  # [n + 2m] person
    ready: Ints  # [n + 2m] begin that route and window alone would allow
    begin: Ints  # [n + 2m]
    paused: Flags  # [n + 2m] whether the pause lies before this visit
    waiting: Indices  # nodes whose predecessor changed
    waits: Flags  # [n + 2m]
    trail: Indices  # [t] nodes changed by a move
    earlier: Ints  # [t, 3] their ready, begin, paused before
    load: Longs  # [m + 1] service time of each person; last, of nobody
    totals: Longs  # travel, lateness, largest lateness, the visit that has it, the rest of the cost
    random: NDArray[np.uint64]  # [1]


def new_state(net: Network, seed: int) -> State:
    """Return a state with every route empty and every visit in no route."""
    people, visits = net.able.shape
    size = visits + 2 * people
    before, after = np.arange(size, dtype=np.uint32), np.arange(size, dtype=np.uint32)
    starts = np.arange(visits, visits + people, dtype=np.uint32)
    after[starts] = starts + np.uint32(people)
    before[starts + np.uint32(people)] = starts
    route = np.full(size, people, np.uint32)
    route[visits:] = np.tile(np.arange(people, dtype=np.uint32), 2)
    return State(
        before=before,
        after=after,
        route=route,
        ready=np.zeros(size, np.int32),
        begin=np.zeros(size, np.int32),
        paused=np.zeros(size, np.bool_),
        waiting=np.zeros(size, np.uint32),
        waits=np.zeros(size, np.bool_),
        trail=np.zeros(8 * size + 64, np.uint32),
        earlier=np.zeros((8 * size + 64, 3), np.int32),
        load=np.zeros(people + 1, np.int64),
        totals=np.zeros(5, np.int64),
        random=np.array([(seed * 0x9E3779B97F4A7C15 + 0xD1B54A32D192ED03) & (2**64 - 1) or 1], np.uint64),
    )
