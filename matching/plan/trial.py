"""A move under trial: what it links, whose the visits become, and how to take it back."""

from typing import Any, NamedTuple

import numpy as np

from matching.plan.compiled import part
from matching.plan.network import Indices, Network, Rules, State, Whole

NO = np.int64(1 << 60)  # the change in travel of a move that cannot be


class Move(NamedTuple):
    """A move under trial."""

    arcs: Indices  # [4, 2] links to make
    runs: Indices  # [2, 4] (u, a, b, w): after u come a … b, then w
    groups: Indices  # [2, 3] (a, b, person): a … b go to the person
    counts: Indices  # [4] how many arcs, runs, groups and links noted in ``log``
    log: Indices  # [32, 4] (u, successor before, v, predecessor before)
    moved: Indices  # [n + 2, 2] visits that change the person, and their person before


def new_move(visits: Whole) -> Move:
    """Return an empty move."""
    return Move(
        np.zeros((4, 2), np.uint32),
        np.zeros((2, 4), np.uint32),
        np.zeros((2, 3), np.uint32),
        np.zeros(4, np.uint32),
        np.zeros((32, 4), np.uint32),
        np.zeros((visits + 2, 2), np.uint32),
    )


@part
def hop(net: Network, u: Whole, v: Whole) -> Any:
    """Return the travel from ``u`` to ``v``."""
    return np.int64(net.travel[net.place[u], net.place[v]])


@part
def detour(net: Network, u: Whole, a: Whole, b: Whole, w: Whole) -> Any:
    """Return what it costs to come from ``u`` to ``w`` by way of ``a`` … ``b``."""
    return hop(net, u, a) + hop(net, b, w) - hop(net, u, w)


@part
def arc(move: Move, u: Whole, v: Whole) -> None:
    """Ask for ``v`` to follow ``u``."""
    i = move.counts[0]
    move.arcs[i, 0] = u
    move.arcs[i, 1] = v
    move.counts[0] = i + np.uint32(1)


@part
def run(move: Move, u: Whole, a: Whole, b: Whole, w: Whole) -> None:
    """Say that ``a`` … ``b`` and then ``w`` will follow ``u``, to judge their lateness before linking."""
    i = move.counts[1]
    move.runs[i, 0] = u
    move.runs[i, 1] = a
    move.runs[i, 2] = b
    move.runs[i, 3] = w
    move.counts[1] = i + np.uint32(1)


@part
def group(move: Move, a: Whole, b: Whole, c: Whole) -> None:
    """Say that ``a`` … ``b`` will be made by ``c``."""
    i = move.counts[2]
    move.groups[i, 0] = a
    move.groups[i, 1] = b
    move.groups[i, 2] = c
    move.counts[2] = i + np.uint32(1)


@part
def link(st: State, move: Move, u: Whole, v: Whole) -> None:
    """Let ``v`` follow ``u``, noting what was there."""
    i = move.counts[3]
    move.log[i, 0] = u
    move.log[i, 1] = st.after[u]
    move.log[i, 2] = v
    move.log[i, 3] = st.before[v]
    move.counts[3] = i + np.uint32(1)
    st.after[u] = v
    st.before[v] = u


@part
def unlink(st: State, move: Move) -> None:
    """Undo the links made."""
    for i in range(move.counts[3]):
        j = move.counts[3] - np.uint32(1) - np.uint32(i)
        st.after[move.log[j, 0]] = move.log[j, 1]
        st.before[move.log[j, 2]] = move.log[j, 3]


@part
def reassign(st: State, move: Move) -> Any:
    """Give the groups of a move to their people, along the links before the move. Return how many visits."""
    count = 0
    for i in range(move.counts[2]):
        v = move.groups[i, 0]
        while True:
            move.moved[count, 0] = v
            move.moved[count, 1] = st.route[v]
            st.route[v] = move.groups[i, 2]
            count += 1
            if v == move.groups[i, 1]:
                break
            v = st.after[v]
    return count


@part
def sure_lateness(net: Network, st: State, move: Move, most: Whole, rules: Rules | None) -> Any:
    """Return lateness that the runs of a move will have, as far as it exceeds what other gains can make good.

    A bound unless the move also lets a run's first predecessor begin earlier; it stops above ``most``.
    """
    late = np.int64(0)
    for i in range(move.counts[1]):
        p, v, b, w = move.runs[i, 0], move.runs[i, 1], move.runs[i, 2], move.runs[i, 3]
        leave = st.begin[p] + net.length[p]
        fresh = True
        while v < net.mate.shape[0] and late <= most:
            begin = max(net.opens[v], leave + net.travel[net.place[p], net.place[v]])
            if net.role[v] == 1:
                begin = max(begin, st.ready[net.mate[v]] - net.gap_high[v])
            elif net.role[v] == 2:
                begin = max(begin, st.ready[net.mate[v]] + net.gap_low[v])
            if not fresh and begin <= st.begin[v]:
                break
            if begin > net.due[v]:
                if rules is None:
                    late += begin - net.due[v]
                elif rules.hard[v]:
                    return NO
                else:
                    late += (begin - net.due[v]) * rules.late_weight[v]
            leave = begin + net.length[v]
            p = v
            if v == b and fresh:
                fresh = False
                v = w
            else:
                v = st.after[v]
    return late
