"""Passing an offer on (层层派单): a captain hands it down to a team below, or asks a team beside; nobody is asked twice."""

from collections.abc import Sequence

from models.area import ancestors
from models.grant import Action
from models.machine import move
from models.offer import Offer, OfferState
from models.queries.offers import offer_for, offers_of_request
from models.queries.people import captain_of, teams_in, teams_within
from models.queries.requests import locked_request
from models.request import WAITING, Request
from models.team import Team
from services.outbox import tell
from services.work import Refusal, Work


async def teams_below_and_beside(work: Work, offer: Offer, request: Request) -> tuple[Sequence[Team], Sequence[Team]]:
    """Teams to which a captain may pass an offer: of venues below the team's own, and of the same level around the request."""
    team = await work.session.get_one(Team, offer.team_id)
    asked = {one.team_id for one in await offers_of_request(work.session, request.id)}
    below = [t for t in await teams_within(work.session, team.venue_code) if len(t.venue_code) > len(team.venue_code)]
    around = await teams_in(work.session, [*ancestors(request.area_code), team.venue_code])
    beside = [t for t in around if len(t.venue_code) == len(team.venue_code)]
    return _able(below, request, asked), _able(beside, request, asked)


async def pass_on(work: Work, offer_id: int, team_id: int) -> Offer:
    """Pass an offer that waits for one's answer to another team; it stays declinable, and its deadline is the same.

    Raises:
        Refusal: it was answered or has lapsed, or the other team was asked, has no captain, or does not offer the item.
        NotAllowed: the actor does not lead the team.
    """
    offer = await offer_for(work.session, work.actor, offer_id)
    if offer is None or offer.team_id is None:
        raise Refusal("no_offer")
    work.actor.must(Action.STAFF_VISITS, team_id=offer.team_id)
    request = await locked_request(work.session, offer.request_id)
    await work.session.refresh(offer)
    if offer.state is not OfferState.SENT or request.state not in WAITING or offer.deadline < work.now:
        raise Refusal("offer_gone", request=request, offer=offer)
    below, beside = await teams_below_and_beside(work, offer, request)
    chosen = next((team for team in (*below, *beside) if team.id == team_id), None)
    captain = await captain_of(work.session, chosen) if chosen else None
    if chosen is None or captain is None:
        raise Refusal("changed")
    if any(one.person_id == captain for one in await offers_of_request(work.session, request.id)):
        raise Refusal("asked_before")
    move(work.session, offer, OfferState.PASSED, at=work.now, actor_id=work.me)
    offer.answered_at = work.now
    own = await work.session.get_one(Team, offer.team_id)
    passed = Offer(
        request_id=request.id,
        team_id=chosen.id,
        person_id=captain,
        wave=offer.wave,
        level=offer.level,
        state=OfferState.SENT,
        sent_at=work.now,
        deadline=offer.deadline,
        reasons=[{"code": "handed_down" if chosen in below else "asked_beside", "team": own.name}],
    )
    work.session.add(passed)
    await work.session.flush()
    await tell(
        work, captain, "offer", f"offer:{passed.id}:{passed.version}", expires_at=offer.deadline, offer=passed.id
    )
    return passed


def _able(teams: Sequence[Team], request: Request, asked: set[int | None]) -> list[Team]:
    code = request.item_code
    return [team for team in teams if team.id not in asked and (code in team.skills or code[0] in team.skills)]
