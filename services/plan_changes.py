"""What becomes of a care plan: paused, going on again, a day left out, ended; what was made for those days is called off."""

from collections.abc import Callable
from datetime import date, timedelta

from models.machine import allowed, move
from models.plan import Plan, PlanDay, PlanState
from models.queries.requests import locked_request
from models.queries.time import days_of, plan_for
from models.request import RequestState
from services.ending import cancel
from services.plans import is_paused_on, make_days, occurrences
from services.work import Refusal, Work

PAUSES = {"7": 7, "14": 14, "30": 30, "0": None}  # days; None is until somebody says so


async def pause_plan(work: Work, plan_id: int, length: str) -> Plan:
    """Pause a plan from today, as while its resident is in hospital; what was made for those days is called off.

    Raises:
        Refusal: there is no such plan, it is not going on, or the length is none of ours.
    """
    if length not in PAUSES:
        raise Refusal("changed")
    plan = await _plan(work, plan_id)
    today, days = work.now.astimezone(work.zone).date(), PAUSES[length]
    if plan.state is PlanState.ACTIVE:
        move(work.session, plan, PlanState.PAUSED, at=work.now, actor_id=work.me)
    plan.paused_from, plan.paused_until = today, None if days is None else today + timedelta(days=days)
    await _call_off(work, plan, lambda day: is_paused_on(plan, day))
    return plan


async def resume_plan(work: Work, plan_id: int) -> Plan:
    """Go on with a paused plan from today.

    Raises:
        Refusal: there is no such plan, or it is not paused.
    """
    plan = await _plan(work, plan_id)
    if plan.state is not PlanState.PAUSED:
        raise Refusal("changed")
    move(work.session, plan, PlanState.ACTIVE, at=work.now, actor_id=work.me)
    plan.paused_until = work.now.astimezone(work.zone).date()
    await make_days(work, plan)
    return plan


async def end_plan(work: Work, plan_id: int) -> Plan:
    """End a plan; what was made and has not begun is called off.

    Raises:
        Refusal: there is no such plan.
    """
    plan = await _plan(work, plan_id)
    if allowed(plan, PlanState.ENDED):
        move(work.session, plan, PlanState.ENDED, at=work.now, actor_id=work.me)
    await _call_off(work, plan, lambda _day: True)
    return plan


async def skip_day(work: Work, plan_id: int, day: date) -> Plan:
    """Leave one day of a plan out (EXDATE); its request is called off.

    Raises:
        Refusal: there is no such plan, or the day is none of its.
    """
    plan = await _plan(work, plan_id)
    today = work.now.astimezone(work.zone).date()
    if day < today or day not in occurrences(plan, day, day):
        raise Refusal("changed")
    await _call_off(work, plan, lambda made: made == day)
    await work.session.flush()
    if day not in await days_of(work.session, plan.id, today):
        work.session.add(PlanDay(plan_id=plan.id, day=day))
        await work.session.flush()
    return plan


async def _call_off(work: Work, plan: Plan, days: Callable[[date], bool]) -> None:
    """Call off what was made for these days from today on and has not begun."""
    today = work.now.astimezone(work.zone).date()
    for day, row in (await days_of(work.session, plan.id, today)).items():
        if row.request_id is None or not days(day):
            continue
        request = await locked_request(work.session, row.request_id)
        if request.state is RequestState.SERVING or not allowed(request, RequestState.CANCELLED):
            continue
        await cancel(work, request.id, "plan")
        await work.session.delete(row)
    await work.session.flush()


async def _plan(work: Work, plan_id: int) -> Plan:
    plan = await plan_for(work.session, work.actor, plan_id, lock=True)
    if plan is None or plan.state is PlanState.ENDED:
        raise Refusal("changed")
    return plan
