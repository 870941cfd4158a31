"""Likely arcs, and a first plan."""

import numpy as np
from numpy.typing import NDArray

from matching.plan.network import Flags, Indices, Ints, Network, new_state

NEAREST = 40


def likely_predecessors(net_place: Indices, opens: Ints, due: Ints, length: Ints, travel: Ints, able: Flags) -> Indices:
    """Return for each visit up to 40 others that may well come just before it, best first.

    The measure is travel plus a fifth of the wait plus the lateness that the two windows force (after Vidal et al. 2013).
    """
    n = able.shape[1]
    hop = travel[net_place[:n]][:, net_place[:n]].astype(np.float64)  # [before, visit]
    leave = (opens[:n] + length[:n])[:, None] + hop
    last = (due[:n].astype(np.int64) + length[:n])[:, None] + hop
    wait = np.maximum(0, opens[:n][None, :] - last)
    late = np.maximum(0, leave - due[:n][None, :])
    measure = hop + 0.2 * wait + late
    together = (able.T.astype(np.int32) @ able.astype(np.int32)) > 0
    measure[~together] += 1e9
    np.fill_diagonal(measure, 2e9)
    keep = max(1, min(NEAREST, n - 1))
    return np.argsort(measure.T, axis=1, kind="stable")[:, :keep].astype(np.uint32)


def capable(able: Flags) -> tuple[Indices, Indices]:
    """Return for each visit the people able to make it, in a padded table, and how many."""
    people = np.argsort(~able.T, axis=1, kind="stable").astype(np.uint32)
    return people, able.sum(axis=0).astype(np.uint32)


def first_plan(net: Network) -> Indices:
    """Return successors of a plan of every visit: by opening time, each put at the end of the route where it costs least.

    Mates are put one after the other, so no order can contradict another.
    """
    people, visits = net.able.shape
    state = new_state(net, 0)
    after, last = state.after, np.arange(visits, visits + people)
    begin = state.begin
    for v in in_turn(net):
        w = int(v)
        able = net.people[w, : net.choices[w]].astype(np.int64)
        able = able[last[able] != net.mate[w]] if net.mate[w] != w and (last[able] != net.mate[w]).any() else able
        ends = last[able]
        hops = net.travel[net.place[ends], net.place[w]]
        starts = np.maximum(net.opens[w], begin[ends] + net.length[ends] + hops)
        pick = int(np.argmin(3 * np.maximum(0, starts - net.due[w]) + hops))
        after[ends[pick]] = w
        after[w] = visits + people + able[pick]
        begin[w] = starts[pick]
        last[able[pick]] = w
    return after


def in_turn(net: Network) -> list[int]:
    """Return the visits by opening time, each pair together and in its order."""
    visits = net.able.shape[1]
    key: NDArray[np.int32] = np.minimum(net.opens[:visits], net.opens[net.mate])
    pair = np.minimum(np.arange(visits), net.mate)
    return [int(v) for v in np.lexsort((net.role, pair, key))]
