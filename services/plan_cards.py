"""What messages show of a care plan."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from models.item import item
from models.plan import Plan, PlanState
from models.queries.people import person_row
from models.queries.time import days_of
from models.request import WAITING, Request
from models.scope import unscoped
from services.cards import place_names, request_card
from services.disclosure import note_look
from services.limits import official_calendar
from services.notices import Context, loader
from services.plans import AHEAD, is_paused_on, occurrences, on_workdays, times_on
from services.work import Work


@dataclass(frozen=True, slots=True)
class PlanDayCard:
    """A day to come: when, whether it is left out, and the day as it stands in a button."""

    at: datetime
    code: str
    left_out: bool


@dataclass(frozen=True, slots=True)
class PlanCard:
    """A plan as its clerk or resident sees it. `hour` is a moment that shows the hour of the day.

    `official` says that it follows the official calendar, `unknown_year` a year to come of which that is not published yet.
    """

    id: int
    item: str
    name: str
    village: str
    rule: str
    hour: datetime
    state: str
    until: datetime | None
    days: tuple[PlanDayCard, ...]
    official: bool = False
    unknown_year: int | None = None


@unscoped("a plan that the caller read for the actor; the look at the name is written down")
async def plan_card(work: Work, plan: Plan, shown: int = 6) -> PlanCard:
    """A plan with its next days."""
    person = await person_row(work.session, plan.resident_id)
    if work.me != person.id:
        note_look(work, person, ["name"], "plan")
    service = await item(work.session, plan.item_code)
    village, _ = await place_names(work, plan.area_code)
    today = work.now.astimezone(work.zone).date()
    until = times_on(work, plan, plan.paused_until)[0] if plan.paused_until else None
    return PlanCard(
        id=plan.id,
        item=service.name(work.actor.language) if service else plan.item_code,
        name=person.name or "—",
        village=village,
        rule=plan.rule,
        hour=times_on(work, plan, today)[0],
        state=plan.state.value,
        until=until if plan.state.value == "paused" else None,
        days=tuple(await _days(work, plan, today, shown)),
        official=on_workdays(plan.rule),
        unknown_year=_unknown_year(plan, today),
    )


def _unknown_year(plan: Plan, today: date) -> int | None:
    year = (today + AHEAD).year
    return year if on_workdays(plan.rule) and not official_calendar().knows(year) else None


async def _days(work: Work, plan: Plan, today: date, shown: int) -> list[PlanDayCard]:
    known = await days_of(work.session, plan.id, today)
    found = []
    for day in list(occurrences(plan, today + timedelta(days=1), today + AHEAD))[:shown]:
        row = known.get(day)
        left_out = is_paused_on(plan, day) or (row is not None and row.request_id is None)
        found.append(PlanDayCard(times_on(work, plan, day)[0], day.isoformat(), left_out))
    return found


@loader("plan_missed")
@unscoped("a request in the recipient's area")
async def _missed(work: Work, ids: dict[str, Any]) -> Context | None:
    request = await work.session.get(Request, ids["request"])
    if request is None or request.state not in WAITING:
        return None
    return {"request": await request_card(work, request)}


@loader("plan_moved")
@unscoped("a plan of the recipient's own, or that they made")
async def _moved(work: Work, ids: dict[str, Any]) -> Context | None:
    plan = await work.session.get(Plan, ids["plan"])
    if plan is None or plan.state is PlanState.ENDED:
        return None
    return {"plan": await plan_card(work, plan)}
