"""When somebody who is put down for a visit cannot come."""

from models.machine import move
from models.offer import OfferState
from models.queries.offers import offers_of_request
from models.queries.requests import locked_request
from models.queries.visits import attendances, visit_for
from models.request import RequestState
from models.visit import COMING, GOING, Visit, VisitState
from services.answers import withdraw
from services.hours.absences import leaving
from services.outbox import tell
from services.work import Refusal, Work


async def cannot_come(work: Work, visit_id: int, reason: str | None = None) -> None:
    """The actor is taken off a visit. Who accepted for themselves gives the offer back; a team's captain names another.

    Raises:
        Refusal: the actor is not put down for it, or it has begun.
    """
    visit = await visit_for(work.session, work.actor, visit_id)
    if visit is None or visit.state not in COMING:
        raise Refusal("nothing_to_give_back")
    if visit.team_id is None:
        for offer in await offers_of_request(work.session, visit.request_id, (OfferState.ACCEPTED,)):
            if offer.person_id == work.me:
                await withdraw(work, offer.id, reason)
                return
        raise Refusal("nothing_to_give_back")
    await _leave_team_visit(work, visit, reason)


async def _leave_team_visit(work: Work, visit: Visit, reason: str | None) -> None:
    request = await locked_request(work.session, visit.request_id)
    await work.session.refresh(visit)
    mine = [r for r in await attendances(work.session, visit.id) if r.person_id == work.me and r.state in GOING]
    if not mine or visit.state not in COMING:
        raise Refusal("nothing_to_give_back")
    move(work.session, mine[0], leaving(work, visit, reason), at=work.now, actor_id=work.me, reason=reason)
    if visit.state is not VisitState.STAFFING:
        move(work.session, visit, VisitState.STAFFING, at=work.now, actor_id=work.me)
    if request.state is RequestState.SCHEDULED:
        move(work.session, request, RequestState.ACCEPTED, at=work.now, actor_id=work.me)
    offers = await offers_of_request(work.session, request.id, (OfferState.ACCEPTED,))
    for offer in offers:
        await tell(
            work, offer.person_id, "name_again", f"again:{visit.id}:{mine[0].id}:{mine[0].version}", visit=visit.id
        )
