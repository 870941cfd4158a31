"""Forgotten check-outs: asked about after the planned end and some hours, and capped at the planned length after a day."""

from datetime import timedelta

from models.ledger import lock_for
from models.queries.hours import still_in, unclear_visits
from models.queries.people import captain_of
from models.queries.requests import locked_request
from models.request import Request
from models.scope import unscoped
from models.team import Team
from models.visit import Attendance, AttendanceState, Visit
from services.outbox import tell
from services.serving import finish_if_last, leave, my_visit
from services.work import Refusal, Work

PATIENCE = timedelta(hours=24)


@unscoped("the clock")
async def ask_forgotten(work: Work) -> int:
    """Ask whoever is still checked in long after the planned end; cap what nobody answered. Returns how many were capped."""
    overdue = timedelta(hours=work.settings.hours.overdue_hours)
    late = []
    for row, visit in await still_in(work.session, work.now - overdue):
        until = visit.end + overdue + PATIENCE
        if work.now >= until:
            late.append((row, visit))
        else:
            await tell(work, row.person_id, "hours_forgot", f"forgot:{row.id}", expires_at=until, visit=visit.id)
    requests = {visit.request_id: await locked_request(work.session, visit.request_id) for _, visit in late}
    chains = [request.venue_code for request in requests.values()]
    await lock_for(work.session, [row.person_id for row, _ in late], chains)
    return sum([await _cap(work, requests[visit.request_id], visit, row) for row, visit in late])


@unscoped("the clock")
async def ask_captains(work: Work) -> int:
    """Ask the captains of team visits that have ended by their time who came, where somebody is neither in nor out."""
    asked = 0
    for visit in await unclear_visits(work.session, work.now - PATIENCE * 2, work.now):
        team = await work.session.get_one(Team, visit.team_id)
        captain = await captain_of(work.session, team)
        if captain is not None:
            asked += await tell(work, captain, "hours_list", f"list:{visit.id}", visit=visit.id)
    return asked


async def left_as_planned(work: Work, visit_id: int) -> tuple[Visit, Attendance]:
    """The volunteer's answer: I had forgotten, it was as long as planned.

    Raises:
        Refusal: one is not checked in there.
    """
    visit, row, request = await my_visit(work, visit_id)
    if row.state is not AttendanceState.IN:
        raise Refusal("not_checked_in", visit=visit)
    await _cap(work, request, visit, row)
    return visit, row


async def _cap(work: Work, request: Request, visit: Visit, row: Attendance) -> bool:
    await work.session.refresh(row)
    if row.state is not AttendanceState.IN or row.in_at is None:
        return False
    end = min(row.in_at + (visit.end - visit.start), work.now)
    await leave(work, visit, row, "capped", end)
    await finish_if_last(work, request, visit)
    return True
