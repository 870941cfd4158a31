"""Day plans: what must hold for every plan, and what a planner is for."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.plan import Agreed, Day, DayPlan, Lunch, Person, Reason, Tie, Visit, Weights, plan_day, replan, warm_up
from tests.unit.matching.plan.days import judge, make_day, plan_of

QUICK = 0.015  # 45,000 moves


def plan(day: Day, seconds: float = QUICK, seed: int = 1) -> DayPlan:
    """Plan a day quickly."""
    return plan_day(
        day.visits,
        day.people,
        day.travel,
        agreed=day.agreed,
        ties=day.ties,
        weights=day.weights,
        seconds=seconds,
        seed=seed,
    )


def small(visits: list[Visit], people: int = 1, **rest: object) -> Day:
    """Return a day of people who start and end at place 0, ten minutes from anywhere."""
    travel = np.full((6, 6), 10.0) - 10.0 * np.eye(6)
    helpers = [Person(f"p{c}", 0, 0, 480.0, 1080.0) for c in range(people)]
    return replace(Day(visits, helpers, travel), **rest)  # type: ignore[arg-type]


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), visits=st.integers(6, 30), people=st.integers(2, 6))
def test_every_plan_is_feasible_and_its_figures_are_true(seed: int, visits: int, people: int) -> None:
    day = make_day(seed, visits, people)
    result = plan(day)
    verdict = judge(day, result)
    assert verdict.faults == []
    assert verdict.served == result.figures.served == len(plan_of(result))
    assert verdict.left_out == result.figures.left_out
    assert {out.visit for out in result.left_out} | set(plan_of(result)) == {v.key for v in day.visits}
    assert verdict.travel == pytest.approx(result.figures.travel, abs=0.5)
    assert verdict.worst_service == pytest.approx(result.figures.worst_service, abs=0.5)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_what_is_agreed_stays(seed: int) -> None:
    day = make_day(seed, 20, 4)
    made = plan_of(plan(day))
    for promise in day.agreed:
        person, begin = made[promise.visit]
        assert person == promise.person
        assert promise.begin is None or begin >= promise.begin - 0.02


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_the_cost_is_what_the_weights_say(seed: int) -> None:
    day = make_day(seed, 18, 4)
    day = replace(day, agreed=(), weights=Weights(balance=0.0))
    result, made = plan(day), plan_of(plan(day))
    lateness = [max(0.0, made[v.key][1] - v.closes) for v in day.visits if v.key in made]
    cost = result.figures.travel + sum(day.weights.late * late for late in lateness) + max(lateness, default=0.0)
    cost += sum(day.weights.left_out[v.priority] for v in day.visits if v.key not in made)
    cost -= sum(day.weights.prefers for v in day.visits if v.key in made and made[v.key][0] in v.prefers)
    assert result.figures.cost == pytest.approx(cost, abs=0.5)


def test_the_same_seed_gives_the_same_plan() -> None:
    day = make_day(5)
    assert plan(day, seed=3) == plan(day, seed=3)


def test_planning_again_keeps_what_is_named() -> None:
    day = make_day(8)
    before = plan(day)
    keep = sorted(plan_of(before))[:8]
    after = replan(day, before, keep, seconds=QUICK, seed=9)
    for key in keep:
        assert plan_of(after)[key][0] == plan_of(before)[key][0]
        assert plan_of(after)[key][1] == pytest.approx(plan_of(before)[key][1], abs=0.05)


def test_the_dearer_visit_is_made() -> None:
    visits = [Visit(f"v{p}", p, 600.0, 600.0, 30.0, priority=p) for p in (3, 1, 2)]
    result = plan(small(visits))
    assert set(plan_of(result)) == {"v1"}
    assert {out.reason for out in result.left_out} == {Reason.FULL}
    assert result.figures.left_out == {2: 1, 3: 1}


def test_reasons() -> None:
    visits = [
        Visit("skill", 1, 600.0, 700.0, 30.0, skills=frozenset({"law"})),
        Visit("early", 2, 300.0, 400.0, 30.0),
        Visit("alone", 3, 600.0, 700.0, 30.0),
        Visit("fine", 4, 600.0, 700.0, 30.0),
    ]
    result = plan(small(visits, people=2, ties=[Tie("skill", "alone")]))
    reasons = {out.visit: out.reason for out in result.left_out}
    assert reasons == {"skill": Reason.SKILL, "early": Reason.WINDOW, "alone": Reason.MATE}


def test_two_people_come_together() -> None:
    visits = [Visit("a", 1, 600.0, 700.0, 30.0), Visit("b", 1, 600.0, 700.0, 30.0)]
    made = plan_of(plan(small(visits, people=2, ties=[Tie("a", "b")])))
    assert made["a"][1] == made["b"][1]
    assert made["a"][0] != made["b"][0]


def test_nobody_is_in_two_places() -> None:
    visits = [Visit("a", 1, 600.0, 700.0, 30.0), Visit("b", 1, 600.0, 700.0, 30.0)]
    assert len(plan(small(visits, people=1, ties=[Tie("a", "b")])).left_out) == 2


def test_the_greatest_gap_delays_the_first() -> None:
    visits = [Visit("first", 1, 540.0, 900.0, 10.0), Visit("second", 1, 700.0, 900.0, 10.0)]
    made = plan_of(plan(small(visits, people=2, ties=[Tie("first", "second", 15.0, 30.0)])))
    assert 15.0 <= made["second"][1] - made["first"][1] <= 30.0
    assert made["second"][1] == 700.0


def test_a_person_eats_in_the_middle_of_the_day() -> None:
    visits = [Visit(f"v{i}", i + 1, 660.0 + 30 * i, 900.0, 30.0) for i in range(5)]
    day = small(visits)
    day = replace(day, people=[replace(day.people[0], lunch=Lunch(720.0, 765.0, 30.0))])
    result = plan(day)
    assert judge(day, result).faults == []
    lunch = result.routes[0].lunch
    assert lunch is not None
    assert 720.0 <= lunch <= 765.0


def test_a_known_face_is_worth_a_detour() -> None:
    visit = Visit("v", 1, 600.0, 700.0, 30.0, prefers=frozenset({"far"}))
    travel = np.array([[0.0, 5.0, 8.0], [5.0, 0.0, 8.0], [8.0, 8.0, 0.0]])
    people = [Person("near", 0, 0, 480.0, 1000.0), Person("far", 2, 2, 480.0, 1000.0)]
    assert plan_of(plan(Day([visit], people, travel)))["v"][0] == "far"
    cold = Weights(prefers=0.0, balance=0.0)
    assert plan_of(plan(Day([visit], people, travel, weights=cold)))["v"][0] == "near"


def test_balance_evens_the_load() -> None:
    visits = [Visit(f"v{i}", i + 1, 480.0, 1000.0, 60.0) for i in range(4)]
    uneven = plan(small(visits, people=2, weights=Weights(balance=0.0)))
    even = plan(small(visits, people=2, weights=Weights(balance=0.05)))
    assert uneven.figures.worst_service == 240.0
    assert even.figures.worst_service == 120.0


def test_a_promise_out_of_reach_is_kept_late() -> None:
    visits = [Visit("a", 1, 600.0, 650.0, 60.0), Visit("b", 2, 600.0, 650.0, 60.0)]
    result = plan(small(visits, people=2, agreed=[Agreed("a", "p0", 600.0), Agreed("b", "p0", 610.0)]))
    assert plan_of(result) == {"a": ("p0", 600.0), "b": ("p0", 670.0)}
    assert result.figures.late == pytest.approx(60.0)


@pytest.mark.parametrize(
    "change",
    [
        {"ties": [Tie("v0", "nobody")]},
        {"ties": [Tie("v0", "v1"), Tie("v1", "v2")]},
        {"agreed": [Agreed("v0", "nobody")]},
        {"agreed": [Agreed("v0", "p0"), Agreed("v0", "p1")]},
        {"travel": np.zeros((3, 3))},
    ],
)
def test_contradictions_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"tie|promise|place"):
        plan(replace(make_day(1), **change))  # type: ignore[arg-type]


def test_a_day_in_one_house() -> None:
    warm_up()
    visits = [Visit(f"v{i}", 0, 480.0, 1000.0, 60.0) for i in range(3)]
    result = plan(Day(visits, [Person("p", 0, 0, 480.0, 660.0)], np.zeros((1, 1))))
    assert sorted(begin for _, begin in plan_of(result).values()) == [480.0, 540.0, 600.0]


def test_an_empty_day() -> None:
    assert plan(small([])).routes == ()
    assert plan(Day([Visit("v", 0, 0.0, 9.0, 1.0)], [], np.zeros((1, 1)))).left_out[0].reason == Reason.SKILL
