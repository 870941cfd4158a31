"""The moves of the annealing: each makes an arc u → v and says what else must then be linked.

A move function fills a ``Move`` and returns the change in travel, or NO where the move cannot be or costs more than ``slack``.
It changes no route yet.
"""

from typing import Any, NamedTuple

import numpy as np

from matching.plan.compiled import part
from matching.plan.network import Indices, Network, Rules, State, Whole

NO = np.int64(1 << 60)
SEATS = 4


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
def draw(st: State, bound: Whole) -> Any:
    """Return a random whole number below ``bound`` (xorshift64*, Vigna 2016)."""
    x = st.random[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    st.random[0] = x
    return np.uint32((((x * np.uint64(0x2545F4914F6CDD1D)) >> np.uint64(32)) * np.uint64(bound)) >> np.uint64(32))


@part
def stretch(net: Network, st: State, a: Whole, size: Whole, stop: Whole, c: Whole, later: bool) -> Any:
    """Return the last of up to ``size`` visits from ``a`` on, later or earlier, that ``c`` can make, short of ``stop``."""
    b = a
    for _ in range(size - 1):
        w = st.after[b] if later else st.before[b]
        if w >= net.mate.shape[0] or w == stop or not net.able[c, w]:
            break
        b = w
    return b


@part
def shift_later(net: Network, st: State, move: Move, u: Whole, v: Whole, size: Whole, slack: Whole) -> Any:
    """Move up to ``size`` visits from ``v`` on behind ``u``."""
    c = st.route[u]
    if not net.able[c, v]:
        return NO
    b = stretch(net, st, v, size, u, c, True)
    p, q, w = st.before[v], st.after[b], st.after[u]
    delta = detour(net, u, v, b, w) - detour(net, p, v, b, q)
    if delta <= slack:
        arc(move, p, q)
        arc(move, u, v)
        arc(move, b, w)
        run(move, u, v, b, w)
        group(move, v, b, c)
    return delta


@part
def shift_earlier(net: Network, st: State, move: Move, u: Whole, v: Whole, size: Whole, slack: Whole) -> Any:
    """Move up to ``size`` visits that end with ``u`` before ``v``."""
    c = st.route[v]
    if u >= net.mate.shape[0] or not net.able[c, u]:
        return NO
    a = stretch(net, st, u, size, v, c, False)
    p, q, w = st.before[a], st.after[u], st.before[v]
    delta = detour(net, w, a, u, v) - detour(net, p, a, u, q)
    if delta <= slack:
        arc(move, p, q)
        arc(move, w, a)
        arc(move, u, v)
        run(move, w, a, u, v)
        group(move, a, u, c)
    return delta


@part
def tail_fits(net: Network, st: State, v: Whole, c: Whole) -> bool:
    """Return whether ``c`` can make ``v`` and all that follows."""
    while v < net.mate.shape[0]:
        if not net.able[c, v]:
            return False
        v = st.after[v]
    return True


@part
def cross_tails(net: Network, st: State, move: Move, u: Whole, v: Whole, slack: Whole) -> Any:
    """Let ``v`` and all after it follow ``u``, and what followed ``u`` follow the predecessor of ``v``."""
    c, d = st.route[u], st.route[v]
    if c == d:
        return NO
    n = np.uint32(net.mate.shape[0])
    m = np.uint32(net.able.shape[0])
    p, w = st.before[v], st.after[u]
    end_c, end_d = np.uint32(n + m + c), np.uint32(n + m + d)
    last_c, last_d = st.before[end_c], st.before[end_d]
    delta = hop(net, u, v) - hop(net, p, v) + hop(net, last_d, end_c) - hop(net, last_d, end_d)
    if w < n:
        delta += hop(net, p, w) - hop(net, u, w) + hop(net, last_c, end_d) - hop(net, last_c, end_c)
    else:
        delta += hop(net, p, end_d) - hop(net, u, end_c)
    if delta > slack or not tail_fits(net, st, v, c) or not tail_fits(net, st, w, d):
        return NO
    arc(move, u, v)
    arc(move, last_d, end_c)
    run(move, u, v, v, st.after[v])
    group(move, v, last_d, c)
    if w < n:
        arc(move, p, w)
        arc(move, last_c, end_d)
        run(move, p, w, w, st.after[w])
        group(move, w, last_c, d)
    else:
        arc(move, p, end_d)
    return delta


@part
def exchange(net: Network, st: State, move: Move, u: Whole, v: Whole, sizes: Whole, slack: Whole) -> Any:
    """Let ``v`` change places with what follows ``u``; bits of ``sizes`` ask for two visits on either side."""
    w = st.after[u]
    c, e = st.route[u], st.route[v]
    if w >= net.mate.shape[0] or not net.able[c, v] or not net.able[e, w]:
        return NO
    b = stretch(net, st, v, 1 + (sizes & 1), u, c, True)
    d = stretch(net, st, w, 1 + (sizes >> 1 & 1), v, e, True)
    p, q, y = st.before[v], st.after[b], st.after[d]
    if q == w or y == v or d == v or b == w:
        return NO
    delta = hop(net, u, v) + hop(net, b, y) - hop(net, u, w) - hop(net, d, y)
    delta += hop(net, p, w) + hop(net, d, q) - hop(net, p, v) - hop(net, b, q)
    if delta <= slack:
        arc(move, u, v)
        arc(move, b, y)
        arc(move, p, w)
        arc(move, d, q)
        run(move, u, v, b, y)
        run(move, p, w, d, q)
        group(move, v, b, c)
        group(move, w, d, e)
    return delta


@part
def seat(net: Network, st: State, c: Whole, moment: Whole) -> Any:
    """Return the last visit (or the start) of a person that begins before ``moment``."""
    n = np.uint32(net.mate.shape[0])
    u = np.uint32(n + c)
    w = st.after[u]
    while w < n and st.begin[w] < moment:
        u = w
        w = st.after[u]
    return u


@part
def move_pair(net: Network, st: State, move: Move, u: Whole, v: Whole, slack: Whole) -> Any:
    """Move both visits of a pair (or put it in): ``v`` behind ``u``, its mate where a person has the time.

    Links at once, for where the mate fits depends on it; undoes that where it returns NO.
    """
    mate = net.mate[v]
    if mate == v or u == mate or not net.able[st.route[u], v]:
        return NO
    delta = np.int64(0)
    if st.before[v] != v:
        delta -= detour(net, st.before[v], v, v, st.after[v])
        link(st, move, st.before[v], st.after[v])
        delta -= detour(net, st.before[mate], mate, mate, st.after[mate])
        link(st, move, st.before[mate], st.after[mate])
    w = st.after[u]
    delta += detour(net, u, v, v, w)
    link(st, move, u, v)
    link(st, move, v, w)
    moment = max(net.opens[v], st.begin[u] + net.length[u] + net.travel[net.place[u], net.place[v]])
    moment += net.gap_low[v] if net.role[v] == 1 else -net.gap_low[v]
    least = NO
    x = v
    for _ in range(SEATS):
        y = seat(net, st, net.people[mate, draw(st, net.choices[mate])], moment)
        more = detour(net, y, mate, mate, st.after[y])
        if y != v and more < least:
            least = more
            x = y
    if x == v or delta + least > slack:
        unlink(st, move)
        return NO
    w = st.after[x]
    link(st, move, x, mate)
    link(st, move, mate, w)
    group(move, v, v, st.route[u])
    group(move, mate, mate, st.route[x])
    return delta + least


@part
def put_in(net: Network, st: State, move: Move, u: Whole, v: Whole, instead: bool) -> Any:
    """Put a single visit that is left out behind ``u``, perhaps instead of what follows ``u``."""
    if not net.able[st.route[u], v]:
        return NO
    w = st.after[u]
    group(move, v, v, st.route[u])
    arc(move, u, v)
    if not instead or w >= net.mate.shape[0] or net.role[w] != 0:
        arc(move, v, w)
        run(move, u, v, v, w)
        return detour(net, u, v, v, w)
    q = st.after[w]
    arc(move, v, q)
    arc(move, w, w)
    run(move, u, v, v, q)
    group(move, w, w, net.able.shape[0])
    return hop(net, u, v) + hop(net, v, q) - hop(net, u, w) - hop(net, w, q)


@part
def take_out(net: Network, st: State, move: Move, v: Whole) -> Any:
    """Leave ``v`` and its mate out. Links at once."""
    delta = np.int64(0)
    for side in range(1 if net.mate[v] == v else 2):
        w = v if side == 0 else net.mate[v]
        delta -= detour(net, st.before[w], w, w, st.after[w])
        link(st, move, st.before[w], st.after[w])
        link(st, move, w, w)
        group(move, w, w, net.able.shape[0])
    return delta


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
