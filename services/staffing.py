"""Naming the people of a visit: the captain's part of an acceptance."""

from datetime import datetime

from models.grant import Action, NotAllowed
from models.ids import random_digits
from models.machine import allowed, move
from models.offer import OfferState
from models.outbox import Lane
from models.queries.offers import offers_of_request
from models.queries.people import lock_person, members
from models.queries.requests import locked_request
from models.queries.visits import attendances, busy_times, visit_for
from models.request import Request, RequestState
from models.visit import COMING, GOING, Attendance, AttendanceState, Visit, VisitState
from services.agreeing import propose_times
from services.hours.absences import leaving
from services.outbox import tell
from services.work import Refusal, Work


async def name_person(work: Work, visit_id: int, person_id: int) -> Visit:
    """Put a member of the team down for a visit; when enough are named it is planned and both sides hear.

    Raises:
        Refusal: the visit has enough people, the person is no member, or has promised that time already.
        NotAllowed: the actor does not lead the visit's team.
    """
    visit, request = await _staffable(work, visit_id)
    rows = await attendances(work.session, visit.id)
    going = [row for row in rows if row.state in GOING]
    if any(row.person_id == person_id for row in going):
        return visit
    if len(going) >= visit.needed:
        raise Refusal("enough_people", visit=visit)
    team = {person.id for person in await members(work.session, work.actor, visit.team_id or 0)}
    if person_id not in team:
        raise Refusal("no_member")
    await refuse_overlap(work, person_id, visit.start, visit.end, but=visit.id)
    await put_down(work, visit, person_id)
    await tell(work, person_id, "named", f"named:{visit.id}:{person_id}:{visit.version}", visit=visit.id)
    if len(going) + 1 >= visit.needed and not await propose_times(work, request, visit):
        await complete(work, request, visit)
    return visit


async def unname_person(work: Work, visit_id: int, person_id: int) -> Visit:
    """Take somebody off a visit again; they are told.

    Raises:
        Refusal: they accepted for themselves, before the team did: going or not is theirs to say.
        NotAllowed: the actor does not lead the visit's team.
    """
    visit, request = await _staffable(work, visit_id)
    accepted = await offers_of_request(work.session, request.id, (OfferState.ACCEPTED,))
    if any(offer.person_id == person_id and offer.team_id is None for offer in accepted):
        raise Refusal("own_word")
    for row in await attendances(work.session, visit.id):
        if row.person_id == person_id and row.state in GOING and allowed(row, AttendanceState.CANCELLED):
            move(work.session, row, AttendanceState.CANCELLED, at=work.now, actor_id=work.me)
            await tell(work, person_id, "visit_off", f"off:{visit.id}:{row.id}:{row.version}", visit=visit.id)
            if visit.state is VisitState.PLANNED:
                move(work.session, visit, VisitState.STAFFING, at=work.now, actor_id=work.me)
                move(work.session, request, RequestState.ACCEPTED, at=work.now, actor_id=work.me)
    return visit


async def leave_team_visit(work: Work, request: Request, visit: Visit, person_id: int, reason: str | None) -> None:
    """Somebody who goes with a team cannot come: its captain is asked to name another.

    Raises:
        Refusal: they are not put down for it, or it has begun.
    """
    rows = await attendances(work.session, visit.id)
    mine = next((row for row in rows if row.person_id == person_id and row.state in GOING), None)
    if mine is None or visit.state not in COMING:
        raise Refusal("nothing_to_give_back")
    move(work.session, mine, leaving(work, visit, reason), at=work.now, actor_id=work.me, reason=reason)
    places_open(work, visit, going=True)
    if request.state is RequestState.SCHEDULED:
        move(work.session, request, RequestState.ACCEPTED, at=work.now, actor_id=work.me)
    for offer in await offers_of_request(work.session, request.id, (OfferState.ACCEPTED,)):
        if offer.team_id is not None:
            key = f"again:{visit.id}:{mine.id}:{mine.version}"
            await tell(work, offer.person_id, "name_again", key, visit=visit.id)


def places_open(work: Work, visit: Visit, *, going: bool) -> None:
    """Somebody goes no more: people are looked for again, or, where nobody is left who goes, the visit is off."""
    state = VisitState.STAFFING if going else VisitState.CANCELLED
    if visit.state is not state:
        move(work.session, visit, state, at=work.now, actor_id=work.me)


async def complete(work: Work, request: Request, visit: Visit) -> None:
    """Everybody is named: the visit is planned, the resident gets the code and both sides hear."""
    if allowed(visit, VisitState.PLANNED):
        move(work.session, visit, VisitState.PLANNED, at=work.now, actor_id=work.me)
    if allowed(request, RequestState.SCHEDULED):
        move(work.session, request, RequestState.SCHEDULED, at=work.now, actor_id=work.me)
    visit.code = visit.code or random_digits(4)
    await work.session.flush()
    lane = Lane.URGENT if request.danger or request.item_code.startswith("F") else Lane.NORMAL
    key = f"scheduled:{visit.id}:{visit.version}"
    for person_id in {request.filed_by, request.resident_id}:
        await tell(work, person_id, "scheduled", key, lane=lane, coalesce_key=f"visit:{visit.id}", visit=visit.id)
    for row in await attendances(work.session, visit.id):
        if row.state in GOING and row.person_id != work.me:
            await tell(work, row.person_id, "going", key, lane=lane, coalesce_key=f"visit:{visit.id}", visit=visit.id)


async def refuse_overlap(work: Work, person_id: int, start: datetime, end: datetime, *, but: int) -> None:
    """Refuse where somebody has promised a part of that time already.

    Raises:
        Refusal: they have.
    """
    await lock_person(work.session, person_id)
    for busy_id, since, until, _ in await busy_times(work.session, start, end, but=but):
        if busy_id == person_id:
            raise Refusal("overlap", start=since, end=until)


async def _staffable(work: Work, visit_id: int) -> tuple[Visit, Request]:
    visit = await visit_for(work.session, work.actor, visit_id)
    if visit is None or visit.team_id is None or not work.actor.may(Action.STAFF_VISITS, team_id=visit.team_id):
        raise NotAllowed("staff_visits")
    request = await locked_request(work.session, visit.request_id)
    await work.session.refresh(visit)
    if visit.state not in (VisitState.STAFFING, VisitState.PLANNED):
        raise Refusal("visit_not_open", visit=visit)
    return visit, request


async def put_down(work: Work, visit: Visit, person_id: int) -> None:
    """Add somebody to a visit, or add them again who had been taken off."""
    for row in await attendances(work.session, visit.id):
        if row.person_id == person_id:
            move(work.session, row, AttendanceState.PLANNED, at=work.now, actor_id=work.me)
            return
    work.session.add(
        Attendance(visit_id=visit.id, person_id=person_id, state=AttendanceState.PLANNED, named_by=work.me)
    )
    await work.session.flush()
