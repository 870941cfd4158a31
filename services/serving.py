"""The service itself: on the way, arrived with the resident's code, done; and what follows from it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from models.machine import allowed, move
from models.queries.requests import locked_request
from models.queries.visits import attendances, own_attendance, visit_for
from models.request import Request, RequestState
from models.visit import GOING, Attendance, AttendanceState, Visit, VisitState
from services.dispatch import tell_clerks
from services.hours.entering import record
from services.outbox import tell
from services.work import Refusal, Work

EARLIEST = timedelta(hours=2)


class Arrival(StrEnum):
    """What came of a code."""

    IN = "in"
    WRONG = "wrong"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class Arrived:
    """The result of checking in; `left` counts the tries that remain."""

    result: Arrival
    visit: Visit
    left: int = 0


async def on_the_way(work: Work, visit_id: int) -> Visit:
    """Say that one has set out; the resident hears.

    Raises:
        Refusal: one does not go there, it is too early, or the visit is over.
    """
    visit, row, request = await my_visit(work, visit_id)
    refuse_early(work, visit)
    if row.state is AttendanceState.PLANNED:
        move(work.session, row, AttendanceState.ON_THE_WAY, at=work.now, actor_id=work.me)
    if visit.state is VisitState.PLANNED:
        move(work.session, visit, VisitState.ON_THE_WAY, at=work.now, actor_id=work.me)
        for person_id in {request.resident_id, request.filed_by}:
            await tell(work, person_id, "on_the_way", f"way:{visit.id}", expires_at=visit.end, visit=visit.id)
    return visit


async def check_in(work: Work, visit_id: int, code: str) -> Arrived:
    """Check in with the code that the resident tells at the door. A wrong one is counted; too many lock it for a clerk.

    Raises:
        Refusal: one does not go there, it is too early, or one has checked in already.
    """
    visit, row, request = await my_visit(work, visit_id)
    refuse_early(work, visit)
    if row.state is AttendanceState.IN:
        raise Refusal("checked_in", visit=visit)
    most = work.settings.visits.code_tries
    if visit.code_tries >= most:
        return Arrived(Arrival.LOCKED, visit)
    if code.strip() != visit.code:
        visit.code_tries += 1
        if visit.code_tries >= most:
            await tell_clerks(work, request, "code_locked", f"locked:{visit.id}", visit=visit.id)
            return Arrived(Arrival.LOCKED, visit)
        return Arrived(Arrival.WRONG, visit, most - visit.code_tries)
    await begin(work, request, visit, row, "code")
    return Arrived(Arrival.IN, visit)


async def begin(work: Work, request: Request, visit: Visit, row: Attendance, evidence: str) -> None:
    """Somebody has arrived, by some evidence; the first one starts the visit."""
    move(work.session, row, AttendanceState.IN, at=work.now, actor_id=work.me)
    row.in_at, row.in_evidence = work.now, evidence
    if visit.state is not VisitState.SERVING:
        move(work.session, visit, VisitState.SERVING, at=work.now, actor_id=work.me)
        visit.started_at = work.now
    if allowed(request, RequestState.SERVING):
        move(work.session, request, RequestState.SERVING, at=work.now, actor_id=work.me)


async def check_out(work: Work, visit_id: int, evidence: str = "self") -> tuple[Visit, Attendance]:
    """Say that one is done, by some evidence. When the last one is, the visit is done, hours are entered and the resident is asked.

    Raises:
        Refusal: one has not checked in, or is out already.
    """
    visit, row, request = await my_visit(work, visit_id)
    if row.state is not AttendanceState.IN:
        raise Refusal("not_checked_in", visit=visit)
    await leave(work, visit, row, evidence)
    await finish_if_last(work, request, visit)
    return visit, row


async def finish_if_last(work: Work, request: Request, visit: Visit) -> None:
    """The visit is done when nobody is there any more."""
    rows = await attendances(work.session, visit.id)
    if not any(other.state is AttendanceState.IN for other in rows):
        await finish(work, request, visit)


async def leave(work: Work, visit: Visit, row: Attendance, evidence: str, at: datetime | None = None) -> None:
    """Note the end of somebody's service and enter the minutes, travel excluded."""
    out = at or work.now
    move(work.session, row, AttendanceState.OUT, at=work.now, actor_id=work.me or None)
    row.out_at = out
    start = row.in_at or out
    end = _end(work, visit, start, out)
    row.out_evidence = evidence if end == out else "capped"
    row.minutes = int((end - start).total_seconds() // 60)
    if row.minutes > 0:
        await record(work, visit.request_id, row)


async def finish(work: Work, request: Request, visit: Visit) -> None:
    """The visit is done: whoever never came is marked so and told, and the resident is asked three questions."""
    for row in await attendances(work.session, visit.id):
        if row.state in GOING:
            move(work.session, row, AttendanceState.NO_SHOW, at=work.now, reason="the visit ended without them")
            await tell(work, row.person_id, "hours_absence", f"absence:{row.id}:{row.version}", attendance=row.id)
    move(work.session, visit, VisitState.DONE, at=work.now, actor_id=work.me or None)
    visit.ended_at = work.now
    if allowed(request, RequestState.SERVED):
        move(work.session, request, RequestState.SERVED, at=work.now, actor_id=work.me or None)
    await tell(work, request.filed_by, "rate", f"rate:{request.id}", request=request.id)


def _end(work: Work, visit: Visit, start: datetime, out: datetime) -> datetime:
    """The end that counts: a check-out that was plainly forgotten is capped at the planned length."""
    planned = visit.end - visit.start
    return start + planned if out - start > planned + timedelta(hours=work.settings.hours.overdue_hours) else out


def refuse_early(work: Work, visit: Visit) -> None:
    """Refuse what belongs to the time of a visit long before it.

    Raises:
        Refusal: it is more than two hours before.
    """
    if work.now < visit.start - EARLIEST:
        raise Refusal("too_early", visit=visit)


async def my_visit(work: Work, visit_id: int) -> tuple[Visit, Attendance, Request]:
    """The visit to which the actor goes, with the request locked first, as everywhere.

    Raises:
        Refusal: one does not go there, or it is over or not ready.
    """
    visit = await visit_for(work.session, work.actor, visit_id)
    row = None if visit is None else await own_attendance(work.session, work.actor, visit_id)
    if visit is None or row is None:
        raise Refusal("no_visit")
    request = await locked_request(work.session, visit.request_id)
    await work.session.refresh(visit)
    await work.session.refresh(row)
    if row.state not in GOING:
        raise Refusal("not_going", visit=visit)
    if visit.state not in (VisitState.PLANNED, VisitState.ON_THE_WAY, VisitState.SERVING):
        raise Refusal("visit_over" if visit.state is VisitState.DONE else "visit_not_ready", visit=visit)
    return visit, row, request
