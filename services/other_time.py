"""“Another time”: who is asked proposes one, the resident says yes by a tap, and with that it is accepted."""

from datetime import datetime, timedelta

from models.item import item
from models.offer import Offer, OfferState
from models.queries.requests import locked_request
from models.request import WAITING, Request
from models.scope import unscoped
from models.visit import Visit
from services.answers import accept, answerable
from services.filing import own
from services.notices import work_of
from services.outbox import tell
from services.quiet import is_quiet
from services.staffing import refuse_overlap
from services.work import Refusal, Work

SHIFTS = (timedelta(hours=-2), timedelta(hours=2), timedelta(days=1), timedelta(days=1, hours=3), timedelta(days=2))


async def proposals(work: Work, offer: Offer) -> list[datetime]:
    """Up to four other times for an offer's service: by day, to come, and when the actor has promised nothing else."""
    request = await locked_request(work.session, offer.request_id)
    service = await item(work.session, request.item_code)
    usual = work.settings.visits.default_hour
    base = request.start or (work.now + timedelta(days=1)).astimezone(work.zone).replace(
        hour=usual.hour, minute=0, second=0, microsecond=0
    )
    length = timedelta(minutes=service.minutes if service else 60)
    quiet, found = work.settings.quiet, []
    for shift in SHIFTS:
        start = (base + shift).astimezone(work.now.tzinfo)
        if start < work.now + timedelta(hours=1) or is_quiet(start, quiet.start, quiet.end, work.zone):
            continue
        try:
            await refuse_overlap(work, work.me, start, start + length, but=0)
        except Refusal:
            continue
        found.append(start)
    return found[:4]


async def propose(work: Work, offer_id: int, start: datetime) -> Offer:
    """Propose another time; the resident is asked.

    Raises:
        Refusal: the offer is not the actor's, was answered or has lapsed, or the time is not one of those that were possible.
    """
    offer = await answerable(work, offer_id)
    request = await locked_request(work.session, offer.request_id)
    await work.session.refresh(offer)
    if offer.state is not OfferState.SENT or request.state not in WAITING:
        raise Refusal("offer_gone", request=request, offer=offer)
    if start not in await proposals(work, offer):
        raise Refusal("changed")
    offer.proposed_start = start
    await work.session.flush()
    key = f"other_time:{offer.id}:{int(start.timestamp())}"
    await tell(work, request.filed_by, "other_time", key, expires_at=offer.deadline, offer=offer.id)
    return offer


@unscoped("the offer of a request that is checked to be the actor's own")
async def take(work: Work, offer_id: int) -> Visit:
    """The resident takes the proposed time: the request moves to it and is accepted by whoever proposed it.

    Raises:
        Refusal: the proposal is gone, or the request is not the actor's own.
    """
    offer = await work.session.get(Offer, offer_id)
    if offer is None or offer.proposed_start is None:
        raise Refusal("no_offer")
    request: Request = await own(work, offer.request_id)
    await work.session.refresh(offer)
    if offer.state is not OfferState.SENT or request.state not in WAITING:
        raise Refusal("proposal_gone")
    request.start, request.end = offer.proposed_start, None
    await work.session.flush()
    helper = await work_of(work.session, offer.person_id, work.now, work.settings)
    visit = await accept(helper, offer.id)
    await tell(work, offer.person_id, "going", f"taken:{offer.id}:{offer.version}", visit=visit.id)
    return visit
