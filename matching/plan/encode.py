"""A day as arrays for the kernel."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from matching.plan.build import Ends, Pair, build_network
from matching.plan.day import Agreed, Minutes, Person, Tie, Visit, Weights
from matching.plan.network import FAR, Flags, Ints, Network, Rules

UNITS = 60  # a minute
KEEP = 1e9  # minutes of travel that breaking a promise costs
LATE_PROMISE = 200  # how much dearer a late minute is for what is promised


@dataclass(frozen=True)
class Day:
    """Everything a plan is made from."""

    visits: Sequence[Visit]
    people: Sequence[Person]
    travel: Minutes
    agreed: Sequence[Agreed] = ()
    ties: Sequence[Tie] = ()
    weights: Weights = field(default_factory=Weights)

    def number(self, key: str) -> int:
        """Return a visit's row. Raises ValueError where there is none."""
        return [visit.key for visit in self.visits].index(key)


def units(minutes: Minutes | Sequence[float]) -> Ints:
    """Return minutes as whole units, at most FAR."""
    return np.minimum(np.rint(np.asarray(minutes, np.float64) * UNITS), FAR).astype(np.int32)


def check_day(day: Day) -> None:
    """Raise ValueError where names repeat or do not exist, or places lie outside the matrix."""
    names = [v.key for v in day.visits]
    workers = [p.key for p in day.people]
    if len(set(names)) < len(names) or len(set(workers)) < len(workers):
        raise ValueError("a visit or a person appears twice")
    if any(v.closes < v.opens for v in day.visits):
        raise ValueError("a window closes before it opens")
    tied = [key for tie in day.ties for key in (tie.first, tie.second)]
    if len(set(tied)) < len(tied) or not set(tied) <= set(names):
        raise ValueError("a tie names an unknown visit, or one in two ties")
    promised = [a.visit for a in day.agreed]
    if len(set(promised)) < len(promised) or not set(promised) <= set(names):
        raise ValueError("a promise names an unknown visit, or one twice")
    if not {a.person for a in day.agreed} <= set(workers):
        raise ValueError("a promise names an unknown person")
    places = [v.place for v in day.visits] + [place for p in day.people for place in (p.start, p.end)]
    if day.travel.ndim != 2 or (places and not 0 <= min(places) <= max(places) < min(day.travel.shape)):
        raise ValueError("a place lies outside the travel matrix")


def able_people(day: Day) -> Flags:
    """Return [m, n] who could make which visit; what is promised only by whom it is promised."""
    able = np.array(
        [[v.skills <= p.skills and p.key not in v.refuses for v in day.visits] for p in day.people], np.bool_
    )
    workers = [p.key for p in day.people]
    for promise in day.agreed:
        column = day.number(promise.visit)
        able[:, column] = False
        able[workers.index(promise.person), column] = True
    return able


def with_promises(day: Day) -> list[Visit]:
    """Return the visits, those promised with the promised time as their window; they may be late, at a price."""
    begins = {a.visit: a.begin for a in day.agreed if a.begin is not None}
    kept = promised_visits(day)
    visits = []
    for visit in day.visits:
        if visit.key in begins:
            visit = replace(visit, opens=begins[visit.key], closes=begins[visit.key])
        visits.append(replace(visit, hard=False) if visit.key in kept else visit)
    return visits


def promised_visits(day: Day) -> set[str]:
    """Return the promised visits and those tied to them."""
    promised = {a.visit for a in day.agreed}
    tied = [{tie.first, tie.second} for tie in day.ties]
    return promised.union(*(pair for pair in tied if pair & promised))


def encode(day: Day) -> tuple[Network, Rules]:
    """Return the network and rules of a day. People with promises may come home late; that is dear."""
    visits, able = with_promises(day), able_people(day)
    ends = Ends(
        np.array([p.start for p in day.people], np.int32),
        np.array([p.end for p in day.people], np.int32),
        units([p.begins for p in day.people]),
        units([p.ends for p in day.people]),
    )
    pairs = [
        Pair(day.number(t.first), day.number(t.second), round(t.low * UNITS), round(t.high * UNITS)) for t in day.ties
    ]
    net = build_network(
        place=np.array([v.place for v in visits], np.int32),
        opens=units([v.opens for v in visits]),
        due=units([v.closes for v in visits]),
        length=units([v.minutes for v in visits]),
        pairs=pairs,
        able=able,
        travel=np.ceil(np.asarray(day.travel, np.float64) * UNITS).astype(np.int32),
        ends=ends,
    )
    return net, rules_of(day, visits, net)


def rules_of(day: Day, visits: list[Visit], net: Network) -> Rules:
    """Return the limits and prices of a day in units."""
    promised = promised_visits(day)
    bound = {a.person for a in day.agreed}
    weights, people = day.weights, day.people
    fit = [[-weights.prefers * UNITS if p.key in v.prefers else 0.0 for v in visits] for p in people]
    price = [KEEP if v.key in promised else weights.left_out[v.priority] for v in visits]
    late = [weights.late * (LATE_PROMISE if v.key in promised else 1) for v in visits]
    lunches = [p.lunch for p in people]
    kept = [lunch is not None and p.begins <= lunch.last for p, lunch in zip(people, lunches, strict=True)]
    balance = weights.balance / UNITS
    longest = float(net.length.max(initial=0))
    usual = float(net.length.sum()) / max(1, len(people))
    return Rules(
        hard=np.array([v.hard for v in visits] + [True] * len(people) + [p.key not in bound for p in people], np.bool_),
        fit=np.array(fit, np.int32).reshape(len(people), len(visits)),
        price=np.array([round(p * UNITS) for p in price], np.int64),
        late_weight=np.array([max(1, round(w)) for w in late] + [LATE_PROMISE] * (2 * len(people)), np.int32),
        pause_opens=units([lunch.opens if lunch else 0 for lunch in lunches]),
        pause_last=units([lunch.last if lunch else 0 for lunch in lunches]),
        pause_length=units([lunch.minutes if lunch and k else 0 for lunch, k in zip(lunches, kept, strict=True)]),
        balance=balance,
        ease=round(2 * weights.prefers * UNITS + 2 * balance * longest * usual),
    )
