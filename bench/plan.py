"""Day plans beside the best published solutions of the home health care routing and scheduling problem.

    python -m bench.plan INSTANCE.json.gz --seconds 60 --seed 1 --out SOLUTION.json
    python -m bench.plan --all --seconds 60 [--sizes 100,200,300] [--keep]

The seconds are wall time on one core from the start of the command, reading and writing included. Only compiling the kernel,
which happens once on a machine, is left out and named.
"""

import argparse
import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TimeElapsedColumn
from rich.table import Table

from bench.care_case import INSTANCES, SOLUTIONS, Case, Verdict, read_case, solution_of
from matching.plan.build import first_plan
from matching.plan.search import Found, compile_kernel, search

RESERVE = 0.15  # seconds kept for checking and writing


@dataclass(frozen=True)
class Run:
    """One instance solved."""

    name: str
    cost: float
    published: float | None
    found: Found
    solution: dict[str, Any]

    @property
    def gap(self) -> float:
        """Return how far above the published cost, in percent; below is negative."""
        return 100 * (self.cost / self.published - 1) if self.published else float("nan")


def name_of(path: Path) -> str:
    """Return the instance's name."""
    return path.name.removesuffix(".gz").removesuffix(".json")


def solve(path: Path, seconds: float, seed: int, begun: float) -> Run:
    """Solve one instance in ``seconds`` since ``begun``. Raises ValueError should the solution not pass the check."""
    case: Case = read_case(path)
    left = max(0.1, seconds - RESERVE - (time.perf_counter() - begun))
    found = search(case.net, first_plan(case.net), seed, seconds=left)
    solution = solution_of(case, found.order)
    verdict = Verdict(case.raw, solution)
    if verdict.faults:
        raise ValueError(f"{path.name}: {verdict.faults[:3]}")
    published = json.loads((INSTANCES / "best_known.json").read_text()).get(name_of(path))
    return Run(name_of(path), verdict.cost, published, found, solution)


def keep_if_best(run: Run) -> None:
    """Keep a solution better than the published one and than what is kept already."""
    kept = SOLUTIONS / f"{run.name}.json"
    best = run.published if run.published is not None else float("inf")
    if kept.exists():
        best = min(best, Verdict(read_case(INSTANCES / f"{run.name}.json.gz").raw, json.loads(kept.read_text())).cost)
    if run.cost < best - 0.005:
        kept.write_text(json.dumps(run.solution, separators=(",", ":")) + "\n", encoding="utf-8")


def order_of(path: Path) -> tuple[int, ...]:
    """Sort instances by size and number."""
    return tuple(int(part) for part in name_of(path).split("_")[1:])


def solve_all(sizes: list[int], seconds: float, seed: int, keep: bool) -> None:
    """Solve all instances one after the other and print a table."""
    paths = sorted((p for p in INSTANCES.glob("*.json.gz") if order_of(p)[0] in sizes), key=order_of)
    runs: list[Run] = []
    console = Console(stderr=True)
    with Progress("{task.description}", BarColumn(), TimeElapsedColumn(), console=console) as progress:
        task = progress.add_task("instances", total=len(paths))
        for path in paths:
            progress.update(task, description=name_of(path))
            runs.append(solve(path, seconds, seed, time.perf_counter()))
            progress.advance(task)
            if keep:
                keep_if_best(runs[-1])
    show(runs, seconds, seed)


def show(runs: list[Run], seconds: float, seed: int) -> None:
    """Print every run and the mean of each size."""
    table = Table(title=f"{seconds:g} s on one core each, seed {seed}; cost and gap to the best published")
    for column in ("instance", "published", "found", "gap %", "million moves/s"):
        table.add_column(column, justify="left" if column == "instance" else "right")
    for size in sorted({run.name.split("_")[1] for run in runs}, key=int):
        group = [run for run in runs if run.name.split("_")[1] == size]
        for run in group:
            pace = run.found.steps / run.found.seconds / 1e6
            table.add_row(run.name, f"{run.published:.2f}", f"{run.cost:.2f}", f"{run.gap:+.2f}", f"{pace:.1f}")
        table.add_row(f"mean of {size}", "", "", f"{mean(run.gap for run in group):+.2f}", "", end_section=True)
    Console(width=100).print(table)
    large = [run.gap for run in runs if int(run.name.split("_")[1]) >= 100]
    if large:
        print(f"mean gap over sizes 100 to 300: {mean(large):+.2f} %")
    print(f"above the published cost: {[run.name for run in runs if run.gap > 0.0005] or 'none'}")


def main() -> None:
    """Read the command line and solve."""
    begun = time.perf_counter()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("instance", type=Path, nargs="?")
    parser.add_argument("--all", action="store_true", help="solve every instance kept in bench/instances")
    parser.add_argument("--sizes", default="10,25,50,75,100,200,300")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--keep", action="store_true", help="keep new best solutions in bench/solutions")
    args = parser.parse_args()
    if bool(args.instance) == args.all:
        parser.error("give an instance or --all")
    compiling = compile_kernel()
    if compiling > 3:
        print(f"compiling the kernel took {compiling:.1f} s, once on this machine; not counted", file=sys.stderr)
        begun += compiling
    if args.all:
        solve_all([int(size) for size in args.sizes.split(",")], args.seconds, args.seed, args.keep)
        return
    run = solve(args.instance, args.seconds, args.seed, begun)
    if args.out:
        args.out.write_text(json.dumps(run.solution, indent=1) + "\n", encoding="utf-8")
    beside = f", published {run.published:.3f}, gap {run.gap:+.2f} %" if run.published else ""
    pace = f"{run.found.steps / 1e6:.1f} million moves, {run.found.steps / run.found.seconds / 1e6:.2f} million/s"
    print(f"{run.name}: cost {run.cost:.3f}{beside}; {pace}, {time.perf_counter() - begun:.1f} s")


if __name__ == "__main__":
    main()
