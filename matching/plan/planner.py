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
from matching.plan.network import Network, Rules, State
from matching.plan.promises import promised_plan, set_aside
from matching.plan.search import Found, prepare, search

PACE = 3_000_000  # moves that count as a second, fewer than an idle core makes


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


def warm_up() -> None:
    """Compile the kernel for days, some 15 s the first time on a machine, so that the first captain need not wait."""
    visit = Visit("", 0, 0.0, 0.0, 1.0)
    plan_day([visit], [Person("", 0, 0, 0.0, 60.0)], np.zeros((1, 1)), seconds=1e-6)


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
