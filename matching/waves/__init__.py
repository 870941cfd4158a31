"""Who is asked when, and how many: waves for one request, and resting for many.

One request (`next_wave`): people are asked in order, each only when the answers still out no longer give enough hope,
so that the request is covered in time almost as surely as if everybody had been asked, with few messages.

Many requests (`plan_rest`): people who were asked rest for a while, so each ask has a price, what the person would
have been worth later. The model is that of Manshadi and Rodilitz (2022), "Online Policies for Efficient Volunteer
Crowdsourcing", Management Science; `upper_bound` is their linear program.

That notifications should widen with time instead of going to all at once is studied for food rescue by Shi, Yuan, Lo,
Lizarondo and Fang (2020), "Improving Efficiency of Volunteer-Based Food Rescue Operations" (IAAI). Only the idea is
theirs: here sizes and times are computed anew for each request.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from matching.waves.delay import AnswerDelay
from matching.waves.learn import ChanceBook
from matching.waves.pace import learn_delay
from matching.waves.policy import TARGET, Asked, Wave, next_wave

if TYPE_CHECKING:
    from matching.waves.bound import Bound, upper_bound
    from matching.waves.rest import Crowd, RestPlan, plan_rest

__all__ = [
    "TARGET",
    "AnswerDelay",
    "Asked",
    "Bound",
    "ChanceBook",
    "Crowd",
    "RestPlan",
    "Wave",
    "learn_delay",
    "next_wave",
    "plan_rest",
    "upper_bound",
]


LATER = {
    "Bound": "bound",
    "upper_bound": "bound",
    "Crowd": "rest",
    "RestPlan": "rest",
    "plan_rest": "rest",
}


def __getattr__(name: str) -> Any:
    """Resting and the bound are for those who measure; the solver and the compiler they need cost 100 MB that a running
    county can spare.
    """
    if name not in LATER:
        raise AttributeError(name)
    return getattr(import_module(f"matching.waves.{LATER[name]}"), name)
