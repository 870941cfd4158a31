"""The times and totals of a whole plan, worked out anew."""

from typing import Any

import numpy as np

from matching.plan.compiled import kernel, part
from matching.plan.network import Network, Rules, State, Whole
from matching.plan.timing import NO_LIMIT, arrive, find_peak, push, rest, settle

ROUNDS = 20  # one does, unless lunches move back and forth


@part
def burden(load: Whole, balance: float) -> Any:
    """Return what one person's load costs: its square, so that an even plan costs least."""
    return np.int64(balance * load * load)


@kernel
def walk(net: Network, st: State, rules: Rules | None) -> None:
    """Derive predecessors, routes, travel and load from the successors."""
    n = np.uint32(net.mate.shape[0])
    m = np.uint32(net.able.shape[0])
    st.load[:] = 0
    st.totals[:] = 0
    for v in range(n):
        st.route[v] = m
    for c in range(m):
        u = np.uint32(n + c)
        while u < n + m or u < n:
            w = st.after[u]
            st.before[w] = u
            st.totals[0] += net.travel[net.place[u], net.place[w]]
            if w >= n:
                break
            st.route[w] = c
            st.load[c] += net.length[w]
            if rules is not None:
                st.totals[4] += rules.fit[c, w]
            u = w
    for v in range(n):
        if st.route[v] == m:
            st.before[v] = v
            st.after[v] = v
            st.load[m] += net.length[v]
            if rules is not None:
                st.totals[4] += rules.price[v]
    if rules is not None:
        for c in range(m):
            st.totals[4] += burden(st.load[c], rules.balance)


@part
def keeps_limits(net: Network, st: State, rules: Rules | None) -> bool:
    """Return whether every hard limit is kept, and every pause begins in time."""
    if rules is not None:
        for v in range(st.begin.shape[0]):
            p = st.before[v]
            if p == v:
                continue
            if rules.hard[v] and st.begin[v] > net.due[v]:
                return False
            if st.paused[v] and not st.paused[p] and st.begin[p] + net.length[p] > rules.pause_last[st.route[v]]:
                return False
    return True


@part
def clear(net: Network, st: State, rules: Rules | None) -> Any:
    """Give every node its times at rest. Return the lateness."""
    late = np.int64(0)
    for v in range(net.mate.shape[0]):
        rest(net, st, np.uint32(v))
        late += max(0, st.begin[v] - net.due[v]) * (1 if rules is None else rules.late_weight[v])
    for c in range(net.mate.shape[0], st.begin.shape[0]):
        st.ready[c] = net.opens[c]
        st.begin[c] = net.opens[c]
        st.paused[c] = False
    return late


@part
def stale(net: Network, st: State, rules: Rules | None) -> Any:
    """Let every node whose times do not follow from its predecessor's wait for ``settle``. Return how many."""
    n, count = net.mate.shape[0], 0
    for v in range(n if rules is None else st.begin.shape[0]):
        p = st.before[v]
        if p != v and not n <= v < n + net.able.shape[0]:
            ready, paused = arrive(net, st, p, np.uint32(v), False, rules)
            if ready != st.ready[v] or paused != st.paused[v]:
                count = push(net, st, count, np.uint32(v), rules)
    return count


@kernel
def retime(net: Network, st: State, rules: Rules | None) -> bool:
    """Compute everything anew from the successors. Return whether the orders fit together and keep the hard limits."""
    walk(net, st, rules)
    late = clear(net, st, rules)
    st.totals[3] = -1
    for _ in range(ROUNDS):
        count = stale(net, st, rules)
        if count == 0:
            break
        fits, late, _, _, _ = settle(net, st, count, 0, late, NO_LIMIT, False, rules)
        if not fits:
            return False
    st.totals[1] = late
    find_peak(net, st)
    return keeps_limits(net, st, rules)
