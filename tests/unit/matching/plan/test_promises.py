"""What is promised and what can never be made: mates of promised visits, promises that contradict each other, lunch."""

from dataclasses import replace

import numpy as np
import pytest

from matching.plan import Agreed, Day, DayPlan, Lunch, Person, Reason, Tie, Visit, plan_day
from matching.plan.build import build_network, first_plan, same_ends
from matching.plan.search import search
from tests.unit.matching.plan.days import judge, make_day, plan_of
from tests.unit.matching.plan.test_day import plan, small

TOGETHER = [Visit("a", 1, 600.0, 700.0, 30.0), Visit("b", 1, 600.0, 700.0, 30.0)]


def test_the_mate_of_a_promised_visit_comes_too() -> None:
    day = small(TOGETHER, people=2, ties=[Tie("a", "b")], agreed=[Agreed("a", "p1", 640.0)])
    assert plan_of(plan(day)) == {"a": ("p1", 640.0), "b": ("p0", 640.0)}


def test_a_promised_visit_is_made_though_its_mate_cannot_be() -> None:
    cannot = replace(TOGETHER[1], skills=frozenset({"law"}))
    day = small([TOGETHER[0], cannot], people=2, ties=[Tie("a", "b")], agreed=[Agreed("a", "p0", 640.0)])
    made = plan(day)
    assert plan_of(made) == {"a": ("p0", 640.0)}
    assert [(out.visit, out.reason) for out in made.left_out] == [("b", Reason.SKILL)]


def test_with_one_person_only_the_promised_visit_is_kept_and_its_mate_comes_apart() -> None:
    made = plan_of(plan(small(TOGETHER, people=1, ties=[Tie("a", "b")], agreed=[Agreed("a", "p0", 640.0)])))
    assert made["a"] == ("p0", 640.0)
    assert abs(made["b"][1] - 640.0) >= 30.0


@pytest.mark.parametrize(("minutes", "lunch"), [(90.0, None), (60.0, 760.0)])
def test_nobody_is_late_for_a_promise_because_they_eat(minutes: float, lunch: float | None) -> None:
    day = small([Visit("a", 1, 700.0, 700.0, minutes)], agreed=[Agreed("a", "p0", 700.0)])
    made = plan(replace(day, people=[replace(day.people[0], lunch=Lunch(720.0, 765.0, 30.0))]))
    assert plan_of(made) == {"a": ("p0", 700.0)}
    assert made.routes[0].lunch == lunch


def test_two_who_come_together_cannot_be_promised_by_one() -> None:
    both = [Agreed("a", "p0", 640.0), Agreed("b", "p0", 640.0)]
    with pytest.raises(ValueError, match="does not fit together"):
        plan(small(TOGETHER, people=2, ties=[Tie("a", "b")], agreed=both))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"visits": [TOGETHER[0], TOGETHER[0]]}, "appears twice"),
        ({"people": [Person("p0", 0, 0, 0.0, 9.0)] * 2}, "appears twice"),
        ({"visits": [Visit("a", 1, 700.0, 600.0, 30.0)]}, "closes before it opens"),
    ],
)
def test_a_day_must_make_sense(change: dict[str, object], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        plan(replace(small(TOGETHER), **change))  # type: ignore[arg-type]


def test_a_search_needs_somebody_for_each_visit_and_an_end() -> None:
    zero, not_the_second = np.zeros(2, np.int32), np.array([[True, False]])
    net = build_network(zero, zero, zero, zero, [], not_the_second, np.zeros((1, 1), np.int32), same_ends(1))
    with pytest.raises(ValueError, match="nobody can make visit 1"):
        first_plan(net)
    anybody = np.ones((1, 2), np.bool_)
    fine = build_network(zero, zero, zero, zero, [], anybody, np.zeros((1, 1), np.int32), same_ends(1))
    with pytest.raises(ValueError, match="seconds or steps"):
        search(fine, first_plan(fine), 0)


def test_a_plan_by_the_clock_is_without_fault() -> None:
    day: Day = make_day(3, 12, 3)
    made: DayPlan = plan_day(
        day.visits, day.people, day.travel, agreed=day.agreed, ties=day.ties, seconds=0.2, by_clock=True
    )
    assert judge(day, made).faults == []
    assert made.figures.steps > 0
