"""What can never be made, and the plan of what is promised: where a search starts."""

from collections.abc import Iterable

import numpy as np

from matching.plan.day import Reason
from matching.plan.encode import Day
from matching.plan.network import Indices, Network, Rules, new_state
from matching.plan.search import prepare


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

    Raises ValueError where the promises contradict each other.
    """
    promises = {day.number(a.visit): [p.key for p in day.people].index(a.person) for a in day.agreed}
    rules = without_lunch_in_the_way(net, rules, promises)
    for v in list(promises):
        mate = int(net.mate[v])
        if mate not in promises:
            trials = ({**promises, mate: int(c)} for c in np.flatnonzero(net.able[:, mate]))
            seated = next((trial for trial in trials if fits(net, rules, trial)), None)
            promises = seated or promises
            net = net if seated else untie(net, v)
    prepare(net, chain(net, promises), 0, rules)
    return net, rules, chain(net, promises)


def without_lunch_in_the_way(net: Network, rules: Rules, promises: dict[int, int]) -> Rules:
    """Return the rules with lunch only for people whose promises leave time for it: nobody is late because they eat."""
    alone, order = untied(net, promises), chain(net, promises)
    hungry = without_lunch(rules, promises.values())
    soonest = np.maximum(prepare(alone, order, 0, hungry).begin, net.due)
    try:
        begin = prepare(alone, order, 0, rules).begin
    except ValueError:
        return hungry
    return without_lunch(rules, [c for v, c in promises.items() if begin[v] > soonest[v]])


def without_lunch(rules: Rules, people: Iterable[int]) -> Rules:
    """Return the rules with no lunch for these people."""
    length = rules.pause_length.copy()
    length[list(people)] = 0
    return rules._replace(pause_length=length)


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
