"""Who visits whom, in which order: the day-plan kernel and its doors.

``plan_day`` plans a day; ``search.search`` is the kernel itself, used by it and by the benchmark. What plans needs the
compiler, so it is imported when it is first asked for; ``matching.aside`` does it in a process of its own.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from matching.plan.day import Agreed, DayPlan, Figures, LeftOut, Lunch, Person, Reason, Route, Stop, Tie, Visit, Weights

if TYPE_CHECKING:
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

LATER = {"Day": "encode", "plan_day": "planner", "replan": "planner", "warm_up": "planner"}


def __getattr__(name: str) -> Any:
    if name not in LATER:
        raise AttributeError(name)
    return getattr(import_module(f"matching.plan.{LATER[name]}"), name)
