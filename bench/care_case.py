"""Instances of the home health care routing and scheduling problem: reading, writing, and an independent check."""

import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from matching.plan.build import Pair, build_network, same_ends
from matching.plan.network import Indices, Network
from matching.plan.search import prepare

INSTANCES = Path(__file__).parent / "instances"
SOLUTIONS = Path(__file__).parent / "solutions"
UNITS = 1000  # a minute; instances carry three decimals
TOLERANCE = 0.01


@dataclass(frozen=True)
class Case:
    """An instance as published, its network, and (patient, service) of each visit."""

    raw: dict[str, Any]
    net: Network
    visits: list[tuple[str, str]]


def read_case(path: Path) -> Case:
    """Read an instance (JSON, gzipped or not)."""
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    raw: dict[str, Any] = json.loads(text)
    return Case(raw, network_of(raw), [(p["id"], r["service"]) for p, r in services_of(raw)])


def services_of(raw: dict[str, Any]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Return (patient, required service) for every visit."""
    return [(p, r) for p in raw["patients"] for r in p["required_caregivers"]]


def units(values: Any) -> Any:
    """Return minutes as whole units."""
    return np.rint(np.asarray(values, np.float64) * UNITS).astype(np.int32)


def network_of(raw: dict[str, Any]) -> Network:
    """Translate an instance for the kernel."""
    visits = services_of(raw)
    node = {p["id"]: i for i, p in enumerate(raw["patients"], start=1)}
    return build_network(
        place=np.array([node[p["id"]] for p, _ in visits], np.int32),
        opens=units([p["time_window"][0] for p, _ in visits]),
        due=units([p["time_window"][1] for p, _ in visits]),
        length=units([r["duration"] for _, r in visits]),
        pairs=pairs_of(raw),
        able=np.array([[r["service"] in c["abilities"] for _, r in visits] for c in raw["caregivers"]]),
        travel=units(raw["distances"]),
        ends=same_ends(len(raw["caregivers"])),
    )


def pairs_of(raw: dict[str, Any]) -> list[Pair]:
    """Return the pairs of visits with their gaps in units."""
    pairs, visit = [], 0
    for patient in raw["patients"]:
        if len(patient["required_caregivers"]) == 2:
            sync = patient["synchronization"]
            low, high = (0, 0) if sync["type"] == "simultaneous" else sync["distance"]
            pairs.append(Pair(visit, visit + 1, round(low * UNITS), round(high * UNITS)))
        visit += len(patient["required_caregivers"])
    return pairs


def solution_of(case: Case, order: Indices) -> dict[str, Any]:
    """Return the routes of a plan (successors of every node) in the published form."""
    state = prepare(case.net, order, seed=0)
    people, visits = case.net.able.shape
    routes = []
    for c in range(people):
        stops, v = [], int(state.after[visits + c])
        while v < visits:
            patient, service = case.visits[v]
            stops.append({"patient": patient, "service": service, "arrival_time": int(state.begin[v]) / UNITS})
            v = int(state.after[v])
        routes.append({"caregiver_id": case.raw["caregivers"][c]["id"], "locations": stops})
    return {"routes": routes}


class Verdict:
    """What a solution costs and what is wrong with it, worked out from the instance as published."""

    def __init__(self, raw: dict[str, Any], solution: dict[str, Any]) -> None:
        self.raw = raw
        self.faults: list[str] = []
        self.begun: dict[tuple[str, str], float] = {}
        self.travel = sum(self._walk(route) for route in solution["routes"])
        names = [route["caregiver_id"] for route in solution["routes"]]
        self.faults += [f"{name} has several routes" for name in set(names) if names.count(name) > 1]
        late = [0.0] + [self._lateness(p, r) for p, r in services_of(raw)]
        for patient in raw["patients"]:
            self._check_gap(patient)
        self.cost = (self.travel + sum(late) + max(late)) / 3

    def _walk(self, route: dict[str, Any]) -> float:
        """Follow one carer and return their travel."""
        node = {p["id"]: i for i, p in enumerate(self.raw["patients"], start=1)}
        skills = {c["id"]: c["abilities"] for c in self.raw["caregivers"]}[route["caregiver_id"]]
        needs = {(p["id"], r["service"]): (p, r["duration"]) for p, r in services_of(self.raw)}
        distances, here, free, travel = self.raw["distances"], 0, 0.0, 0.0
        for stop in route["locations"]:
            key, begin = (stop["patient"], stop["service"]), float(stop["arrival_time"])
            if key not in needs or key in self.begun or key[1] not in skills:
                self.faults.append(f"{route['caregiver_id']} should not do {key}")
                continue
            patient, duration = needs[key]
            hop = distances[here][node[key[0]]]
            if begin < max(free + hop, patient["time_window"][0]) - TOLERANCE:
                self.faults.append(f"{key} begins too early")
            self.begun[key] = begin
            here, free, travel = node[key[0]], begin + duration, travel + hop
        return travel + float(distances[here][0])

    def _lateness(self, patient: dict[str, Any], need: dict[str, Any]) -> float:
        """Return how late a service begins."""
        key = (patient["id"], need["service"])
        if key not in self.begun:
            self.faults.append(f"{key} is left out")
        return max(0.0, self.begun.get(key, 0.0) - float(patient["time_window"][1]))

    def _check_gap(self, patient: dict[str, Any]) -> None:
        """Check that two services of one patient begin together, or one after the other within the gap."""
        begun = [self.begun.get((patient["id"], r["service"]), 0.0) for r in patient["required_caregivers"]]
        sync = patient.get("synchronization")
        if not sync:
            return
        low, high = (0.0, 0.0) if sync["type"] == "simultaneous" else sync["distance"]
        if not low - TOLERANCE <= begun[1] - begun[0] <= high + TOLERANCE:
            self.faults.append(f"{patient['id']}: the gap is {begun[1] - begun[0]:.2f}")
