"""The kernel on the published instances and on made ones, judged by the independent check."""

import copy
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.care_case import INSTANCES, SOLUTIONS, UNITS, Case, Verdict, network_of, read_case, services_of, solution_of
from matching.plan.build import first_plan
from matching.plan.search import prepare, search
from tests.unit.matching.plan.exact import least_cost

BEST: dict[str, float] = json.loads((INSTANCES / "best_known.json").read_text())
SMALL = sorted(INSTANCES.glob("mankowska_10_*")) + sorted(INSTANCES.glob("mankowska_25_*"))


def made_case(seed: int, patients: int, carers: int) -> Case:
    """Return an instance of the family, made from a seed, with every third patient in need of two services."""
    rng = np.random.default_rng(seed)
    spots = rng.uniform(0, 60, (patients + 1, 2))
    gaps = spots[:, None, :] - spots[None, :, :]
    skills = [["a", "b", "c"], ["d", "e", "f"]]
    raw: dict[str, Any] = {
        "distances": np.hypot(gaps[..., 0], gaps[..., 1]).round(3).tolist(),
        "caregivers": [{"id": f"c{k}", "abilities": skills[k % 2]} for k in range(carers)],
        "patients": [made_patient(rng, number) for number in range(1, patients + 1)],
    }
    return Case(raw, network_of(raw), [(p["id"], r["service"]) for p, r in services_of(raw)])


def made_patient(rng: np.random.Generator, number: int) -> dict[str, Any]:
    """Return a patient; every third needs two services, together or in turn."""
    opens = float(rng.integers(0, 480))
    needs = [str(rng.choice(list("abc")))] + ([str(rng.choice(list("def")))] if number % 3 == 0 else [])
    patient: dict[str, Any] = {
        "id": f"p{number}",
        "time_window": [opens, opens + 120.0],
        "required_caregivers": [{"service": need, "duration": 15.0} for need in needs],
    }
    if len(needs) == 2:
        low = int(rng.integers(5, 40))
        together = {"type": "simultaneous"}
        patient["synchronization"] = (
            together if rng.random() < 0.5 else {"type": "sequential", "distance": [low, 2 * low]}
        )
    return patient


def solved(case: Case, steps: int, seed: int = 1) -> tuple[float, dict[str, Any]]:
    """Return the cost the kernel reports and the solution."""
    found = search(case.net, first_plan(case.net), seed, steps=steps)
    return found.cost / UNITS / 3, solution_of(case, found.order)


@pytest.mark.xdist_group("search")  # one process compiles it, the others would do so again
@pytest.mark.parametrize("path", SMALL, ids=lambda path: path.name.split(".")[0])
def test_small_instances_are_never_above_the_best_published(path: Path) -> None:
    case = read_case(path)
    cost, solution = solved(case, 6_000_000)
    verdict = Verdict(case.raw, solution)
    assert verdict.faults == []
    assert verdict.cost == pytest.approx(cost, abs=0.01)
    assert verdict.cost <= BEST[path.name.removesuffix(".json.gz")] + 0.001


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6), patients=st.integers(1, 30), carers=st.integers(2, 8))
def test_made_instances_are_solved_feasibly_and_the_cost_is_true(seed: int, patients: int, carers: int) -> None:
    case = made_case(seed, patients, carers)
    cost, solution = solved(case, 30_000)
    verdict = Verdict(case.raw, solution)
    assert verdict.faults == []
    assert verdict.cost == pytest.approx(cost, abs=0.02)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_the_times_kept_move_by_move_are_those_worked_out_anew(seed: int) -> None:
    case = made_case(seed, 20, 4)
    found = search(case.net, first_plan(case.net), seed, steps=20_000)
    totals = prepare(case.net, found.order, 0).totals
    assert found.cost == int(totals[[0, 1, 2]].sum())


def test_the_same_seed_and_steps_give_the_same_solution() -> None:
    case = read_case(INSTANCES / "mankowska_50_1.json.gz")
    assert solved(case, 50_000, seed=4) == solved(case, 50_000, seed=4)
    assert solved(case, 50_000, seed=4)[1] != solved(case, 50_000, seed=5)[1]


@pytest.mark.parametrize("name", ["mankowska_10_1", "mankowska_10_5"])
def test_size_ten_is_optimal(name: str) -> None:
    case = read_case(INSTANCES / f"{name}.json.gz")
    cost, _ = solved(case, 1_000_000)
    assert cost == pytest.approx(least_cost(case.raw), abs=0.01)


def test_the_check_finds_what_is_wrong() -> None:
    case = read_case(INSTANCES / "mankowska_10_1.json.gz")
    _, good = solved(case, 100_000)
    stop = next(s for r in good["routes"] for s in r["locations"])

    def broken(**change: object) -> list[str]:
        bad = copy.deepcopy(good)
        next(s for r in bad["routes"] for s in r["locations"]).update(change)
        return Verdict(case.raw, bad).faults

    assert broken() == []
    assert broken(arrival_time=0.0)
    assert broken(arrival_time=stop["arrival_time"] + 500.0)
    assert broken(service="s9")
    assert broken(patient="p9" if stop["patient"] != "p9" else "p8")


def test_kept_solutions_are_better_than_published() -> None:
    for path in SOLUTIONS.glob("*.json"):
        verdict = Verdict(read_case(INSTANCES / f"{path.stem}.json.gz").raw, json.loads(path.read_text()))
        assert verdict.faults == []
        assert verdict.cost < BEST[path.stem]
