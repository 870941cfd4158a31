"""Substitutes (替班): who cannot come proposes a mate of their team, who must say yes; captain and resident hear."""

from typing import Any

from matching.plain import Candidate
from models.ids import short
from models.machine import move
from models.offer import Offer, OfferState
from models.person import Person
from models.queries.offers import offers_of_request
from models.queries.people import captain_of, person_row
from models.queries.requests import locked_request
from models.queries.time import mates_of
from models.queries.visits import attendances, busy_times, visit_for
from models.request import Request
from models.scope import unscoped
from models.standby import Substitute
from models.team import Team
from models.visit import GOING, AttendanceState, Visit, VisitState
from services.candidates import all_candidates, need_of
from services.cards import visit_card
from services.dispatch import candidates_for, service_of
from services.notices import Context, loader
from services.outbox import tell
from services.staffing import put_down, refuse_overlap
from services.work import Refusal, Work

OPEN = (VisitState.STAFFING, VisitState.AGREEING, VisitState.PLANNED)
SHOWN = 8


async def mates_for(work: Work, visit_id: int) -> list[Person]:
    """Mates of the actor who could go in their place: free then, and able to do it.

    Raises:
        Refusal: the actor does not go there, or it has begun.
    """
    visit, request = await _mine(work, visit_id)
    mates = set(await mates_of(work.session, work.me, visit.team_id))
    mates -= {row.person_id for row in await attendances(work.session, visit.id) if row.state in GOING}
    mates -= {person for person, *_ in await busy_times(work.session, visit.start, visit.end, but=visit.id)}
    able = await _able(work, request, visit)
    return [await person_row(work.session, person_id) for person_id in sorted(mates & able)][:SHOWN]


async def _able(work: Work, request: Request, visit: Visit) -> set[int]:
    """Who may be asked for it; in a team's visit its members who have the skill, whom the captain could name."""
    need = await need_of(work, request, await service_of(work, request))
    if visit.team_id is not None:
        return {one.person_id for one in await all_candidates(work, need) if one.team_id == visit.team_id}
    ranked = [one.candidate for _, one in await candidates_for(work, request, need)]
    return {who.person_id for who in ranked if isinstance(who, Candidate)}


async def propose_mate(work: Work, visit_id: int, person_id: int) -> Person:
    """Ask a mate to go in one's place; until they say yes one is still to come.

    Raises:
        Refusal: the actor does not go there, or the mate cannot.
    """
    mate = next((one for one in await mates_for(work, visit_id) if one.id == person_id), None)
    if mate is None:
        raise Refusal("no_member")
    row = await work.session.get(Substitute, (visit_id, work.me))
    if row is None:
        row = Substitute(visit_id=visit_id, for_id=work.me)
        work.session.add(row)
    row.person_id, row.at = mate.id, work.now
    await work.session.flush()
    visit, _ = await _mine(work, visit_id)
    key = f"substitute:{visit_id}:{work.me}:{int(work.now.timestamp())}"
    await tell(work, mate.id, "free_substitute", key, expires_at=visit.start, visit=visit_id, instead_of=work.me)
    return mate


@unscoped("a visit for which the actor was proposed")
async def take_place(work: Work, visit_id: int, for_id: int) -> Visit:
    """Say yes: the actor goes in the place of who proposed them; they, the captain and the resident hear.

    Raises:
        Refusal: nobody proposed the actor, it has changed meanwhile, or they have promised that time.
    """
    row = await work.session.get(Substitute, (visit_id, for_id))
    if row is None or row.person_id != work.me:
        raise Refusal("changed")
    visit = await work.session.get_one(Visit, visit_id)
    request = await locked_request(work.session, visit.request_id)
    await work.session.refresh(visit)
    theirs = [
        one for one in await attendances(work.session, visit.id) if one.person_id == for_id and one.state in GOING
    ]
    if not theirs or visit.state not in OPEN:
        raise Refusal("changed")
    await refuse_overlap(work, work.me, visit.start, visit.end, but=visit.id)
    move(work.session, theirs[0], AttendanceState.CANCELLED, at=work.now, actor_id=work.me, reason="substitute")
    await put_down(work, visit, work.me)
    if visit.team_id is None:
        await _hand_over_offer(work, request, for_id)
    await work.session.delete(row)
    await work.session.flush()
    await _tell_all(work, request, visit, for_id)
    return visit


async def _hand_over_offer(work: Work, request: Request, for_id: int) -> None:
    """Who comes is who has accepted: the one offer is given back, the other taken."""
    offers = {one.person_id: one for one in await offers_of_request(work.session, request.id)}
    old, mine = offers.get(for_id), offers.get(work.me)
    if old is not None and old.state is OfferState.ACCEPTED:
        move(work.session, old, OfferState.WITHDRAWN, at=work.now, actor_id=for_id, reason="substitute")
    if mine is None:
        mine = Offer(request_id=request.id, person_id=work.me, state=OfferState.SENT, wave=request.wave)
        mine.level, mine.sent_at, mine.deadline = request.level, work.now, request.respond_by or work.now
        work.session.add(mine)
    elif mine.state is OfferState.FILLED:
        move(work.session, mine, OfferState.SENT, at=work.now)
    move(work.session, mine, OfferState.ACCEPTED, at=work.now, actor_id=work.me)
    mine.answered_at = work.now


async def _tell_all(work: Work, request: Request, visit: Visit, for_id: int) -> None:
    team = await work.session.get(Team, visit.team_id) if visit.team_id else None
    captain = await captain_of(work.session, team) if team else None
    key = f"substituted:{visit.id}:{for_id}:{visit.version}"
    concerned = {one for one in (request.filed_by, for_id, captain) if one is not None}
    for person_id in concerned - {work.me}:
        await tell(work, person_id, "free_substituted", key, visit=visit.id)


@unscoped("the actor's own visit")
async def _mine(work: Work, visit_id: int) -> tuple[Visit, Request]:
    visit = await visit_for(work.session, work.actor, visit_id)
    going = [] if visit is None else await attendances(work.session, visit.id)
    if visit is None or visit.state not in OPEN or not any(r.person_id == work.me and r.state in GOING for r in going):
        raise Refusal("nothing_to_give_back")
    return visit, await locked_request(work.session, visit.request_id)


@loader("free_substitute")
@unscoped("a visit for which the recipient was proposed: what, when and in which village")
async def _proposed(work: Work, ids: dict[str, Any]) -> Context | None:
    row = await work.session.get(Substitute, (ids["visit"], ids["instead_of"]))
    visit = await work.session.get(Visit, ids["visit"])
    if row is None or row.person_id != work.me or visit is None or visit.state not in OPEN:
        return None
    who = await person_row(work.session, ids["instead_of"])
    return {"visit": await visit_card(work, visit), "name": who.name or "—", "for_short": short(who.id)}


@loader("free_substituted")
@unscoped("a visit of the recipient's request or team, or that was theirs")
async def _taken(work: Work, ids: dict[str, Any]) -> Context | None:
    visit = await work.session.get(Visit, ids["visit"])
    return None if visit is None else {"visit": await visit_card(work, visit)}
