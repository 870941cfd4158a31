"""What becomes of a care plan: paused, going on again, moved, a day left out, ended; what was made for its days follows."""

from datetime import date, timedelta

from models.machine import move
from models.plan import Plan, PlanDay, PlanState
from models.queries.candidates import asked_for
from models.queries.requests import locked_request
from models.queries.time import days_of, plan_for
from models.request import WAITING, Request, RequestState
from services.moving import move_request
from services.outbox import tell
from services.plans import AHEAD, ask_in_time, call_off, is_paused_on, make_days, occurrences, times_on
from services.series import Series
from services.work import Refusal, Work

PAUSES = {"7": 7, "14": 14, "30": 30, "0": None}  # days; None is until somebody says so
MOVABLE = (*WAITING, RequestState.ACCEPTED, RequestState.SCHEDULED)


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
    await call_off(work, plan, lambda day: is_paused_on(plan, day))
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
    move(work.session, plan, PlanState.ENDED, at=work.now, actor_id=work.me)
    await call_off(work, plan, lambda _day: True)
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
    await call_off(work, plan, lambda made: made == day)
    await work.session.flush()
    if day not in await days_of(work.session, plan.id, today):
        work.session.add(PlanDay(plan_id=plan.id, day=day))
        await work.session.flush()
    return plan


async def move_plan(work: Work, plan_id: int, series: Series) -> Plan:
    """Put a plan at other times from tomorrow on. What was made moves to the nearest of the new days, with the people who
    agreed to go; what finds no new day is called off, and what is missing is made. Everybody concerned is told.

    Raises:
        Refusal: there is no such plan, or none of its new days lies in the next four weeks.
    """
    plan = await _plan(work, plan_id)
    tomorrow = work.now.astimezone(work.zone).date() + timedelta(days=1)
    plan.rule, plan.start, plan.end = series.rule, series.start, series.end
    plan.first = series.first
    known = await days_of(work.session, plan.id, tomorrow)
    made = {day: row for day, row in known.items() if row.request_id is not None}
    ahead = occurrences(plan, tomorrow, tomorrow + AHEAD)
    days = [day for day in ahead if not is_paused_on(plan, day) and (day in made or day not in known)]
    if not days:
        raise Refusal("changed")
    pairs = _nearest(list(made), days, 15 if "MONTHLY" in series.rule else 3)
    await call_off(work, plan, lambda day: day >= tomorrow and day not in pairs)
    requests = {pairs[day]: row.request_id for day, row in made.items() if day in pairs}
    for day in pairs:
        await work.session.delete(made[day])
    await work.session.flush()
    for day, request_id in requests.items():
        moved = request_id is not None and await _put_on(work, plan, request_id, day)
        work.session.add(PlanDay(plan_id=plan.id, day=day, request_id=request_id if moved else None))
    await work.session.flush()
    await make_days(work, plan)
    for person_id in {plan.resident_id, plan.made_by} - {work.me}:
        await tell(work, person_id, "plan_moved", f"plan_moved:{plan.id}:{plan.version}", plan=plan.id)
    return plan


def _nearest(old: list[date], new: list[date], reach: int) -> dict[date, date]:
    """For each old day the new one that is nearest, each new day once, at most `reach` days away."""
    pairs: dict[date, date] = {}
    for _, one, other in sorted((abs(one - other), one, other) for one in old for other in new):
        if one not in pairs and other not in pairs.values() and abs((one - other).days) <= reach:
            pairs[one] = other
    return pairs


async def _put_on(work: Work, plan: Plan, request_id: int, day: date) -> bool:
    """Move what was made for another day to this one; false where it has ended or begun."""
    request: Request = await locked_request(work.session, request_id)
    start, end = times_on(work, plan, day)
    if request.state not in MOVABLE:
        return False
    if request.state is not RequestState.OPEN or await asked_for(work.session, request.id):
        await move_request(work, request.id, start, end, to_resident=False)
        return True
    request.start, request.end, request.repeat = start, end, plan.rule
    await ask_in_time(work, request, start)
    return True


async def _plan(work: Work, plan_id: int) -> Plan:
    plan = await plan_for(work.session, work.actor, plan_id, lock=True)
    if plan is None or plan.state is PlanState.ENDED:
        raise Refusal("changed")
    return plan
