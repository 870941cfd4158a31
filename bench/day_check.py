"""An independent check of a day's plan, whoever made it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from matching.plan.day import Agreed, Minutes, Person, Tie, Visit

TOLERANCE = 0.02  # minutes


@dataclass
class DayVerdict:
    """What a plan does, and what is wrong with it. Minutes."""

    served: int = 0
    left_out: dict[int, int] = field(default_factory=dict)
    travel: float = 0.0
    late: float = 0.0
    worst_load: float = 0.0  # service and travel of the busiest person
    worst_service: float = 0.0
    faults: list[str] = field(default_factory=list)


def judge_day(
    visits: Sequence[Visit],
    people: Sequence[Person],
    travel: Minutes,
    routes: Mapping[str, Sequence[tuple[str, float]]],
    *,
    lunches: Mapping[str, float] | None = None,
    ties: Sequence[Tie] = (),
    agreed: Sequence[Agreed] = (),
) -> DayVerdict:
    """Check routes ((visit, begin) for each person) against the day. Lunches are their begins."""
    verdict = DayVerdict()
    wanted = {v.key: v for v in visits}
    made: dict[str, tuple[str, float]] = {}
    bound = {a.person for a in agreed}
    promised = {a.visit: a.begin for a in agreed if a.begin is not None}
    for person in people:
        here, free, load, service = person.start, person.begins, 0.0, 0.0
        lunch = (lunches or {}).get(person.key)
        for key, begin in [*routes.get(person.key, ()), ("", float("inf"))]:
            visit = wanted.get(key)
            there = visit.place if visit else person.end
            hop = float(travel[here, there])
            if lunch is not None and person.lunch and lunch + person.lunch.minutes + hop <= begin + TOLERANCE:
                if lunch < free - TOLERANCE:
                    verdict.faults.append(f"{person.key} has lunch before the visit ends")
                free, lunch = lunch + person.lunch.minutes, None
            load, here = load + hop, there
            verdict.travel += hop
            if visit is None:
                if free + hop > person.ends + TOLERANCE and person.key not in bound:
                    verdict.faults.append(f"{person.key} comes home late")
                continue
            if key in made:
                verdict.faults.append(f"{key} is made twice")
            allowed = visit.skills <= person.skills and person.key not in visit.refuses
            if not allowed and not any(a.visit == key and a.person == person.key for a in agreed):
                verdict.faults.append(f"{person.key} may not make {key}")
            opens = promised.get(key, visit.opens)
            if begin < max(free + hop, opens) - TOLERANCE:
                verdict.faults.append(f"{key} begins too early")
            late = max(0.0, begin - visit.closes)
            if late > TOLERANCE and visit.hard and not any(key == a.visit for a in agreed):
                verdict.faults.append(f"{key} is too late")
            verdict.late += late
            made[key] = (person.key, begin)
            free, load, service = begin + visit.minutes, load + visit.minutes, service + visit.minutes
        verdict.worst_load = max(verdict.worst_load, load)
        verdict.worst_service = max(verdict.worst_service, service)
    verdict.served = len(made)
    verdict.left_out = dict(sorted(Counter(v.priority for v in visits if v.key not in made).items()))
    verdict.faults += check_ties(ties, made, agreed) + check_lunches(people, routes, lunches or {})
    return verdict


def check_ties(ties: Sequence[Tie], made: Mapping[str, tuple[str, float]], agreed: Sequence[Agreed]) -> list[str]:
    """Return what is wrong with ties and promises."""
    faults, promised = [], {a.visit for a in agreed}
    for tie in ties:
        if (tie.first in made) != (tie.second in made) and not {tie.first, tie.second} & promised:
            faults.append(f"of {tie.first} and {tie.second} only one is made")
        if tie.first in made and tie.second in made:
            gap = made[tie.second][1] - made[tie.first][1]
            if not tie.low - TOLERANCE <= gap <= tie.high + TOLERANCE:
                faults.append(f"{tie.second} begins {gap:.1f} after {tie.first}")
    for promise in agreed:
        person, begin = made.get(promise.visit, ("", -1.0))
        if person != promise.person or (promise.begin is not None and begin < promise.begin - TOLERANCE):
            faults.append(f"the promise of {promise.visit} is broken")
    return faults


def check_lunches(
    people: Sequence[Person], routes: Mapping[str, Sequence[tuple[str, float]]], lunches: Mapping[str, float]
) -> list[str]:
    """Return who has lunch at a wrong time."""
    faults = []
    for person in people:
        begin = lunches.get(person.key)
        if (
            begin is not None
            and person.lunch
            and not person.lunch.opens - TOLERANCE <= begin <= person.lunch.last + TOLERANCE
        ):
            faults.append(f"{person.key} has lunch at {begin:.0f}")
    return faults
