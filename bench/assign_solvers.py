"""The solvers `bench.assign` compares. Each takes a case and says how long what took, and what came out."""

from collections.abc import Callable
from time import perf_counter, process_time

import numpy as np

from bench.assign_case import Case, Ints

Figures = dict[str, float | int]


def ours(case: Case) -> Figures:
    """This project's. Building the graph and working out the certificate are within the time to solve."""
    from matching.assign import assign, warm_up

    clock = _Clock()
    warm_up()
    compiling = clock.lap()
    answer = assign(*case)
    proof = answer.certificate
    times = {"compile": compiling, "build": 0.0, "solve": clock.lap(), "cpu": clock.cpu}
    return times | {"most": proof.most, "bound": proof.bound} | _result(case, answer.volunteer_of)


def or_tools(case: Case) -> Figures:
    """OR-Tools' SimpleMinCostFlow: the largest flow from requests to volunteers at the least cost."""
    from ortools.graph.python import min_cost_flow

    clock = _Clock()
    requests, volunteers = case.n_requests, case.n_volunteers
    source, sink = requests + volunteers, requests + volunteers + 1
    flow = min_cost_flow.SimpleMinCostFlow()
    tails = np.concatenate([case.request, np.full(requests, source), np.arange(requests, source)]).astype(np.int32)
    heads = np.concatenate([case.volunteer + requests, np.arange(requests), np.full(volunteers, sink)]).astype(np.int32)
    costs = np.concatenate([case.cost, np.zeros(requests + volunteers)]).astype(np.int64)
    arcs = flow.add_arcs_with_capacity_and_unit_cost(tails, heads, np.ones(len(tails), np.int64), costs)
    flow.set_nodes_supplies(np.array([source, sink]), np.array([requests, -requests]))
    building = clock.lap()
    status = flow.solve_max_flow_with_min_cost()
    solving = clock.lap()
    if status != flow.OPTIMAL:
        raise ValueError(f"min-cost flow ended with status {status}")
    used = np.flatnonzero(flow.flows(arcs[: len(case.request)]))
    volunteer_of = np.full(requests, -1, np.int32)
    volunteer_of[case.request[used]] = case.volunteer[used]
    return {"compile": 0.0, "build": building, "solve": solving, "cpu": clock.cpu} | _result(case, volunteer_of)


def scipy(case: Case) -> Figures:
    """SciPy's min_weight_full_bipartite_matching; it can only do cases in which every request can be matched."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    clock = _Clock()
    order = np.lexsort((case.cost, case.volunteer, case.request))
    request, volunteer = case.request[order], case.volunteer[order]
    first = np.ones(len(order), np.bool_)
    first[1:] = (request[1:] != request[:-1]) | (volunteer[1:] != volunteer[:-1])
    weight = case.cost[order].astype(np.float64) - int(case.cost.min()) + 1
    shape = (case.n_requests, case.n_volunteers)
    graph = csr_array((weight[first], (request[first], volunteer[first])), shape=shape)
    building = clock.lap()
    rows, columns = min_weight_full_bipartite_matching(graph)
    solving = clock.lap()
    volunteer_of = np.full(case.n_requests, -1, np.int32)
    volunteer_of[rows] = columns
    return {"compile": 0.0, "build": building, "solve": solving, "cpu": clock.cpu} | _result(case, volunteer_of)


def _result(case: Case, volunteer_of: Ints) -> Figures:
    """Pairs and cost, counted from the answer by the cheapest edge of each pair."""
    on = np.flatnonzero(volunteer_of[case.request] == case.volunteer)
    least = np.full(case.n_requests, np.iinfo(np.int64).max)
    np.minimum.at(least, case.request[on], case.cost[on].astype(np.int64))
    matched = volunteer_of >= 0
    return {"matched": int(np.count_nonzero(matched)), "cost": int(least[matched].sum())}


class _Clock:
    """Seconds on the wall since the last lap, and of processor time in it."""

    def __init__(self) -> None:
        self.cpu = 0.0
        self._wall, self._work = perf_counter(), process_time()

    def lap(self) -> float:
        wall, work = perf_counter(), process_time()
        seconds, self.cpu = wall - self._wall, work - self._work
        self._wall, self._work = wall, work
        return seconds


SOLVERS: dict[str, Callable[[Case], Figures]] = {"lianxin": ours, "or-tools": or_tools, "scipy": scipy}
