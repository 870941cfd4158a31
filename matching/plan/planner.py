"""The door: a day in, a plan out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from matching.plan.day import (
    Agreed,
    DayPlan,
    Figures,
    LeftOut,
    Minutes,
    Person,
    Reason,
    Route,
    Stop,
    Tie,
    Visit,
    Weights,
)
from matching.plan.encode import UNITS, Day, check_day, encode
from matching.plan.network import Indices, Network, Rules, State, new_state
from matching.plan.search import Found, prepare, search

PACE = 2_000_000  # moves that count as a second, less than an idle core makes


def plan_day(
    visits: Sequence[Visit],
    people: Sequence[Person],
    travel: Minutes,
    *,
    agreed: Sequence[Agreed] = (),
    ties: Sequence[Tie] = (),
    weights: Weights | None = None,
    seconds: float = 2.0,
    seed: int = 0,
    by_clock: bool = False,
) -> DayPlan:
    """Plan a day: who visits whom, in which order and when.

    ``travel`` is [z, z] minutes between places. What is ``agreed`` is always in the plan, with its person and time, and late
    where it cannot be otherwise. The same input and seed give the same plan: ``seconds`` stands for a number of moves,
    which an idle core makes in less; only with ``by_clock`` is it wall time. Raises ValueError on an input that
    contradicts itself.
    """
    day = Day(visits, people, travel, agreed, ties, weights or Weights())
    check_day(day)
    if not visits or not people:
        left = tuple(LeftOut(v.key, Reason.SKILL) for v in visits)
        return DayPlan((), left, Figures(0, dict(Counter(v.priority for v in visits)), 0.0, 0.0, 0.0, 0, 0.0, 0))
    net, rules = encode(day)
    net, reasons = set_aside(day, net)
    net, rules, order = promised_plan(day, net, rules)
    amount = {"seconds": seconds} if by_clock else {"steps": max(1, int(seconds * PACE))}
    found = search(net, order, seed, rules=rules, **amount)
    return decode(day, net, rules, found, reasons)


def set_aside(day: Day, net: Network) -> tuple[Network, dict[int, Reason]]:
    """Take the visits that cannot be made out of reach. Return the network and why each cannot.

    A promised visit is made even where its mate cannot be.
    """
    promised = {day.number(a.visit) for a in day.agreed}
    reasons = {v: reason for v in range(len(day.visits)) if v not in promised and (reason := why_never(day, net, v))}
    for v in list(reasons):
        mate = int(net.mate[v])
        if mate in promised:
            net = untie(net, v)
        elif mate not in reasons:
            reasons[mate] = Reason.MATE
    able = net.able.copy()
    able[:, list(reasons)] = False
    choices = np.maximum(1, able.sum(axis=0)).astype(np.uint32)
    return net._replace(able=able, choices=choices), reasons


def untie(net: Network, v: int) -> Network:
    """Return the network with a visit and its mate as two single visits."""
    mate, role = net.mate.copy(), net.role.copy()
    both = [v, int(net.mate[v])]
    mate[both], role[both] = both, 0
    return net._replace(mate=mate, role=role)


def why_never(day: Day, net: Network, v: int) -> Reason | None:
    """Return why nobody could make a visit even with nothing else to do, or None."""
    able = np.flatnonzero(net.able[:, v])
    if not len(able):
        return Reason.SKILL
    people, n = net.able.shape
    starts, ends = n + able, n + people + able
    begin = np.maximum(with_mate(net, v), net.opens[starts] + net.travel[net.place[starts], net.place[v]])
    home = begin + net.length[v] + net.travel[net.place[v], net.place[ends]]
    timely = (begin <= net.due[v]) | (not day.visits[v].hard)
    return None if (timely & (home <= net.due[ends])).any() else Reason.WINDOW


def with_mate(net: Network, v: int) -> int:
    """Return when a visit could begin at the earliest by its window and its mate's."""
    mate = int(net.mate[v])
    if net.role[v] == 2:
        return int(max(net.opens[v], max(net.opens[mate], net.opens[v] - net.gap_high[v]) + net.gap_low[v]))
    return int(max(net.opens[v], net.opens[mate] - net.gap_high[v]))


def promised_plan(day: Day, net: Network, rules: Rules) -> tuple[Network, Rules, Indices]:
    """Return the plan of what is promised alone, with the mates of promised visits where they fit.

    Lunch gives way for people whose promises leave no time. Raises ValueError where the promises contradict each other.
    """
    promises = {day.number(a.visit): [p.key for p in day.people].index(a.person) for a in day.agreed}
    order = chain(net, promises)
    try:
        prepare(untied(net, promises), order, 0, rules)
    except ValueError:
        length = rules.pause_length.copy()
        length[list(promises.values())] = 0
        rules = rules._replace(pause_length=length)
        prepare(untied(net, promises), order, 0, rules)
    for v in list(promises):
        mate = int(net.mate[v])
        if mate not in promises:
            trials = ({**promises, mate: int(c)} for c in np.flatnonzero(net.able[:, mate]))
            seated = next((trial for trial in trials if fits(net, rules, trial)), None)
            promises = seated or promises
            net = net if seated else untie(net, v)
    prepare(net, chain(net, promises), 0, rules)
    return net, rules, chain(net, promises)


def untied(net: Network, promises: dict[int, int]) -> Network:
    """Return the network without ties to visits that are not promised."""
    for v in promises:
        if int(net.mate[v]) not in promises:
            net = untie(net, v)
    return net


def fits(net: Network, rules: Rules, promises: dict[int, int]) -> bool:
    """Return whether the promised visits can be made in the order of their windows."""
    try:
        prepare(untied(net, promises), chain(net, promises), 0, rules)
    except ValueError:
        return False
    return True


def chain(net: Network, promises: dict[int, int]) -> Indices:
    """Return successors of a plan of these visits by these people, in the order of their windows."""
    people, n = net.able.shape
    after = new_state(net, 0).after
    last = {c: n + c for c in range(people)}
    for v in sorted(promises, key=lambda v: (net.opens[v], net.due[v], v)):
        c = promises[v]
        after[last[c]], after[v] = v, n + people + c
        last[c] = v
    return after


def decode(day: Day, net: Network, rules: Rules, found: Found, reasons: dict[int, Reason]) -> DayPlan:
    """Return the plan a search found in the words of the day."""
    state = prepare(net, found.order, 0, rules)
    people, n = net.able.shape
    routes = tuple(route_of(day, net, rules, state, c) for c in range(people))
    out = [v for v in range(n) if state.route[v] == people]
    served = {stop.visit: route.person for route in routes for stop in route.stops}
    figures = Figures(
        served=n - len(out),
        left_out=dict(sorted(Counter(day.visits[v].priority for v in out).items())),
        travel=sum(route.travel for route in routes),
        late=sum(stop.late for route in routes for stop in route.stops),
        worst_service=max(route.service for route in routes),
        known_faces=sum(served.get(v.key) in v.prefers for v in day.visits),
        cost=found.cost / UNITS,
        steps=found.steps,
    )
    return DayPlan(routes, tuple(LeftOut(day.visits[v].key, reasons.get(v, Reason.FULL)) for v in out), figures)


def route_of(day: Day, net: Network, rules: Rules, state: State, c: int) -> Route:
    """Return one person's day."""
    people, n = net.able.shape
    stops: list[Stop] = []
    lunch, travel, u = None, 0, n + c
    while u < n + people or u < n:
        v = int(state.after[u])
        hop = int(net.travel[net.place[u], net.place[v]])
        travel += hop
        if state.paused[v] and not state.paused[u]:
            lunch = max(int(state.begin[u] + net.length[u]), int(rules.pause_opens[c])) / UNITS
        if v < n:
            begin = int(state.begin[v])
            late = max(0, begin - int(net.due[v])) / UNITS
            stops.append(
                Stop(day.visits[v].key, begin / UNITS, (begin + int(net.length[v])) / UNITS, hop / UNITS, late)
            )
        u = v
    service = sum(stop.end - stop.begin for stop in stops)
    return Route(day.people[c].key, tuple(stops), lunch, int(state.begin[u]) / UNITS, travel / UNITS, service)


def replan(day: Day, plan: DayPlan, keep: Sequence[str], seconds: float = 2.0, seed: int = 0) -> DayPlan:
    """Plan again with what ``plan`` says of the visits in ``keep`` as promised, beside what was promised already."""
    already = {a.visit for a in day.agreed}
    kept = [
        Agreed(stop.visit, route.person, stop.begin)
        for route in plan.routes
        for stop in route.stops
        if stop.visit in set(keep) - already
    ]
    again = replace(day, agreed=[*day.agreed, *kept])
    return plan_day(
        again.visits,
        again.people,
        again.travel,
        agreed=again.agreed,
        ties=again.ties,
        weights=again.weights,
        seconds=seconds,
        seed=seed,
    )
