"""Three planners of a town's day behind one door: our own, VROOM, and OR-Tools routing."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import vroom
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from matching.plan import Person, Visit, Weights, plan_day
from matching.plan.day import Minutes

Routes = dict[str, list[tuple[str, float]]]
SECONDS = 60  # a minute, for the planners that want whole numbers


@dataclass(frozen=True)
class Town:
    """A day to plan. No ties, no lunch: VROOM knows no visits by two."""

    visits: list[Visit]
    people: list[Person]
    travel: Minutes
    weights: Weights

    def whole(self) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
        """Return travel in whole seconds, rounded up."""
        return np.ceil(self.travel * SECONDS).astype(np.int64)


def ours(town: Town, seconds: float, seed: int) -> Routes:
    """Plan with the product's own kernel."""
    plan = plan_day(
        town.visits, town.people, town.travel, weights=town.weights, seconds=seconds, seed=seed, by_clock=True
    )
    return {route.person: [(stop.visit, stop.begin) for stop in route.stops] for route in plan.routes}


def by_vroom(town: Town, seconds: float, seed: int) -> Routes:
    """Plan with VROOM: it serves the greatest sum of priorities first, then travels least. It takes no seed."""
    names = sorted({skill for v in town.visits for skill in v.skills})
    dearest = max(town.weights.left_out.values())
    problem = vroom.Input()
    problem.set_durations_matrix("car", town.whole().astype(np.uint32))
    for number, person in enumerate(town.people):
        shift = vroom.TimeWindow(round(person.begins * SECONDS), round(person.ends * SECONDS))
        skills = {names.index(s) for s in person.skills if s in names}
        problem.add_vehicle(vroom.Vehicle(number, start=person.start, end=person.end, skills=skills, time_window=shift))
    for number, visit in enumerate(town.visits):
        problem.add_job(
            vroom.Job(
                number,
                location=visit.place,
                default_service=round(visit.minutes * SECONDS),
                skills={names.index(s) for s in visit.skills},
                priority=max(1, round(100 * town.weights.left_out[visit.priority] / dearest)),
                time_windows=[vroom.TimeWindow(round(visit.opens * SECONDS), round(visit.closes * SECONDS))],
            )
        )
    solution = problem.solve(exploration_level=5, nb_threads=1, timeout=timedelta(seconds=seconds))
    routes: Routes = {}
    for row in solution.routes[solution.routes["type"] == "job"].to_dict("records"):
        begin = (row["arrival"] + row["waiting_time"]) / SECONDS
        routes.setdefault(town.people[int(row["vehicle_id"])].key, []).append((town.visits[int(row["id"])].key, begin))
    return routes


def by_ortools(town: Town, seconds: float, seed: int) -> Routes:
    """Plan with OR-Tools routing and guided local search: the same prices and travel as ours. It takes no seed."""
    n, whole = len(town.visits), town.whole()
    starts = [n + 2 * k for k in range(len(town.people))]
    place = [v.place for v in town.visits] + [q for p in town.people for q in (p.start, p.end)]
    service = [round(v.minutes * SECONDS) for v in town.visits] + [0] * (2 * len(town.people))
    manager = pywrapcp.RoutingIndexManager(len(place), len(town.people), starts, [s + 1 for s in starts])
    routing = pywrapcp.RoutingModel(manager)
    travel = whole[np.ix_(place, place)]
    spent = travel + np.array(service)[:, None]
    routing.SetArcCostEvaluatorOfAllVehicles(routing.RegisterTransitMatrix(travel.tolist()))
    routing.AddDimension(routing.RegisterTransitMatrix(spent.tolist()), 86400, 86400, False, "time")
    clock = routing.GetDimensionOrDie("time")
    for number, person in enumerate(town.people):
        for index in (routing.Start(number), routing.End(number)):
            clock.CumulVar(index).SetRange(round(person.begins * SECONDS), round(person.ends * SECONDS))
    for number, visit in enumerate(town.visits):
        index = manager.NodeToIndex(number)
        clock.CumulVar(index).SetRange(round(visit.opens * SECONDS), round(visit.closes * SECONDS))
        allowed = [k for k, p in enumerate(town.people) if visit.skills <= p.skills]
        routing.VehicleVar(index).SetValues([-1, *allowed])
        routing.AddDisjunction([index], round(town.weights.left_out[visit.priority] * SECONDS))
    search = pywrapcp.DefaultRoutingSearchParameters()
    search.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    search.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    search.time_limit.FromMilliseconds(int(seconds * 1000))
    found = routing.SolveWithParameters(search)
    routes: Routes = {}
    for number, person in enumerate(town.people):
        index = found.Value(routing.NextVar(routing.Start(number)))
        while not routing.IsEnd(index):
            begin = found.Min(clock.CumulVar(index)) / SECONDS
            routes.setdefault(person.key, []).append((town.visits[manager.IndexToNode(index)].key, begin))
            index = found.Value(routing.NextVar(index))
    return routes
