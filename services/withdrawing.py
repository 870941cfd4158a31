"""When somebody who is put down for a visit cannot come."""

from models.offer import OfferState
from models.queries.offers import offers_of_request
from models.queries.requests import locked_request
from models.queries.visits import visit_for
from models.visit import COMING
from services.answers import withdraw
from services.staffing import leave_team_visit
from services.work import Refusal, Work


async def cannot_come(work: Work, visit_id: int, reason: str | None = None) -> None:
    """The actor is taken off a visit. Who accepted for themselves gives the offer back; a team's captain names another.

    Raises:
        Refusal: the actor is not put down for it, or it has begun.
    """
    visit = await visit_for(work.session, work.actor, visit_id)
    if visit is None or visit.state not in COMING:
        raise Refusal("nothing_to_give_back")
    for offer in await offers_of_request(work.session, visit.request_id, (OfferState.ACCEPTED,)):
        if offer.person_id == work.me and offer.team_id is None:
            await withdraw(work, offer.id, reason)
            return
    if visit.team_id is None:
        raise Refusal("nothing_to_give_back")
    request = await locked_request(work.session, visit.request_id)
    await work.session.refresh(visit)
    await leave_team_visit(work, request, visit, work.me, reason)
