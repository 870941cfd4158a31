"""The times and totals of a whole plan, worked out anew."""

from typing import Any

import numpy as np

from matching.plan.compiled import kernel, part
from matching.plan.network import Network, Rules, State, Whole
from matching.plan.timing import NEVER, NO_LIMIT, arrive, find_peak, push, rest, settle


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
    """Return whether every hard limit is kept."""
    if rules is not None:
        for v in range(st.begin.shape[0]):
            if st.before[v] != v and (st.begin[v] >= NEVER or (rules.hard[v] and st.begin[v] > net.due[v])):
                return False
    return True


@kernel
def retime(net: Network, st: State, rules: Rules | None) -> bool:
    """Compute everything anew from the successors. Return whether the orders fit together and keep the hard limits."""
    n = np.uint32(net.mate.shape[0])
    m = np.uint32(net.able.shape[0])
    walk(net, st, rules)
    late = 0
    for v in range(n):
        rest(net, st, np.uint32(v))
        weight = 1 if rules is None else rules.late_weight[v]
        late += max(0, st.begin[v] - net.due[v]) * weight
    for c in range(n, n + 2 * m):
        st.ready[c] = net.opens[c]
        st.begin[c] = net.opens[c]
        st.paused[c] = False
    # One at a time: a bulk start can come in an order in which a gap between mates is closed in many small steps.
    st.totals[3] = -1
    last = n if rules is None else np.uint32(n + 2 * m)
    for _ in range(n + 2):
        still = True
        for v in range(last):
            p = st.before[v]
            if p == v or (n <= v < n + m):
                continue
            ready, paused = arrive(net, st, p, np.uint32(v), rules)
            if ready != st.ready[v] or paused != st.paused[v]:
                still = False
                fits, late, _, _, _ = settle(
                    net, st, push(net, st, 0, np.uint32(v), rules), 0, late, NO_LIMIT, False, rules
                )
                if not fits:
                    return False
        if still:
            break
    st.totals[1] = late
    find_peak(net, st)
    return keeps_limits(net, st, rules)
