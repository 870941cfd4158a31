"""Networks for the kernel, likely arcs, and a first plan."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.plan.network import FAR, Flags, Indices, Ints, Network, new_state

NEAREST = 40


class Pair(NamedTuple):
    """Two visits of which the second begins ``low`` to ``high`` after the first; both 0 for together."""

    first: int
    second: int
    low: int
    high: int


class Ends(NamedTuple):
    """Where and when the people start and end ([m] each)."""

    start_place: Ints
    end_place: Ints
    start: Ints
    end: Ints


def same_ends(people: int) -> Ends:
    """Return ends of people who all start and end at place 0, at any time."""
    zero = np.zeros(people, np.int32)
    return Ends(zero, zero, zero, np.full(people, FAR, np.int32))


def build_network(
    place: Ints, opens: Ints, due: Ints, length: Ints, pairs: Sequence[Pair], able: Flags, travel: Ints, ends: Ends
) -> Network:
    """Return the network of ``n`` visits ([n] each), ``m`` people (able [m, n]) and ``z`` places (travel [z, z])."""
    n, nothing = len(place), np.zeros(len(able), np.int32)
    mate, role = np.arange(n, dtype=np.uint32), np.zeros(n, np.int32)
    low, high = np.zeros(n, np.int32), np.zeros(n, np.int32)
    for pair in pairs:
        mate[[pair.first, pair.second]] = pair.second, pair.first
        role[[pair.first, pair.second]] = 1, 2
        low[[pair.first, pair.second]] = pair.low
        high[[pair.first, pair.second]] = pair.high
    people = np.argsort(~able.T, axis=1, kind="stable").astype(np.uint32)
    return Network(
        place=np.concatenate([place, ends.start_place, ends.end_place]).astype(np.uint32),
        opens=np.concatenate([opens, ends.start, ends.start]).astype(np.int32),
        due=np.concatenate([due, nothing + FAR, ends.end]).astype(np.int32),
        length=np.concatenate([length, nothing, nothing]).astype(np.int32),
        mate=mate,
        role=role,
        gap_low=low,
        gap_high=high,
        travel=np.ascontiguousarray(travel, np.int32),
        able=np.ascontiguousarray(able),
        near=likely_predecessors(place, opens, due, length, travel, able),
        people=people,
        choices=able.sum(axis=0).astype(np.uint32),
    )


def likely_predecessors(place: Ints, opens: Ints, due: Ints, length: Ints, travel: Ints, able: Flags) -> Indices:
    """Return for each visit up to 40 others that may well come just before it, best first ([n, k]).

    The measure is travel plus a fifth of the wait plus the lateness that the two windows force (after Vidal et al. 2013).
    """
    hop = travel[place][:, place].astype(np.float64)  # [before, visit]
    leave = (opens + length)[:, None] + hop
    last = (due.astype(np.int64) + length)[:, None] + hop
    measure = hop + 0.2 * np.maximum(0, opens[None, :] - last) + np.maximum(0, leave - due[None, :])
    together = (able.T.astype(np.int32) @ able.astype(np.int32)) > 0
    measure[~together] += 1e9
    np.fill_diagonal(measure, 2e9)
    keep = max(1, min(NEAREST, len(place) - 1))
    return np.argsort(measure.T, axis=1, kind="stable")[:, :keep].astype(np.uint32)


def first_plan(net: Network) -> Indices:
    """Return successors of a plan of every visit: by opening time, each put at the end of the route where it costs least.

    Mates are put one after the other and not behind each other where that can be, so no order contradicts another.
    Raises ValueError where nobody can make a visit.
    """
    people, visits = net.able.shape
    if not net.choices.all():
        raise ValueError(f"nobody can make visit {int(np.argmin(net.choices))}")
    state = new_state(net, 0)
    after, begin = state.after, state.begin
    last: NDArray[np.int64] = np.arange(visits, visits + people)
    for v in in_turn(net):
        able = net.people[v, : net.choices[v]].astype(np.int64)
        apart = able[last[able] != net.mate[v]]
        able = apart if len(apart) else able
        hops = net.travel[net.place[last[able]], net.place[v]]
        starts = np.maximum(net.opens[v], begin[last[able]] + net.length[last[able]] + hops)
        pick = int(np.argmin(3 * np.maximum(0, starts - net.due[v]) + hops))
        after[last[able[pick]]] = v
        after[v] = visits + people + able[pick]
        begin[v] = starts[pick]
        last[able[pick]] = v
    return after


def in_turn(net: Network) -> list[int]:
    """Return the visits by opening time, each pair together and in its order."""
    visits = net.able.shape[1]
    opens = np.minimum(net.opens[:visits], net.opens[net.mate])
    pair = np.minimum(np.arange(visits), net.mate)
    return [int(v) for v in np.lexsort((net.role, pair, opens))]
