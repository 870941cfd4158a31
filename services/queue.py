"""The clerk's queue of what is unmet: look, forward, find duplicates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from models.area import ancestors
from models.grant import Action
from models.item import item
from models.machine import allowed, move
from models.offer import Offer, OfferState
from models.queries.offers import offers_of_request
from models.queries.people import captain_of, person_row, teams_in
from models.queries.requests import live_requests_of, locked_request, queue, request_for
from models.request import WAITING, Request, RequestState
from models.scope import unscoped
from models.team import Team
from services.disclosure import note_look
from services.limits import respond_by
from services.outbox import tell
from services.work import Refusal, Work

NEAR = timedelta(hours=36)
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits, the most urgent first, and how many more there are."""

    requests: Sequence[Request]
    more: int


async def waiting(work: Work) -> Queue:
    """The requests that the actor has to look after."""
    found = await queue(work.session, work.actor, WAITING)
    return Queue(found[:SHOWN], max(0, len(found) - SHOWN))


async def handled(work: Work, request_id: int) -> Request:
    """A request in an area that the actor handles.

    Raises:
        Refusal: there is none such.
        NotAllowed: it is in somebody else's area.
    """
    request = await request_for(work.session, work.actor, request_id)
    if request is None:
        raise Refusal("no_request")
    work.actor.must(Action.HANDLE_REQUESTS, area_code=request.area_code)
    return request


async def duplicates(work: Work, request: Request) -> Sequence[Request]:
    """Other live requests of the same resident for the same item at about the same time."""
    others = await live_requests_of(work.session, work.actor, request.resident_id)
    return [one for one in others if one.id != request.id and _is_alike(one, request)]


async def teams_for(work: Work, request: Request) -> Sequence[Team]:
    """The teams to which a request can be forwarded: those around that offer the item, not asked yet, nearest first."""
    asked = {offer.team_id for offer in await offers_of_request(work.session, request.id)}
    teams = await teams_in(work.session, ancestors(request.area_code))
    return [team for team in teams if team.id not in asked and _offers(team, request.item_code)]


async def forward(work: Work, request_id: int, team_id: int) -> Offer:
    """Put a waiting request to a team of the clerk's choice; it is an offer as any other and may be declined.

    Raises:
        Refusal: the request does not wait any more, or the team was asked or has no captain.
    """
    await handled(work, request_id)
    request = await locked_request(work.session, request_id)
    team = await work.session.get(Team, team_id)
    captain = await captain_of(work.session, team) if team else None
    if request.state not in WAITING or team is None or captain is None:
        raise Refusal("changed")
    if any(
        one.person_id == captain or one.team_id == team_id for one in await offers_of_request(work.session, request.id)
    ):
        raise Refusal("asked_before")
    service = await item(work.session, request.item_code)
    deadline = respond_by(work, service, request.start) if service else work.now + timedelta(hours=8)
    request.respond_by = max(request.respond_by or deadline, deadline)
    offer = Offer(
        request_id=request.id,
        team_id=team_id,
        person_id=captain,
        wave=request.wave + 1,
        level=request.level,
        state=OfferState.SENT,
        sent_at=work.now,
        deadline=request.respond_by,
        reasons=[{"code": "forwarded"}],
    )
    work.session.add(offer)
    request.clerk_id = request.clerk_id or work.me
    if allowed(request, RequestState.OFFERED):
        move(work.session, request, RequestState.OFFERED, at=work.now, actor_id=work.me)
    await work.session.flush()
    await tell(work, captain, "offer", f"offer:{offer.id}:{offer.version}", expires_at=offer.deadline, offer=offer.id)
    return offer


@dataclass(frozen=True, slots=True)
class AskedOne:
    """Somebody who was asked for a request: who, why, and the answer."""

    name: str
    team: str | None
    state: str
    decline: str | None
    reasons: list[dict[str, Any]]


@unscoped("a request that is checked to be in the actor's area; the look at the names is written down")
async def who_was_asked(work: Work, request: Request) -> list[AskedOne]:
    """为什么是他们: everybody who was asked, in the order of asking."""
    found = []
    for offer in await offers_of_request(work.session, request.id):
        person = await person_row(work.session, offer.person_id)
        note_look(work, person, ["name"], "why", request.id)
        team = await work.session.get(Team, offer.team_id) if offer.team_id else None
        found.append(
            AskedOne(
                person.name or "—",
                team.name if team else None,
                offer.state.value,
                offer.decline_reason,
                list(offer.reasons or []),
            )
        )
    return found


def _is_alike(one: Request, other: Request) -> bool:
    if one.item_code != other.item_code:
        return False
    if one.start is None or other.start is None:
        return abs(one.created_at - other.created_at) < NEAR
    return abs(one.start - other.start) < NEAR


def _offers(team: Team, code: str) -> bool:
    return code in team.skills or code[0] in team.skills
