"""The moves of the annealing: each makes an arc u → v and says what else must then be linked.

A move function fills a ``Move`` and returns the change in travel, or NO where the move cannot be or costs more than ``slack``.
It changes no route yet.
"""

from typing import Any

import numpy as np

from matching.plan.compiled import part
from matching.plan.network import Network, State, Whole
from matching.plan.trial import NO, Move, arc, detour, group, hop, link, run, unlink

SEATS = 4  # people tried for a mate


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
