"""Who visits whom, in which order: the day-plan kernel and its doors.

``plan_day`` plans a day; ``search.search`` is the kernel itself, used by it and by the benchmark.
"""

from matching.plan.day import Agreed, DayPlan, Figures, LeftOut, Lunch, Person, Reason, Route, Stop, Tie, Visit, Weights
from matching.plan.encode import Day
from matching.plan.planner import plan_day, replan, warm_up

__all__ = [
    "Agreed",
    "Day",
    "DayPlan",
    "Figures",
    "LeftOut",
    "Lunch",
    "Person",
    "Reason",
    "Route",
    "Stop",
    "Tie",
    "Visit",
    "Weights",
    "plan_day",
    "replan",
    "warm_up",
]
