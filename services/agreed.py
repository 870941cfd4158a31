"""The resident taps one of the times that were proposed; who does not answer keeps the first."""

from datetime import datetime, timedelta
from typing import Any

from models.queries.requests import locked_request
from models.queries.time import agreeing_since
from models.queries.visits import visit_for
from models.scope import unscoped
from models.visit import Visit, VisitState
from services.agreeing import NOTICE, choices, is_wide
from services.cards import visit_card
from services.filing import own
from services.notices import Context, loader
from services.quiet import add_waking
from services.staffing import complete
from services.work import Refusal, Work

WAIT = timedelta(hours=6)  # of waking time, for the resident to answer


async def choose_time(work: Work, visit_id: int, start: datetime) -> Visit:
    """Take one of the proposed times: the visit is planned then, and both sides hear.

    Raises:
        Refusal: the visit is not the actor's, it is agreed already, or the time is none of those that are possible.
    """
    visit = await visit_for(work.session, work.actor, visit_id)
    if visit is None:
        raise Refusal("no_visit")
    request = await own(work, visit.request_id)
    await work.session.refresh(visit)
    if visit.state is not VisitState.AGREEING or start not in await choices(work, request, visit):
        raise Refusal("changed")
    visit.start, visit.end = start, start + (visit.end - visit.start)
    await complete(work, request, visit)
    return visit


@unscoped("the clock")
async def agree_silently(work: Work) -> None:
    """Visits whose resident has not chosen in time, or has moved the request meanwhile, are planned as they stand."""
    quiet = work.settings.quiet
    for visit, since in await agreeing_since(work.session):
        request = await locked_request(work.session, visit.request_id)
        await work.session.refresh(visit)
        late = add_waking(since, WAIT, quiet.start, quiet.end, work.zone) <= work.now
        if visit.state is VisitState.AGREEING and (late or visit.start - work.now < NOTICE or not is_wide(request)):
            await complete(work, request, visit)


@loader("free_times")
@unscoped("a visit of the recipient's own request")
async def _times(work: Work, ids: dict[str, Any]) -> Context | None:
    visit = await work.session.get(Visit, ids["visit"])
    if visit is None or visit.state is not VisitState.AGREEING:
        return None
    request = await locked_request(work.session, visit.request_id)
    slots = await choices(work, request, visit)
    return {"visit": await visit_card(work, visit), "slots": slots} if slots else None
