"""Days to plan for the tests: small, made from a seed, with everything a day can have."""

import numpy as np

from bench.day_check import DayVerdict, judge_day
from matching.plan import Agreed, Day, DayPlan, Lunch, Person, Tie, Visit, Weights

SKILLS = ("health", "law", "repair")


def make_day(seed: int, visits: int = 24, people: int = 5) -> Day:
    """Return a day with skills, windows hard and soft, ties, lunches, promises, refusals and familiar faces."""
    rng = np.random.default_rng(seed)
    spots = rng.uniform(0, 30, (visits + people, 2))
    gaps = spots[:, None, :] - spots[None, :, :]
    names = [f"p{c}" for c in range(people)]
    asked = [make_visit(rng, v, names) for v in range(visits)]
    return Day(
        asked,
        [make_person(rng, c, visits) for c in range(people)],
        np.hypot(gaps[..., 0], gaps[..., 1]),
        agreed=promises(rng, asked, names),
        ties=[Tie("v0", "v1"), Tie("v2", "v3", 10.0, 40.0)],
        weights=Weights(),
    )


def make_visit(rng: np.random.Generator, number: int, names: list[str]) -> Visit:
    """Return a visit."""
    opens = float(rng.integers(8 * 60, 16 * 60))
    return Visit(
        f"v{number}",
        number,
        opens,
        opens + float(rng.integers(0, 150)),
        float(rng.integers(10, 60)),
        frozenset(rng.choice(SKILLS, size=int(rng.integers(0, 2)), replace=False).tolist()),
        int(rng.integers(1, 6)),
        hard=bool(rng.random() < 0.7),
        prefers=frozenset(rng.choice(names, size=1).tolist()),
        refuses=frozenset(rng.choice(names, size=1).tolist()) if rng.random() < 0.2 else frozenset(),
    )


def make_person(rng: np.random.Generator, number: int, visits: int) -> Person:
    """Return a person, home in one place, perhaps ending in another."""
    begins = float(rng.choice([480.0, 540.0, 780.0]))
    skills = frozenset(rng.choice(SKILLS, size=2, replace=False).tolist())
    lunch = Lunch() if begins < 700 else None
    end = visits + number if rng.random() < 0.7 else visits
    return Person(f"p{number}", visits + number, end, begins, begins + float(rng.integers(240, 600)), skills, lunch)


def promises(rng: np.random.Generator, visits: list[Visit], names: list[str]) -> list[Agreed]:
    """Return two promises in the second half of the visits, one of them with a time."""
    first, second = visits[-1], visits[-2]
    return [Agreed(first.key, str(rng.choice(names)), first.opens), Agreed(second.key, str(rng.choice(names)))]


def judge(day: Day, plan: DayPlan) -> DayVerdict:
    """Return what the independent check says of a plan."""
    routes = {route.person: [(stop.visit, stop.begin) for stop in route.stops] for route in plan.routes}
    lunches = {route.person: route.lunch for route in plan.routes if route.lunch is not None}
    return judge_day(day.visits, day.people, day.travel, routes, lunches=lunches, ties=day.ties, agreed=day.agreed)


def plan_of(plan: DayPlan) -> dict[str, tuple[str, float]]:
    """Return who makes each visit, and when."""
    return {stop.visit: (route.person, stop.begin) for route in plan.routes for stop in route.stops}
