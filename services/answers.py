"""Answering an offer (接单): accept, decline, give back. One wins; the others are told kindly."""

from models.grant import Action
from models.machine import allowed, move
from models.offer import Offer, OfferState
from models.outbox import Lane
from models.queries.offers import offer_for, offers_of_request
from models.queries.requests import locked_request
from models.queries.visits import attendances, visit_of_request
from models.request import WAITING, Request, RequestState
from models.visit import COMING, GOING, AttendanceState, Visit
from services.agreeing import propose_times
from services.dispatch import reopen, send_wave, service_of, visit_of, visit_times
from services.hours.absences import leaving
from services.outbox import tell
from services.staffing import complete, leave_team_visit, places_open, put_down, refuse_overlap
from services.work import Refusal, Work

GONE = {OfferState.REVOKED: "offer_over", OfferState.EXPIRED: "offer_late", OfferState.PASSED: "offer_passed_on"}
DECLINE_REASONS = ("busy", "far", "unwell", "skill", "other")


async def accept(work: Work, offer_id: int) -> Visit:
    """Accept an offer for oneself, or as captain for the team; the visit is made, or joined where others are going already.

    Raises:
        Refusal: somebody else was first, the deadline has passed, the request is gone, or one has promised that time.
    """
    offer = await answerable(work, offer_id)
    request = await locked_request(work.session, offer.request_id)
    await work.session.refresh(offer)
    if offer.state is OfferState.ACCEPTED:
        raise Refusal("already_yours", request=request)
    if offer.state is not OfferState.SENT or request.state not in WAITING:
        raise Refusal(GONE.get(offer.state, "offer_gone"), request=request, offer=offer)
    if offer.deadline < work.now:
        raise Refusal("offer_late", request=request)
    visit = await _join(work, request, offer)
    move(work.session, offer, OfferState.ACCEPTED, at=work.now, actor_id=work.me)
    offer.answered_at = work.now
    await work.session.flush()
    if offer.team_id is not None or await _going(work, visit) >= visit.needed:
        await _filled(work, request, visit)
    return visit


async def decline(work: Work, offer_id: int, reason: str | None = None) -> Offer:
    """Say no, with or without a reason; it costs nothing, and the next are asked when their turn comes.

    Raises:
        Refusal: the offer was answered, filled or taken back before.
    """
    offer = await answerable(work, offer_id)
    request = await locked_request(work.session, offer.request_id)
    await work.session.refresh(offer)
    if offer.state is OfferState.DECLINED:
        offer.decline_reason = reason or offer.decline_reason
        return offer
    if not allowed(offer, OfferState.DECLINED):
        raise Refusal(GONE.get(offer.state, "offer_gone"), request=request, offer=offer)
    move(work.session, offer, OfferState.DECLINED, at=work.now, actor_id=work.me)
    offer.answered_at, offer.decline_reason = work.now, reason
    still = await offers_of_request(work.session, request.id, (OfferState.SENT,))
    if not still and request.state in WAITING:
        request.next_wave_at = work.now
        await work.session.flush()
        await send_wave(work, request.id)
    return offer


async def withdraw(work: Work, offer_id: int, reason: str | None = None) -> Request:
    """Give back what was accepted: the request waits again, others are asked, the resident is told.

    Raises:
        Refusal: there is nothing to give back, or the service has begun.
    """
    offer = await answerable(work, offer_id)
    request = await locked_request(work.session, offer.request_id)
    await work.session.refresh(offer)
    visit = await visit_of_request(work.session, request.id)
    if not allowed(offer, OfferState.WITHDRAWN) or visit is None or visit.state not in COMING:
        raise Refusal("nothing_to_give_back", request=request)
    move(work.session, offer, OfferState.WITHDRAWN, at=work.now, actor_id=work.me, reason=reason)
    offer.answered_at, offer.decline_reason = work.now, reason
    if offer.team_id is not None:
        await _team_leaves(work, visit)
    elif visit.team_id is not None:
        await leave_team_visit(work, request, visit, offer.person_id, reason)
        return request
    else:
        await _leave(work, visit, offer.person_id, reason)
    await tell(work, request.filed_by, "helper_changed", f"changed:{offer.id}:{offer.version}", request=request.id)
    await reopen(work, request, "withdrawn")
    return request


async def revoke_offers(work: Work, request: Request) -> None:
    """Take back every offer of a request that is cancelled, declined or merged, and tell those who were asked."""
    for offer in await offers_of_request(work.session, request.id, (OfferState.SENT, OfferState.ACCEPTED)):
        move(work.session, offer, OfferState.REVOKED, at=work.now)
        await tell(work, offer.person_id, "offer_revoked", f"revoked:{offer.id}", offer=offer.id)


async def answerable(work: Work, offer_id: int) -> Offer:
    """The offer, if it was put to the actor or to a team that they lead.

    Raises:
        Refusal: there is no such offer for this actor.
    """
    offer = await offer_for(work.session, work.actor, offer_id)
    leads = offer is not None and offer.team_id in work.actor.teams(Action.STAFF_VISITS)
    if offer is None or not (offer.person_id == work.me or leads):
        raise Refusal("no_offer")
    return offer


async def _join(work: Work, request: Request, offer: Offer) -> Visit:
    """The request's coming visit, or a new one; who accepts for themselves is put down for it."""
    visit = await visit_of_request(work.session, request.id)
    if visit is None or visit.state not in COMING:
        service = await service_of(work, request)
        visit = visit_of(work, request, offer, await visit_times(work, request, service), request.volunteers)
    if offer.team_id is None:
        await refuse_overlap(work, offer.person_id, visit.start, visit.end, but=visit.id)
    else:  # where one goes already for themselves, the captain names who goes along
        visit.team_id, visit.offer_id = offer.team_id, offer.id
    work.session.add(visit)
    await work.session.flush()
    if offer.team_id is None:
        await put_down(work, visit, offer.person_id)
    return visit


async def _filled(work: Work, request: Request, visit: Visit) -> None:
    """Enough have accepted: the others are told, and the visit is planned as soon as everybody is named."""
    move(work.session, request, RequestState.ACCEPTED, at=work.now, actor_id=work.me)
    request.accepted_at, request.next_wave_at = work.now, None
    lane = Lane.URGENT if request.danger or request.item_code.startswith("F") else Lane.NORMAL
    for other in await offers_of_request(work.session, request.id, (OfferState.SENT,)):
        move(work.session, other, OfferState.FILLED, at=work.now)
        await tell(
            work, other.person_id, "offer_filled", f"filled:{other.id}:{other.version}", lane=lane, offer=other.id
        )
    if visit.team_id is None:
        if not await propose_times(work, request, visit):
            await complete(work, request, visit)
    else:
        await tell(work, request.filed_by, "accepted", f"accepted:{visit.id}", lane=lane, visit=visit.id)


async def _leave(work: Work, visit: Visit, person_id: int, reason: str | None) -> None:
    rows = await attendances(work.session, visit.id)
    for row in rows:
        if row.person_id == person_id and row.state in GOING:
            move(work.session, row, leaving(work, visit, reason), at=work.now, actor_id=work.me)
    places_open(work, visit, going=any(row.state in GOING for row in rows))


async def _team_leaves(work: Work, visit: Visit) -> None:
    """Whom the captain named goes no more; who accepted for themselves still does."""
    accepted = await offers_of_request(work.session, visit.request_id, (OfferState.ACCEPTED,))
    own = {one.person_id: one for one in accepted if one.team_id is None}
    going = [row for row in await attendances(work.session, visit.id) if row.state in GOING]
    for row in going:
        if row.person_id not in own:
            move(work.session, row, AttendanceState.CANCELLED, at=work.now, actor_id=work.me)
            await tell(work, row.person_id, "visit_off", f"off:{visit.id}:{row.id}", visit=visit.id)
    staying = [own[row.person_id] for row in going if row.person_id in own]
    if staying:
        visit.team_id, visit.offer_id = None, staying[0].id
    places_open(work, visit, going=bool(staying))


async def _going(work: Work, visit: Visit) -> int:
    return sum(row.state in GOING for row in await attendances(work.session, visit.id))
