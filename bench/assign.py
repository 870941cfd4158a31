"""How fast and how good the assignment of all open requests at once is, beside OR-Tools and SciPy.

`python -m bench.assign` builds two cases and solves each with every solver, each in a process of its own.
`python -m bench.assign --edges FILE.npz --out OUT.npz` solves one file.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

from bench.assign_case import BadFile, peak_mb, random_case, read_case, write_answer, write_case
from bench.assign_solvers import SOLVERS

WANTED_RATIO, WANTED_MB = 5.0, 500.0


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark or solve one file; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        if options.edges is not None:
            return solve_file(options.edges, options.out)
        if options.case is not None:
            return solve_case(options.case, options.solver)
        return compare(options)
    except (BadFile, MemoryError, ValueError, OSError) as problem:
        print(f"bench.assign: {str(problem) or 'not enough memory'}", file=sys.stderr)
        return 2


def solve_file(edges: Path, out: Path | None) -> int:
    """Solve one file, write who goes where, and say how it went."""
    from matching.assign import assign, warm_up

    case = read_case(edges)
    compiling = _timed(warm_up)[1]
    answer, seconds = _timed(lambda: assign(*case))
    proof = answer.certificate
    if out is not None:
        write_answer(out, answer.volunteer_of)
    print(f"requests {case.n_requests:,}, volunteers {case.n_volunteers:,}, edges {len(case.request):,}")
    print(f"matched {proof.matched}, cost {proof.cost}")
    verdict = "optimal" if proof.optimal else "not proven"
    print(
        f"certificate: at most {proof.most} can be matched, at a cost of at least {proof.bound}; gap {proof.gap}: {verdict}"
    )
    print(
        f"solved in {seconds:.2f} s (compiling or loading the kernels {compiling:.2f} s), peak memory {peak_mb():.0f} MB"
    )
    return 0 if proof.optimal else 1


def solve_case(path: Path, solver: str) -> int:
    """One solver on one case, in this process; one line of JSON for the process that started it."""
    case = read_case(path)
    print(json.dumps(SOLVERS[solver](case) | {"mb": peak_mb()}))
    return 0


def compare(options: argparse.Namespace) -> int:
    """All solvers on all cases, one after the other; exit code 1 where ours is not the optimum, fast and small."""
    sizes = [options.size] if options.size else [(100_000, 300_000, 20), (100_000, 110_000, 20)]
    good = True
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "case.npz"
        for requests, volunteers, each in sizes:
            print(f"\n{requests:,} requests, {volunteers:,} volunteers, {each} candidates each, seed {options.seed}")
            write_case(path, random_case(requests, volunteers, each, options.seed))
            good &= _table(path, options.solvers)
    return 0 if good else 1


def _table(path: Path, solvers: list[str]) -> bool:
    print(f"{'':22}{'solve s':>9}{'cpu s':>9}{'build s':>9}{'compile s':>11}{'peak MB':>9}{'matched':>10}{'cost':>14}")
    rows: dict[str, dict[str, Any]] = {}
    for solver in solvers:
        print(f"{solver:22}", end="", flush=True)
        try:
            rows[solver] = row = _in_own_process(path, solver)
        except ValueError as problem:
            print(f"  {problem}")
            continue
        print(
            f"{row['solve']:9.2f}{row['cpu']:9.2f}{row['build']:9.2f}{row['compile']:11.2f}{row['mb']:9.0f}"
            f"{row['matched']:10}{row['cost']:14}"
        )
    ours = rows.get("lianxin")
    if ours is None:
        return "lianxin" not in solvers
    print(f"certificate: most {ours['most']}, least cost {ours['bound']}, gap {ours['cost'] - ours['bound']}")
    good: bool = ours["matched"] == ours["most"] and ours["cost"] == ours["bound"] and ours["mb"] < WANTED_MB
    for solver, other in rows.items():
        if solver != "lianxin":
            ratio = (other["build"] + other["solve"]) / (ours["build"] + ours["solve"])
            print(f"{ratio:.1f} times as fast as {solver} (building and solving)")
            good &= (other["matched"], other["cost"]) == (ours["matched"], ours["cost"]) and ratio >= WANTED_RATIO
    return good


def _in_own_process(path: Path, solver: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.assign", "--case", str(path), "--solver", solver]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ValueError(f"failed: {(done.stderr.strip().splitlines() or ['without a word'])[-1]}")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    begin = perf_counter()
    return work(), perf_counter() - begin


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.assign", description=__doc__)
    parser.add_argument(
        "--edges", type=Path, help="solve this .npz: request, volunteer, cost, n_requests, n_volunteers"
    )
    parser.add_argument("--out", type=Path, help="write volunteer_of here (int32 per request, -1 unmatched)")
    parser.add_argument("--size", type=int, nargs=3, metavar=("REQUESTS", "VOLUNTEERS", "EACH"), help="another case")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--solvers", nargs="+", choices=list(SOLVERS), default=list(SOLVERS))
    parser.add_argument("--case", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--solver", choices=list(SOLVERS), default="lianxin", help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    sys.exit(main())
