"""When nobody comes: a visit that nobody started is told to the clerk, who may find others for it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from models.grant import Action
from models.machine import move
from models.offer import OfferState
from models.queries.offers import offers_of_request
from models.queries.requests import locked_request
from models.queries.time import going_to
from models.queries.visits import attendances, not_started, visit_for
from models.request import Request
from models.scope import unscoped
from models.visit import COMING, GOING, AttendanceState, Visit, VisitState
from services.cards import visit_card
from services.dispatch import reopen, tell_clerks
from services.notices import Context, loader
from services.outbox import tell
from services.quiet import after_quiet
from services.work import Refusal, Work

ROOM = timedelta(hours=2)  # less than this before the quiet hours, and others are looked for tomorrow


@unscoped("the clock")
async def raise_alarms(work: Work) -> None:
    """Visits that nobody started in time: the clerks hear, and whoever was to go is asked whether they are there."""
    before = work.now - timedelta(minutes=work.settings.visits.alarm_minutes)
    for visit in await not_started(work.session, before):
        request = await work.session.get_one(Request, visit.request_id)
        visit.alarmed_at = work.now
        key = f"alarm:{visit.id}:{int(visit.start.timestamp())}"
        await tell_clerks(work, request, "alarm_not_started", key, visit=visit.id)
        for person_id in await going_to(work.session, visit.id):
            await tell(work, person_id, "alarm_are_you_there", key, expires_at=visit.end, visit=visit.id)


async def miss(work: Work, visit_id: int) -> Request:
    """A clerk finds that nobody came: the visit is missed, and others are asked for as soon as can be.

    Raises:
        Refusal: there is no such visit, or it has begun or is over.
        NotAllowed: the actor does not handle its area.
    """
    visit = await visit_for(work.session, work.actor, visit_id)
    if visit is None:
        raise Refusal("no_visit")
    request = await locked_request(work.session, visit.request_id)
    work.actor.must(Action.HANDLE_REQUESTS, area_code=request.area_code)
    await work.session.refresh(visit)
    if visit.state not in COMING or visit.start > work.now:
        raise Refusal("changed")
    move(work.session, visit, VisitState.MISSED, at=work.now, actor_id=work.me, reason="nobody came")
    for row in await attendances(work.session, visit.id):
        if row.state in GOING:
            move(work.session, row, AttendanceState.NO_SHOW, at=work.now, actor_id=work.me)
    for offer in await offers_of_request(work.session, request.id, (OfferState.ACCEPTED,)):
        move(work.session, offer, OfferState.WITHDRAWN, at=work.now, actor_id=work.me, reason="nobody came")
    request.start, request.end = _soonest(work)
    key = f"missed:{visit.id}:{visit.version}"
    await tell(work, request.filed_by, "helper_changed", key, request=request.id)
    await reopen(work, request, "nobody came")
    return request


def _soonest(work: Work) -> tuple[datetime, datetime]:
    """From now until the evening, or tomorrow where too little of the day is left."""
    quiet = work.settings.quiet
    at = after_quiet(work.now, quiet.start, quiet.end, work.zone)
    evening = datetime.combine(at.astimezone(work.zone).date(), quiet.start, work.zone).astimezone(UTC)
    if evening - at >= ROOM:
        return at, evening
    morning = after_quiet(evening, quiet.start, quiet.end, work.zone)
    return morning, (evening.astimezone(work.zone) + timedelta(days=1)).astimezone(UTC)


@loader("alarm_not_started", "alarm_are_you_there")
@unscoped("a visit in the recipient's area, or to which they go")
async def _not_started(work: Work, ids: dict[str, Any]) -> Context | None:
    visit = await work.session.get(Visit, ids["visit"])
    if visit is None or visit.state not in COMING or visit.start > work.now:
        return None
    card = await visit_card(work, visit, "alarm")
    late = int((work.now - visit.start).total_seconds() // 60)
    return {"visit": card, "late": late}
