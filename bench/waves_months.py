"""Part (b): months of requests to people who rest after being asked, against the bound no policy can pass."""

from collections.abc import Iterator
from dataclasses import dataclass

from bench.waves_crowd import BEST_FIVE, EVERYBODY, OURS, RANDOM_FIVE, SDN, make_crowd, play, scaled_down
from bench.waves_show import CONSOLE, Goal, show_goals, show_table, show_worst
from matching.waves import Crowd, plan_rest, upper_bound
from matching.waves.bound import Lean

OTHERS: tuple[tuple[str, Lean], ...] = (("SDN (solver's choice)", "none"), ("SDN (widest solution)", "wide"))


@dataclass(frozen=True, slots=True)
class Size:
    """One size of the model: people, kinds of request, requests a slot, slots in a month, chance to wake, tastes."""

    volunteers: int = 60
    kinds: int = 8
    rate: float = 0.9
    slots: int = 52
    wake: float = 0.1
    mean: float = 0.15
    taste: float = 0.6

    def __str__(self) -> str:
        people = f"{self.volunteers} people, {self.kinds} kinds, {self.rate}/slot, {self.slots} slots, q {self.wake}"
        unlike = f", mean {self.mean}, taste {self.taste}"
        return people + (unlike if (self.mean, self.taste) != (0.15, 0.6) else "")


def run_months(seed: int, sizes: list[Size], runs: int) -> None:
    """Print a table and the aims for each size."""
    for size in sizes:
        crowd = _crowd(seed, size)
        with CONSOLE.status(f"{size}: bound, plan and {runs} months"):
            rows = list(_rows(crowd, size, seed, runs))
            tight = upper_bound(crowd, size.slots, tight=True).covered if size.volunteers <= 80 else float("nan")
        bound, ours = rows[0][1]["bound"], rows[0][1]
        shown = [_line(name, row, ours) for name, row in rows]
        asked = f"LP bound {bound:.2f} of {ours['requests']:.2f} requests (tighter, concave: {tight:.2f})"
        title = f"(b) {size}; {runs} months, seed {seed}; {asked}"
        heads = [
            "policy",
            "covered",
            "of LP bound",
            "messages/request",
            "Gini messages",
            "Gini tasks",
            "ours: covers ×",
            "messages ×",
        ]
        show_table(title, heads, shown)
        show_goals(_goals(dict(rows)))


def sweep_months(seeds: list[int], sizes: list[Size], runs: int) -> None:
    """Print only the worst over seeds and sizes, one line for each case on the way."""
    cases = []
    for size in sizes:
        for seed in seeds:
            goals = _goals(dict(_rows(_crowd(seed, size), size, seed, runs, brief=True)))
            name = f"{size}, seed {seed}"
            CONSOLE.print(name + ": " + ", ".join(f"{goal.value:.3f}{'' if goal.met else ' SHORT'}" for goal in goals))
            cases.append((name, goals))
    show_worst(cases)


def _crowd(seed: int, size: Size) -> Crowd:
    return make_crowd(seed, size.volunteers, size.kinds, size.rate, size.wake, size.mean, size.taste)


def _rows(
    crowd: Crowd, size: Size, seed: int, runs: int, brief: bool = False
) -> Iterator[tuple[str, dict[str, float]]]:
    bound = upper_bound(crowd, size.slots, lean="few")
    plan = plan_rest(crowd, size.slots, seed=seed + 7919)
    rules = (plan.cost, plan.price, plan.fairness)
    # The bound is a mean over months; the months played have a few requests more or less, the same for all.
    fixed = {"bound": bound.covered}
    yield "ours", play(crowd, size.slots, runs, seed, OURS, plan=rules) | fixed
    yield "everybody", play(crowd, size.slots, runs, seed, EVERYBODY) | fixed
    yield "best five", play(crowd, size.slots, runs, seed, BEST_FIVE) | fixed
    yield "random five", play(crowd, size.slots, runs, seed, RANDOM_FIVE) | fixed
    yield "SDN", play(crowd, size.slots, runs, seed, SDN, notify=scaled_down(crowd, bound)) | fixed
    if not brief:
        for name, lean in OTHERS:
            other = upper_bound(crowd, size.slots, lean=lean)
            yield name, play(crowd, size.slots, runs, seed, SDN, notify=scaled_down(crowd, other)) | fixed


def _line(name: str, row: dict[str, float], ours: dict[str, float]) -> list[str]:
    return [
        name,
        f"{row['covered'] / row['requests']:.3f}",
        f"{row['covered'] / row['bound']:.3f}",
        f"{row['messages']:.1f}",
        f"{row['gini']:.3f}",
        f"{row['gini_tasks']:.3f}",
        f"{ours['covered'] / row['covered']:.2f}",
        f"{ours['messages'] / row['messages']:.2f}",
    ]


def _goals(rows: dict[str, dict[str, float]]) -> list[Goal]:
    ours, everybody = rows["ours"], rows["everybody"]
    others = min(row["gini"] for name, row in rows.items() if name not in ("ours", "everybody"))
    return [
        *(Goal(f"covered ÷ {name}'s", ours["covered"] / rows[name]["covered"], 1.35) for name in rows if "SDN" in name),
        Goal("covered ÷ ask-everybody's", ours["covered"] / everybody["covered"], 1.0),
        Goal("messages ÷ ask-everybody's", ours["messages"] / everybody["messages"], 1 / 3, below=True),
        Goal("Gini of messages ÷ lowest of the fives and any SDN", ours["gini"] / others, 1.0, below=True),
    ]
