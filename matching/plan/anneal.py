"""The annealing loop: random moves along likely arcs, settled exactly, taken or undone."""

from typing import Any

import numpy as np
from numba import njit

from matching.plan.network import Network, Rules, State
from matching.plan.timing import burden, find_peak, note, push, rest, settle, unwind

# Minus the logarithm of 1024 evenly spread chances: a move may cost the temperature times one of them.
THRESHOLDS = -np.log((np.arange(1024) + 0.5) / 1024)


@njit(cache=True, forceinline=True)
def draw(random: Any, bound: int) -> Any:
    """Return a random whole number below ``bound`` (xorshift64*, Vigna 2016)."""
    x = random[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    random[0] = x
    return np.uint32((((x * np.uint64(0x2545F4914F6CDD1D)) >> np.uint64(32)) * np.uint64(bound)) >> np.uint64(32))


@njit(cache=True, forceinline=True)
def link(st: State, log: Any, count: int, u: int, v: int) -> int:
    """Let ``v`` follow ``u``, noting what was there."""
    log[count, 0] = u
    log[count, 1] = st.after[u]
    log[count, 2] = v
    log[count, 3] = st.before[v]
    st.after[u] = v
    st.before[v] = u
    return count + 1


@njit(cache=True, forceinline=True)
def unlink(st: State, log: Any, count: int) -> None:
    """Undo ``count`` links."""
    for i in range(count - 1, -1, -1):
        st.after[log[i, 0]] = log[i, 1]
        st.before[log[i, 2]] = log[i, 3]


@njit(cache=True, forceinline=True)
def hop(net: Network, u: int, v: int) -> Any:
    """Return the travel from ``u`` to ``v``."""
    return np.int64(net.travel[net.place[u], net.place[v]])


@njit(cache=True, forceinline=True)
def detour(net: Network, u: int, a: int, b: int, w: int) -> Any:
    """Return what it costs to come from ``u`` to ``w`` by way of ``a`` … ``b``."""
    return hop(net, u, a) + hop(net, b, w) - hop(net, u, w)


@njit(cache=True, forceinline=True)
def seat(net: Network, st: State, c: int, moment: int) -> Any:
    """Return the last visit (or the start) of a person that begins before ``moment``."""
    n = np.uint32(net.mate.shape[0])
    u = np.uint32(n + c)
    w = st.after[u]
    while w < n and st.begin[w] < moment:
        u = w
        w = st.after[u]
    return u


@njit(cache=True, forceinline=True)
def tail_fits(net: Network, v: int, after: Any, able: Any) -> bool:
    """Return whether a person can make ``v`` and all that follows."""
    while v < net.mate.shape[0]:
        if not able[v]:
            return False
        v = after[v]
    return True


@njit(cache=True, forceinline=True)
def stretch(net: Network, st: State, a: int, size: int, stop: int, able: Any, ahead: Any) -> Any:
    """Return the last of up to ``size`` visits from ``a`` on along ``ahead`` that a person can make, short of ``stop``."""
    b = a
    for _ in range(size - 1):
        w = ahead[b]
        if w >= net.mate.shape[0] or w == stop or not able[w]:
            break
        b = w
    return b


@njit(cache=True, forceinline=True)
def reassign(net: Network, st: State, a: int, b: int, goal: int, moved: Any, count: int) -> Any:
    """Give the visits ``a`` … ``b`` (linked so before the move) to ``goal``, noting whose they were."""
    v = a
    while True:
        moved[count, 0] = v
        moved[count, 1] = st.route[v]
        st.route[v] = goal
        count += 1
        if v == b:
            return count
        v = st.after[v]


@njit(cache=True, forceinline=True)
def toll(net: Network, st: State, moved: Any, count: int, rules: Rules, sign: int) -> Any:
    """Move the load of the reassigned visits (back, if ``sign`` is -1). Return the change in the cost beside travel."""
    nobody = net.able.shape[0]
    change = np.int64(0)
    for i in range(count):
        v, source, goal = moved[i, 0], moved[i, 1], st.route[moved[i, 0]]
        if source == goal:
            continue
        if sign < 0:
            source, goal = goal, source
        change -= rules.price[v] if source == nobody else rules.fit[source, v] + burden(st.load[source], rules.balance)
        change += rules.price[v] if goal == nobody else rules.fit[goal, v] - burden(st.load[goal], rules.balance)
        st.load[source] -= net.length[v]
        st.load[goal] += net.length[v]
        change += 0 if source == nobody else burden(st.load[source], rules.balance)
        change += 0 if goal == nobody else burden(st.load[goal], rules.balance)
    return change


@njit(cache=True)
def anneal(
    net: Network, st: State, bests: Any, steps: int, heat: float, cool: float, rules: Rules | None
) -> Any:
    """Make ``steps`` moves while the temperature falls from ``heat`` to ``cool`` (units of cost).

    ``bests`` is (successors of the best plan so far, [its cost]). Returns how many moves were settled. A move makes an arc
    u → v that is likely by place and window, or follows the time of a mate.
    """
    n = np.uint32(net.mate.shape[0])
    m = np.uint32(net.able.shape[0])
    k = net.near.shape[1]
    before, after, route, random, able = st.before, st.after, st.route, st.random, net.able
    log = np.zeros((32, 4), np.uint32)
    arcs = np.zeros((4, 2), np.uint32)
    moved = np.zeros((n + 2, 2), np.uint32)
    settled = 0
    temp = heat
    ratio = (cool / heat) ** (1.0 / max(1, steps // 256))
    order, record = bests
    total = st.totals[0] + st.totals[1] + st.totals[2] + st.totals[4]
    for step in range(steps):
        if step & 255 == 0:
            temp *= ratio
        room = np.int64(temp * THRESHOLDS[draw(random, 1024)])
        slack = st.totals[1] + st.totals[2] + room
        v = draw(random, n)
        if draw(random, 16) == 0:
            u = np.uint32(n + net.people[v, draw(random, net.choices[v])])
        else:
            u = net.near[v, draw(random, draw(random, k) + np.uint32(1))]
        if after[u] == v or u == v:
            continue
        ru, rv = route[u], route[v]
        links = 0
        roads = 0
        shifted = 0
        marks = 0
        dice = draw(random, 100)
        if rules is not None:
            slack += rules.ease
            if ru == m:
                continue
            if rv == m:
                dice = np.uint32(200 if net.role[v] == 0 else 99)
            elif rules.price[v] < slack and draw(random, 32) == 0:
                dice = np.uint32(201)
        if dice < 35:  # up to three visits from v on move behind u
            if not able[ru, v]:
                continue
            b = stretch(net, st, v, 1 if dice >= 10 else 2 + (dice & 1), u, able[ru], after)
            p, q, w = before[v], after[b], after[u]
            delta = detour(net, u, v, b, w) - detour(net, p, v, b, q)
            if delta > slack:
                continue
            roads = 3
            arcs[0, 0], arcs[0, 1] = p, q
            arcs[1, 0], arcs[1, 1] = u, v
            arcs[2, 0], arcs[2, 1] = b, w
            shifted = reassign(net, st, v, b, ru, moved, 0)
        elif dice < 60:  # up to three visits ending with u move before v
            if u >= n or not able[rv, u]:
                continue
            a = stretch(net, st, u, 1 if dice >= 42 else 2 + (dice & 1), v, able[rv], before)
            p, q, w = before[a], after[u], before[v]
            if w == u:
                continue
            delta = detour(net, w, a, u, v) - detour(net, p, a, u, q)
            if delta > slack:
                continue
            roads = 3
            arcs[0, 0], arcs[0, 1] = p, q
            arcs[1, 0], arcs[1, 1] = w, a
            arcs[2, 0], arcs[2, 1] = u, v
            shifted = reassign(net, st, a, u, rv, moved, 0)
        elif dice < 75:  # tails: v follows u, what followed u follows v's predecessor
            if ru == rv:
                continue
            p, w = before[v], after[u]
            end_u, end_v = np.uint32(n + m + ru), np.uint32(n + m + rv)
            last_u, last_v = before[end_u], before[end_v]
            delta = hop(net, u, v) - hop(net, p, v) + hop(net, last_v, end_u) - hop(net, last_v, end_v)
            if w < n:
                delta += hop(net, p, w) - hop(net, u, w) + hop(net, last_u, end_v) - hop(net, last_u, end_u)
            else:
                delta += hop(net, p, end_v) - hop(net, u, end_u)
            if delta > slack or not tail_fits(net, v, after, able[ru]) or not tail_fits(net, w, after, able[rv]):
                continue
            arcs[0, 0], arcs[0, 1] = u, v
            arcs[1, 0], arcs[1, 1] = last_v, end_u
            shifted = reassign(net, st, v, last_v, ru, moved, 0)
            if w < n:
                roads = 4
                arcs[2, 0], arcs[2, 1] = p, w
                arcs[3, 0], arcs[3, 1] = last_u, end_v
                shifted = reassign(net, st, w, last_u, rv, moved, shifted)
            else:
                roads = 3
                arcs[2, 0], arcs[2, 1] = p, end_v
        elif dice < 90:  # v (and perhaps the next) changes places with what follows u (and perhaps the next)
            w = after[u]
            if w >= n or not able[ru, v] or not able[rv, w]:
                continue
            b = v if dice >= 80 else stretch(net, st, v, 2, u, able[ru], after)
            d = w if dice & 1 or dice >= 80 else stretch(net, st, w, 2, v, able[rv], after)
            p, q, y = before[v], after[b], after[d]
            if q == w or y == v or d == v or b == w:
                continue
            delta = hop(net, u, v) + hop(net, b, y) - hop(net, u, w) - hop(net, d, y)
            delta += hop(net, p, w) + hop(net, d, q) - hop(net, p, v) - hop(net, b, q)
            if delta > slack:
                continue
            roads = 4
            arcs[0, 0], arcs[0, 1] = u, v
            arcs[1, 0], arcs[1, 1] = b, y
            arcs[2, 0], arcs[2, 1] = p, w
            arcs[3, 0], arcs[3, 1] = d, q
            shifted = reassign(net, st, v, b, ru, moved, 0)
            shifted = reassign(net, st, w, d, rv, moved, shifted)
        elif dice < 100:  # both visits of a pair move, v behind u, the mate where its time is
            mate = net.mate[v]
            if mate == v or u == mate or not able[ru, v]:
                continue
            delta = np.int64(0)
            if rv != m:
                delta -= detour(net, before[v], v, v, after[v])
                links = link(st, log, links, before[v], after[v])
                delta -= detour(net, before[mate], mate, mate, after[mate])
                links = link(st, log, links, before[mate], after[mate])
            w = after[u]
            delta += detour(net, u, v, v, w)
            links = link(st, log, links, u, v)
            links = link(st, log, links, v, w)
            moment = max(net.opens[v], st.begin[u] + net.length[u] + net.travel[net.place[u], net.place[v]])
            moment += net.gap_low[v] if net.role[v] == 1 else -net.gap_low[v]
            least = np.int64(1 << 40)
            x = v
            for _ in range(4):
                y = seat(net, st, net.people[mate, draw(random, net.choices[mate])], moment)
                more = detour(net, y, mate, mate, after[y])
                if y != v and more < least:
                    least = more
                    x = y
            delta += least
            price = 0 if rules is None or rv != m else rules.price[v] + rules.price[mate]
            if x == v or delta - price > slack:
                unlink(st, log, links)
                continue
            w = after[x]
            links = link(st, log, links, x, mate)
            links = link(st, log, links, mate, w)
            shifted = reassign(net, st, v, v, ru, moved, 0)
            shifted = reassign(net, st, mate, mate, route[x], moved, shifted)
        elif rules is not None:
            if dice == 200:  # v, left out so far, goes behind u, or takes the place of what follows u
                if not able[ru, v]:
                    continue
                w = after[u]
                delta = detour(net, u, v, v, w)
                links = link(st, log, links, u, v)
                shifted = reassign(net, st, v, v, ru, moved, 0)
                if w < n and net.role[w] == 0 and draw(random, 3) == 0:
                    q = after[w]
                    delta = hop(net, u, v) + hop(net, v, q) - hop(net, u, w) - hop(net, w, q)
                    links = link(st, log, links, v, q)
                    links = link(st, log, links, w, w)
                    marks = note(st, marks, w)
                    shifted = reassign(net, st, w, w, m, moved, shifted)
                else:
                    links = link(st, log, links, v, w)
            else:  # v is left out, its mate too
                delta = np.int64(0)
                for side in range(1 if net.mate[v] == v else 2):
                    w = v if side == 0 else net.mate[v]
                    delta -= detour(net, before[w], w, w, after[w])
                    links = link(st, log, links, before[w], after[w])
                    links = link(st, log, links, w, w)
                    marks = note(st, marks, w)
                    shifted = reassign(net, st, w, w, m, moved, shifted)
        else:
            continue
        for i in range(roads):
            links = link(st, log, links, arcs[i, 0], arcs[i, 1])
        late = st.totals[1]
        rest_delta = np.int64(0)
        if rules is not None:
            rest_delta = toll(net, st, moved, shifted, rules, 1)
            for i in range(marks):
                w = st.trail[i]
                old = st.begin[w]
                rest(net, st, w)
                late += (max(0, st.begin[w] - net.due[w]) - max(0, old - net.due[w])) * rules.late_weight[w]
        moving = st.totals[0] + delta
        ceiling = total + room - moving - st.totals[4] - rest_delta
        fits = ceiling >= 0
        largest, touched = 0, marks > 0
        if fits:
            settled += 1
            count = 0
            for i in range(links):
                count = push(net, st, count, log[i, 2], rules)
            fits, late, marks, largest, reached = settle(net, st, count, marks, late, ceiling + st.totals[1], rules)
            touched |= reached
        if fits and late + max(largest, 0 if touched else st.totals[2]) <= ceiling:
            was_worst, was_peak = st.totals[2], st.totals[3]
            if touched or largest > st.totals[2]:
                find_peak(net, st)
            if late + st.totals[2] <= ceiling:
                total += moving - st.totals[0] + late - st.totals[1] + st.totals[2] - was_worst + rest_delta
                st.totals[0] = moving
                st.totals[1] = late
                st.totals[4] += rest_delta
                if total < record[0]:
                    record[0] = total
                    order[:] = after
                continue
            st.totals[2], st.totals[3] = was_worst, was_peak
        unwind(st, marks)
        unlink(st, log, links)
        if rules is not None:
            toll(net, st, moved, shifted, rules, -1)
        for i in range(shifted - 1, -1, -1):
            route[moved[i, 0]] = moved[i, 1]
    return settled
