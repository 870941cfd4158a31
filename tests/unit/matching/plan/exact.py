"""The least cost of a small instance, by CP-SAT."""

from typing import Any

from ortools.sat.python import cp_model

from bench.care_case import services_of

UNITS = 1000
HORIZON = 1500 * UNITS


def least_cost(raw: dict[str, Any]) -> float:
    """Return the proven least cost of an instance. Raises ValueError where it is not proven in a minute."""
    model = cp_model.CpModel()
    visits = services_of(raw)
    node = {p["id"]: i for i, p in enumerate(raw["patients"], start=1)}
    place = [0] + [node[p["id"]] for p, _ in visits]
    hops = [[round(raw["distances"][a][b] * UNITS) for b in place] for a in place]
    begin = [model.new_int_var(round(p["time_window"][0] * UNITS), HORIZON, "") for p, _ in visits]
    late = [model.new_int_var(0, HORIZON, "") for _ in visits]
    worst = model.new_int_var(0, HORIZON, "")
    travel: list[cp_model.LinearExpr] = []
    made: list[list[cp_model.IntVar]] = [[] for _ in visits]
    for carer in raw["caregivers"]:
        able = [v + 1 for v, (_, r) in enumerate(visits) if r["service"] in carer["abilities"]]
        arcs = [(0, 0, model.new_bool_var(""))]
        for a in [0, *able]:
            for b in [0, *able]:
                if a != b:
                    used = model.new_bool_var("")
                    arcs.append((a, b, used))
                    travel.append(hops[a][b] * used)
                    if b and a:
                        spent = round(visits[a - 1][1]["duration"] * UNITS) + hops[a][b]
                        model.add(begin[b - 1] >= begin[a - 1] + spent).only_enforce_if(used)
                    elif b:
                        model.add(begin[b - 1] >= hops[0][b]).only_enforce_if(used)
        for a in able:
            skipped = model.new_bool_var("")
            arcs.append((a, a, skipped))
            made[a - 1].append(skipped.negated())  # type: ignore[arg-type]
        model.add_circuit(arcs)
    for v, (patient, _) in enumerate(visits):
        model.add_exactly_one(made[v])
        model.add(late[v] >= begin[v] - round(patient["time_window"][1] * UNITS))
        model.add(worst >= late[v])
    add_gaps(model, raw, begin)
    model.minimize(sum(travel) + sum(late) + worst)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = 120
    solver.parameters.num_workers = 1
    if solver.solve(model) != cp_model.OPTIMAL:
        raise ValueError("not proven optimal in time")
    return solver.objective_value / UNITS / 3


def add_gaps(model: cp_model.CpModel, raw: dict[str, Any], begin: list[cp_model.IntVar]) -> None:
    """Bind the begins of two services of one patient."""
    visit = 0
    for patient in raw["patients"]:
        if len(patient["required_caregivers"]) == 2:
            sync = patient["synchronization"]
            low, high = (0, 0) if sync["type"] == "simultaneous" else sync["distance"]
            model.add(begin[visit + 1] >= begin[visit] + round(low * UNITS))
            model.add(begin[visit + 1] <= begin[visit] + round(high * UNITS))
        visit += len(patient["required_caregivers"])
