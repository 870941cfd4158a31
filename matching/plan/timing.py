"""Begin times: the least solution of the constraints of routes and pairs, kept up to date move by move."""

from typing import Any

import numpy as np

from matching.plan.compiled import part
from matching.plan.network import FAR, Network, Rules, State, Whole

NEVER = np.int32(FAR)
NO_LIMIT = np.int64(1 << 60)


@part
def arrive(net: Network, st: State, p: Whole, v: Whole, strict: bool, rules: Rules | None) -> Any:
    """Return when ``v`` could begin after ``p``, and whether the person's pause lies before it.

    The pause is taken where it first fits: for free in a wait, or once it may begin unless ``v`` would be late by it and
    it can still come later. NEVER, if ``strict``, where it comes too late.
    """
    leave = st.begin[p] + net.length[p]
    hop = net.travel[net.place[p], net.place[v]]
    plain = max(net.opens[v], leave + hop)
    if rules is None:
        return plain, False
    c = st.route[v]
    if st.paused[p] or rules.pause_length[c] == 0:
        return plain, st.paused[p]
    pause = max(leave, rules.pause_opens[c])
    later = max(net.opens[v], pause + rules.pause_length[c] + hop)
    must = plain + net.length[v] > rules.pause_last[c]
    if must or later == plain or (leave >= rules.pause_opens[c] and later <= net.due[v]):
        return (NEVER if strict and pause > rules.pause_last[c] else later), True
    return plain, False


@part
def note(st: State, marks: Whole, v: Whole, rules: Rules | None) -> int:
    """Remember the times of ``v``."""
    st.trail[marks] = v
    st.earlier[marks, 0] = st.ready[v]
    st.earlier[marks, 1] = st.begin[v]
    if rules is not None:
        st.earlier[marks, 2] = st.paused[v]
    return marks + 1


@part
def push(net: Network, st: State, count: Whole, v: Whole, rules: Rules | None) -> Any:
    """Note that the predecessor of ``v`` changed. Only under rules has the end of a route a time."""
    timed = v < net.mate.shape[0] if rules is None else st.before[v] != v
    if timed and not st.waits[v]:
        st.waits[v] = True
        st.waiting[count] = v
        return count + 1
    return count


@part
def earliest(st: State, count: Whole) -> int:
    """Return which of the waiting visits has the predecessor that begins first."""
    pick = 0
    least = st.begin[st.before[st.waiting[0]]]
    for i in range(1, count):
        key = st.begin[st.before[st.waiting[i]]]
        if key < least:
            least = key
            pick = i
    return pick


@part
def settle(
    net: Network, st: State, count: Whole, marks: Whole, late: Whole, limit: Whole, strict: bool, rules: Rules | None
) -> Any:
    """Propagate from the waiting visits. Return (fits, lateness, length of trail, largest new lateness, peak touched).

    Visits are taken in the order of their predecessors' begin, so that most are computed once; a deadlock raises the
    begins for ever and ends at ``limit`` on the lateness or at the end of the trail. If ``strict``, a hard limit ends it.
    """
    largest = 0
    touched = False
    most = st.trail.shape[0] - 2
    peak = st.totals[3]
    while count > 0:
        pick = earliest(st, count)
        v = st.waiting[pick]
        count -= 1
        st.waiting[pick] = st.waiting[count]
        st.waits[v] = False
        ready, paused = arrive(net, st, st.before[v], v, strict, rules)
        if ready == st.ready[v] and (rules is None or paused == st.paused[v]):
            continue
        if marks >= most or late > limit or ready >= NEVER:
            count = -count - 1
            break
        marks = note(st, marks, v, rules)
        st.ready[v] = ready
        turned = False
        if rules is not None:
            turned = paused != st.paused[v]
            st.paused[v] = paused
        role = 0 if rules is not None and v >= net.mate.shape[0] else net.role[v]
        own = ready
        other = ready
        w = v
        if role != 0:
            w = net.mate[v]
            if role == 1:
                own = max(ready, st.ready[w] - net.gap_high[v])
                other = max(st.ready[w], own + net.gap_low[v])
            else:
                other = max(st.ready[w], ready - net.gap_high[v])
                own = max(ready, other + net.gap_low[v])
            if other != st.begin[w]:
                marks = note(st, marks, w, rules)
        for side in range(2):
            x, new = (v, own) if side == 0 else (w, other)
            old = st.begin[x]
            if new == old:
                continue
            st.begin[x] = new
            due = net.due[x]
            if rules is not None and strict and rules.hard[x] and new > due:
                count = -count - 1
                break
            weight = 1 if rules is None else rules.late_weight[x]
            if old > due:
                late -= (old - due) * weight
            if new > due:
                late += (new - due) * weight
                largest = max(largest, new - due)
            touched |= x == peak
            count = push(net, st, count, st.after[x], rules) if rules is None or x < net.mate.shape[0] else count
            if role == 0:
                break
        if count < 0:
            break
        if turned and v < net.mate.shape[0]:
            count = push(net, st, count, st.after[v], rules)
    fits = count == 0
    if count < 0:
        for i in range(-count - 1):
            st.waits[st.waiting[i]] = False
    return fits, late, marks, largest, touched


@part
def unwind(st: State, marks: Whole, rules: Rules | None) -> None:
    """Restore the times noted on the trail."""
    for i in range(marks - 1, -1, -1):
        v = st.trail[i]
        st.ready[v] = st.earlier[i, 0]
        st.begin[v] = st.earlier[i, 1]
        if rules is not None:
            st.paused[v] = st.earlier[i, 2] != 0


@part
def rest(net: Network, st: State, v: Whole) -> None:
    """Give ``v`` the times of a visit in no route; its ready is one that no route gives."""
    st.ready[v] = -1
    st.begin[v] = net.opens[v]
    st.paused[v] = False


@part
def find_peak(net: Network, st: State) -> None:
    """Find the largest lateness and the visit that has it."""
    worst = 0
    where = -1
    for v in range(net.mate.shape[0]):
        lateness = st.begin[v] - net.due[v]
        if lateness > worst:
            worst = lateness
            where = v
    st.totals[2] = worst
    st.totals[3] = where
