"""Standing by (候补): who was told that others were faster may stand by, and is asked first when somebody cancels."""

from models.offer import Offer, OfferState
from models.queries.offers import offer_for
from models.queries.requests import locked_request
from models.request import LIVE
from models.standby import Standby
from services.work import Refusal, Work


async def stand_by(work: Work, offer_id: int) -> Offer:
    """Stand by for a service that others have taken.

    Raises:
        Refusal: the offer is not the actor's or was not filled, or the service is over.
    """
    offer = await offer_for(work.session, work.actor, offer_id)
    if offer is None or offer.person_id != work.me:
        raise Refusal("no_offer")
    request = await locked_request(work.session, offer.request_id)
    await work.session.refresh(offer)
    if offer.state is not OfferState.FILLED or request.state not in LIVE:
        raise Refusal("offer_gone", request=request, offer=offer)
    if await work.session.get(Standby, (request.id, work.me)) is None:
        work.session.add(Standby(request_id=request.id, person_id=work.me, at=work.now))
        await work.session.flush()
    return offer
