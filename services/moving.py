"""Moving a request to another time (改期), by the resident's side: everybody concerned is told."""

from datetime import datetime, timedelta

from models.offer import OfferState
from models.queries.offers import offers_of_request
from models.queries.visits import attendances, visit_of_request
from models.request import AGREED, WAITING, Request, RequestState
from models.visit import COMING, GOING, Visit
from services.dispatch import send_wave, service_of, visit_times
from services.filing import check_time, own
from services.limits import respond_by
from services.outbox import tell
from services.staffing import refuse_overlap
from services.work import Refusal, Work


async def move_request(
    work: Work, request_id: int, start: datetime, end: datetime | None, *, to_resident: bool = True
) -> Request:
    """Move a request, and its visit where one is agreed; those who go keep it if they are free then, and are told.
    `to_resident` is false where the resident's side hears of it otherwise.

    Raises:
        Refusal: the new time cannot be, the service has begun or ended, or there is no such request.
    """
    request = await own(work, request_id)
    check_time(work, start, end)
    if request.state not in (*WAITING, RequestState.ACCEPTED, RequestState.SCHEDULED):
        raise Refusal("cannot_move", request=request)
    request.start, request.end = start, end
    await work.session.flush()
    if request.state in AGREED:
        await _move_visit(work, request, to_resident)
    else:
        await _ask_anew(work, request)
    return request


async def _ask_anew(work: Work, request: Request) -> None:
    """Those who were asked hear the new time; from now on the limit counts anew."""
    request.respond_by = respond_by(work, await service_of(work, request), request.start)
    request.next_wave_at = work.now
    for offer in await offers_of_request(work.session, request.id, (OfferState.SENT,)):
        offer.deadline = request.respond_by
        await work.session.flush()
        key = f"offer:{offer.id}:moved:{int(work.now.timestamp())}"
        await tell(work, offer.person_id, "offer_moved", key, expires_at=offer.deadline, offer=offer.id)
    await send_wave(work, request.id)


async def _move_visit(work: Work, request: Request, to_resident: bool) -> None:
    visit = await visit_of_request(work.session, request.id)
    if visit is None or visit.state not in COMING:
        raise Refusal("cannot_move", request=request)
    length = visit.end - visit.start
    start, _ = await visit_times(work, request, await service_of(work, request))
    await shift_visit(work, visit, start, length)
    for person_id in {request.filed_by, request.resident_id} - {work.me} if to_resident else set():
        key = f"moved:{visit.id}:{visit.version}"
        await tell(work, person_id, "visit_moved", key, coalesce_key=f"visit:{visit.id}", visit=visit.id)


async def shift_visit(work: Work, visit: Visit, start: datetime, length: timedelta) -> None:
    """Put a visit at another time. Each who goes hears it and may say that they cannot; who has promised that time is asked to."""
    visit.start, visit.end, visit.alarmed_at = start, start + length, None
    await work.session.flush()
    key = f"moved:{visit.id}:{visit.version}"
    for row in await attendances(work.session, visit.id):
        if row.state in GOING and row.person_id != work.me:
            clash = await is_busy(work, row.person_id, visit)
            template = "visit_clash" if clash else "visit_moved"
            await tell(work, row.person_id, template, key, coalesce_key=f"visit:{visit.id}", visit=visit.id)


async def is_busy(work: Work, person_id: int, visit: Visit) -> bool:
    """Whether somebody has promised a part of a visit's time to another one."""
    try:
        await refuse_overlap(work, person_id, visit.start, visit.end, but=visit.id)
    except Refusal:
        return True
    return False
