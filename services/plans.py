"""Care plans (关爱计划): a service that comes again, made into requests ahead and put to the same people where they can."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta

from dateutil.rrule import rrulestr

from matching.plain import Candidate
from matching.rank import Ranked
from models.grant import Action
from models.machine import allowed, move
from models.person import Person
from models.plan import Plan, PlanDay, PlanState
from models.queries.candidates import asked_for
from models.queries.people import person_row
from models.queries.requests import locked_request
from models.queries.time import (
    days_of,
    has_account,
    plan_days_missed,
    plan_requests_due,
    plans_going_on,
    served_plan,
)
from models.request import WAITING, Request, RequestState
from models.scope import unscoped
from services.candidates import need_of
from services.dispatch import candidates_for, offer_to, service_of, tell_clerks
from services.ending import cancel
from services.filing import Wish, draft, open_request, own
from services.holidays import refresh
from services.limits import BEFORE_START, limit_after, official_calendar
from services.notices import work_of
from services.quiet import add_waking, after_quiet, is_quiet
from services.work import Refusal, Work

AHEAD = timedelta(days=28)
ASKED_BEFORE = timedelta(days=7)  # people are asked a week ahead, not four: who knows what they do in four weeks
FAMILIAR_WAIT = timedelta(hours=6)  # of waking time, for those who came before to answer
SOONEST = timedelta(hours=1)
WORKDAYS = {"FREQ": {"WEEKLY"}, "BYDAY": {"MO", "TU", "WE", "TH", "FR"}}


async def make_plan(work: Work, request_id: int) -> Plan:
    """Make a request that is to come again into a plan; it is the plan's first.

    Raises:
        Refusal: it says nothing of coming again, or is part of a plan already.
        NotAllowed: the actor does not handle its area.
    """
    request = await own(work, request_id)
    work.actor.must(Action.HANDLE_REQUESTS, area_code=request.area_code)
    if request.repeat is None or request.plan_id is not None:
        raise Refusal("changed")
    start = (request.start or work.now + timedelta(days=1)).astimezone(work.zone)
    end = request.end.astimezone(work.zone) if request.end else None
    hour = start.time() if request.start else work.settings.visits.default_hour
    plan = Plan(
        county_code=request.county_code,
        area_code=request.area_code,
        item_code=request.item_code,
        resident_id=request.resident_id,
        made_by=work.me,
        state=PlanState.ACTIVE,
        rule=request.repeat,
        first=start.date(),
        start=hour,
        end=end.time() if end and end.date() == start.date() else None,
        people=request.people,
        wants_woman=request.wants_woman,
        place=request.place,
        contact=request.contact,
        text=request.text,
        created_at=work.now,
    )
    request.plan_id, request.wants_same = plan.id, True
    work.session.add_all([plan, PlanDay(plan_id=plan.id, day=plan.first, request_id=request.id)])
    await work.session.flush()
    await make_days(work, plan)
    return plan


def occurrences(plan: Plan, first: date, last: date) -> Iterator[date]:
    """The days of a plan between two days, whatever becomes of them.

    "Every workday" follows the official calendar (调休): public holidays are left out, make-up working days are in.
    """
    first, last = max(first, plan.first), min(last, plan.last or last)
    if on_workdays(plan.rule):
        every = (first + timedelta(days=n) for n in range((last - first).days + 1))
        yield from (day for day in every if official_calendar().working(day).working)
        return
    rule = rrulestr(plan.rule, dtstart=datetime.combine(plan.first, time()))
    for at in rule.xafter(datetime.combine(first, time()), inc=True):
        if at.date() > last:
            return
        yield at.date()


def on_workdays(rule: str) -> bool:
    """Whether a rule says every workday, Monday to Friday."""
    return {name: set(value.split(",")) for name, value in (one.split("=", 1) for one in rule.split(";"))} == WORKDAYS


def times_on(work: Work, plan: Plan, day: date) -> tuple[datetime, datetime | None]:
    """When a plan's service may be on a day, by the county's clock."""
    start = datetime.combine(day, plan.start, work.zone).astimezone(UTC)
    end = datetime.combine(day, plan.end, work.zone).astimezone(UTC) if plan.end else None
    return start, end


def is_paused_on(plan: Plan, day: date) -> bool:
    """Whether a day lies in the plan's pause."""
    if plan.paused_from is None or day < plan.paused_from:
        return False
    return plan.paused_until is None or day < plan.paused_until


@unscoped("the clock")
async def make_ahead(work: Work) -> None:
    """Make the requests of all plans for the next four weeks, end pauses that are over, and tell of days that passed unserved."""
    today = work.now.astimezone(work.zone).date()
    await refresh(work.session)
    for plan in await plans_going_on(work.session):
        if plan.state is PlanState.PAUSED and plan.paused_until is not None and plan.paused_until <= today:
            move(work.session, plan, PlanState.ACTIVE, at=work.now, reason="the pause is over")
        await make_days(work, plan)
    await _tell_missed(work)


async def make_days(work: Work, plan: Plan) -> int:
    """Make the requests of one plan that are still missing; returns how many. Those on days that have since become public
    holidays are called off.
    """
    today = work.now.astimezone(work.zone).date()
    if on_workdays(plan.rule):
        await call_off(work, plan, lambda day: not official_calendar().working(day).working)
    known = await days_of(work.session, plan.id, today)
    made = 0
    for day in occurrences(plan, today, today + AHEAD):
        start, end = times_on(work, plan, day)
        if day in known or is_paused_on(plan, day) or start < work.now + SOONEST:
            continue
        request = await _request(work, plan, start, end)
        work.session.add(PlanDay(plan_id=plan.id, day=day, request_id=request.id))
        made += 1
    await work.session.flush()
    return made


@unscoped("a plan that the caller read for the actor, or the clock")
async def call_off(work: Work, plan: Plan, days: Callable[[date], bool]) -> None:
    """Call off what was made for these days from today on and has not begun."""
    today = work.now.astimezone(work.zone).date()
    for day, row in (await days_of(work.session, plan.id, today)).items():
        if row.request_id is None or not days(day):
            continue
        request = await locked_request(work.session, row.request_id)
        if request.state is RequestState.SERVING or not allowed(request, RequestState.CANCELLED):
            continue
        theirs = work if work.me else await work_of(work.session, request.filed_by, work.now, work.settings)
        await cancel(theirs, request.id, "plan")
        await work.session.delete(row)
    await work.session.flush()


async def _request(work: Work, plan: Plan, start: datetime, end: datetime | None) -> Request:
    """The request of one day: the resident's own, and the clerk's who made the plan where the resident cannot be written to."""
    resident: Person = await person_row(work.session, plan.resident_id)
    theirs = await work_of(work.session, resident.id, work.now, work.settings)
    wish = Wish(
        item_code=plan.item_code,
        area_code=plan.area_code,
        text=plan.text or "",
        place=plan.place,
        start=start,
        end=end,
        repeat=plan.rule,
        people=plan.people,
        wants_woman=plan.wants_woman,
        wants_same=True,
        contact=plan.contact,
    )
    request = await draft(theirs, resident, wish)
    request = await open_request(theirs, request.id)
    request.plan_id = plan.id
    if not await has_account(work.session, resident.id):
        request.filed_by = plan.made_by
    await ask_in_time(work, request, start)
    return request


async def ask_in_time(work: Work, request: Request, start: datetime) -> None:
    """People are asked for it a week before it is, and the limit counts from then."""
    quiet, service = work.settings.quiet, await service_of(work, request)
    asked = after_quiet(max(work.now, start - ASKED_BEFORE), quiet.start, quiet.end, work.zone)
    request.opened_at = request.next_wave_at = asked
    request.respond_by = min(limit_after(work, asked, service), start - BEFORE_START)
    await work.session.flush()


@unscoped("the clock")
async def ask_familiar(work: Work) -> None:
    """Put the requests of plans first to those who went for the same plan last; the others are asked only later."""
    quiet = work.settings.quiet
    if is_quiet(work.now, quiet.start, quiet.end, work.zone):
        return
    for request_id in await plan_requests_due(work.session, work.now):
        request = await locked_request(work.session, request_id)
        if request.state is not RequestState.OPEN or await asked_for(work.session, request.id):
            continue
        one = await _familiar(work, request)
        if one is None:
            continue
        await offer_to(work, request, one)
        request.next_wave_at = add_waking(work.now, FAMILIAR_WAIT, quiet.start, quiet.end, work.zone)
        request.respond_by = max(request.respond_by or request.next_wave_at, request.next_wave_at)


async def _familiar(work: Work, request: Request) -> Ranked | None:
    served = await served_plan(work.session, request.plan_id or 0)
    if not served:
        return None
    ranked = await candidates_for(work, request, await need_of(work, request, await service_of(work, request)))
    by_key = {one.candidate.key: one for _, one in ranked}
    keys = [key for person, team in served for key in (("person", person), ("team", team or 0))]
    found = [by_key[key] for key in keys if key in by_key]
    alone = [one for one in found if not isinstance(one.candidate, Candidate) or request.volunteers == 1]
    return next(iter(alone), None)


@unscoped("the clock")
async def _tell_missed(work: Work) -> None:
    for day, request in await plan_days_missed(work.session, work.now):
        if request.state in WAITING:
            day.alarmed_at = work.now
            await tell_clerks(work, request, "plan_missed", f"plan_missed:{request.id}")
