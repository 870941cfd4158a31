"""A town's day: requests and volunteers with skills, windows and priorities, planned by us, by VROOM and by OR-Tools.

    python -m bench.town_day [--seconds 10 --seed 1 --visits 200 --people 40 --days 3]

Each planner gets the same day and the same wall time on one core; all figures are recomputed by one independent checker.
"""

import argparse
import time
from collections.abc import Callable

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bench.day_check import DayVerdict, judge_day
from bench.town_solvers import Routes, Town, by_ortools, by_vroom, ours
from matching.plan import Person, Visit, Weights

SKILLS = ("health", "law", "repair", "tutor", "haircut", "chat")
SHARES = (0.15, 0.1, 0.2, 0.15, 0.15, 0.25)
SIDE = 12.0  # kilometres
SPEED = 0.3  # kilometres a minute, on roads a third longer than the crow flies
PLANNERS: dict[str, Callable[[Town, float, int], Routes]] = {
    "this kernel": ours,
    "VROOM": by_vroom,
    "OR-Tools routing": by_ortools,
}


def make_town(visits: int, people: int, seed: int) -> Town:
    """Return a day: villages around a town, half-day and full-day volunteers who start and end at home."""
    rng = np.random.default_rng(seed)
    villages = rng.uniform(0, SIDE, (12, 2))
    spots = villages[rng.integers(0, 12, visits + people)] + rng.normal(0, 0.7, (visits + people, 2))
    gaps = spots[:, None, :] - spots[None, :, :]
    travel = np.hypot(gaps[..., 0], gaps[..., 1]) * 1.33 / SPEED
    return Town(
        [make_visit(rng, v) for v in range(visits)],
        [make_person(rng, visits + p, p) for p in range(people)],
        travel,
        Weights(prefers=0.0, balance=0.0),
    )


def make_visit(rng: np.random.Generator, number: int) -> Visit:
    """Return a visit of 30 to 90 minutes that may begin within one to three hours."""
    opens = float(rng.integers(8 * 4, 16 * 4) * 15)
    skill = str(rng.choice(SKILLS, p=SHARES))
    priority = int(rng.choice([1, 2, 3, 4, 5], p=[0.1, 0.2, 0.3, 0.25, 0.15]))
    closes = opens + float(rng.choice([60, 90, 120, 180]))
    minutes = float(rng.choice([30, 45, 60, 90]))
    return Visit(f"v{number}", number, opens, closes, minutes, frozenset({skill}), priority)


def make_person(rng: np.random.Generator, place: int, number: int) -> Person:
    """Return a volunteer with two or three skills, in the morning, in the afternoon, or all day."""
    begins, ends = [(480.0, 750.0), (780.0, 1080.0), (510.0, 1020.0)][int(rng.choice(3, p=[0.35, 0.35, 0.3]))]
    skills = rng.choice(SKILLS, size=int(rng.integers(2, 4)), replace=False)
    return Person(f"p{number}", place, place, begins, ends, frozenset(map(str, skills)))


def total(town: Town, verdict: DayVerdict) -> float:
    """Return what is minimised: the price of what is left out and the travel, minutes."""
    return verdict.travel + sum(town.weights.left_out[p] * count for p, count in verdict.left_out.items())


def main() -> None:
    """Plan days with each planner and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--visits", type=int, default=200)
    parser.add_argument("--people", type=int, default=40)
    parser.add_argument("--days", type=int, default=1)
    args = parser.parse_args()
    table = Table(title=f"{args.visits} visits, {args.people} people, {args.seconds:g} s each on one core")
    for column in (
        "day",
        "planner",
        "served",
        "left out by priority",
        "travel",
        "worst load",
        "total",
        "to VROOM",
        "s",
    ):
        table.add_column(column, justify="left" if column == "planner" else "right")
    ours(make_town(4, 2, 0), 0.01, 0)  # compiles once on a machine
    work = [(seed, name) for seed in range(args.seed, args.seed + args.days) for name in PLANNERS]
    rows: dict[tuple[int, str], tuple[DayVerdict, float, float]] = {}
    for seed, name in track(work, "planning", console=Console(stderr=True)):
        town = make_town(args.visits, args.people, seed)
        begun = time.perf_counter()
        routes = PLANNERS[name](town, args.seconds, seed)
        took = time.perf_counter() - begun
        verdict = judge_day(town.visits, town.people, town.travel, routes)
        if verdict.faults:
            raise SystemExit(f"{name}: {verdict.faults[:3]}")
        rows[seed, name] = verdict, total(town, verdict), took
    for (seed, name), (verdict, cost, took) in rows.items():
        left = " ".join(f"{priority}:{count}" for priority, count in verdict.left_out.items()) or "-"
        ratio = cost / rows[seed, "VROOM"][1]
        figures = (f"{verdict.travel:.0f}", f"{verdict.worst_load:.0f}", f"{cost:.0f}", f"{ratio:.3f}", f"{took:.1f}")
        table.add_row(str(seed), name, str(verdict.served), left, *figures, end_section=name == "OR-Tools routing")
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
