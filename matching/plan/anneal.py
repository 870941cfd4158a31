"""The annealing loop: random moves along likely arcs, settled exactly, taken or undone."""

from typing import Any

import numpy as np

from matching.plan.compiled import kernel, part
from matching.plan.moves import cross_tails, draw, exchange, move_pair, put_in, shift_earlier, shift_later, take_out
from matching.plan.network import Network, Rules, State, Whole
from matching.plan.retiming import burden
from matching.plan.timing import find_peak, note, push, rest, settle, unwind
from matching.plan.trial import NO, Move, link, reassign, sure_lateness, unlink

# Minus the logarithm of 1024 evenly spread chances: a move may cost the temperature times one of them.
THRESHOLDS = -np.log((np.arange(1024) + 0.5) / 1024)


@part
def propose(net: Network, st: State, move: Move, slack: Whole, rules: Rules | None) -> Any:
    """Draw a move and return its change in travel, or NO."""
    n = np.uint32(net.mate.shape[0])
    v = draw(st, n)
    if draw(st, 16) == 0:
        u = np.uint32(n + net.people[v, draw(st, net.choices[v])])
    else:
        u = net.near[v, draw(st, draw(st, net.near.shape[1]) + np.uint32(1))]
    if st.after[u] == v or u == v:
        return NO
    dice = draw(st, 100)
    if rules is not None:
        nobody = net.able.shape[0]
        if st.route[u] == nobody:
            return NO
        if st.route[v] == nobody:
            if net.role[v] == 0:
                return put_in(net, st, move, u, v, dice < 33)
            return move_pair(net, st, move, u, v, NO >> 1)
        if rules.price[v] < slack and draw(st, 32) == 0:
            return take_out(net, st, move, v)
    if dice < 35:
        return shift_later(net, st, move, u, v, 1 if dice >= 10 else 2 + (dice & 1), slack)
    if dice < 60:
        return shift_earlier(net, st, move, u, v, 1 if dice >= 42 else 2 + (dice & 1), slack)
    if dice < 75:
        return cross_tails(net, st, move, u, v, slack)
    if dice < 90:
        return exchange(net, st, move, u, v, 0 if dice >= 80 else dice & 3, slack)
    return move_pair(net, st, move, u, v, slack)


@part
def toll(net: Network, st: State, move: Move, count: Whole, rules: Rules, back: bool) -> Any:
    """Move the load of the reassigned visits, or move it back. Return the change in the cost beside travel."""
    nobody = net.able.shape[0]
    change = np.int64(0)
    for i in range(count):
        v, source, goal = move.moved[i, 0], move.moved[i, 1], st.route[move.moved[i, 0]]
        if source == goal:
            continue
        if back:
            source, goal = goal, source
        change -= rules.price[v] if source == nobody else rules.fit[source, v] + burden(st.load[source], rules.balance)
        change += rules.price[v] if goal == nobody else rules.fit[goal, v] - burden(st.load[goal], rules.balance)
        st.load[source] -= net.length[v]
        st.load[goal] += net.length[v]
        change += 0 if source == nobody else burden(st.load[source], rules.balance)
        change += 0 if goal == nobody else burden(st.load[goal], rules.balance)
    return change


@part
def lay_down(net: Network, st: State, move: Move, rules: Rules) -> Any:
    """Give the visits a move leaves out their times at rest. Return (length of trail, change in lateness)."""
    marks = 0
    late = np.int64(0)
    for i in range(move.counts[2]):
        v = move.groups[i, 0]
        if move.groups[i, 2] == net.able.shape[0]:
            marks = note(st, marks, v, rules)
            old = st.begin[v]
            rest(net, st, v)
            late += (max(0, st.begin[v] - net.due[v]) - max(0, old - net.due[v])) * rules.late_weight[v]
    return marks, late


@part
def attempt(net: Network, st: State, move: Move, delta: Whole, most: Whole, rules: Rules | None) -> bool:
    """Make a move unless it raises the cost by more than ``most``. Return whether it was made."""
    shifted = reassign(st, move)
    for i in range(move.counts[0]):
        link(st, move, move.arcs[i, 0], move.arcs[i, 1])
    beside, late, marks = np.int64(0), st.totals[1], 0
    if rules is not None:
        beside = toll(net, st, move, shifted, rules, False)
        marks, relief = lay_down(net, st, move, rules)
        late += relief
    ceiling = st.totals[1] + st.totals[2] + most - delta - beside  # for lateness and largest lateness
    if ceiling >= 0:
        left_out = marks > 0
        count = 0
        for i in range(move.counts[3]):
            count = push(net, st, count, move.log[i, 2], rules)
        if rules is not None:  # another person may have lunch elsewhere in what moved
            for i in range(shifted):
                count = push(net, st, count, move.moved[i, 0], rules)
        fits, late, marks, largest, touched = settle(net, st, count, marks, late, ceiling + st.totals[1], True, rules)
        touched |= left_out
        if fits and late + max(largest, 0 if touched else st.totals[2]) <= ceiling:
            worst, where = st.totals[2], st.totals[3]
            if touched or largest > worst:
                find_peak(net, st)
            if late + st.totals[2] <= ceiling:
                st.totals[0] += delta
                st.totals[1] = late
                st.totals[4] += beside
                return True
            st.totals[2], st.totals[3] = worst, where
    unwind(st, marks, rules)
    unlink(st, move)
    if rules is not None:
        toll(net, st, move, shifted, rules, True)
    for i in range(shifted):
        st.route[move.moved[i, 0]] = move.moved[i, 1]
    return False


@kernel
def anneal(
    net: Network, st: State, move: Move, best: Any, steps: Whole, heat: float, cool: float, rules: Rules | None
) -> Any:
    """Make ``steps`` moves while the temperature falls from ``heat`` to ``cool`` (units of cost).

    ``best`` is (successors of the best plan so far, [its cost]). Returns how many moves were settled.
    """
    settled = 0
    temperature = heat
    ratio = (cool / heat) ** (1.0 / max(1, steps // 256))
    order, record = best
    for step in range(steps):
        if step & 255 == 0:
            temperature *= ratio
        room = np.int64(temperature * THRESHOLDS[draw(st, 1024)])
        slack = st.totals[1] + st.totals[2] + room
        if rules is not None:
            slack += rules.ease
        for i in range(4):
            move.counts[i] = 0
        delta = propose(net, st, move, slack, rules)
        if delta == NO or (rules is None and delta > slack):
            continue
        if sure_lateness(net, st, move, slack - delta, rules) > slack - delta and move.counts[3] == 0:
            continue
        settled += 1
        if attempt(net, st, move, delta, room, rules):
            total = st.totals[0] + st.totals[1] + st.totals[2] + st.totals[4]
            if total < record[0]:
                record[0] = total
                for i in range(order.shape[0]):
                    order[i] = st.after[i]
    return settled
