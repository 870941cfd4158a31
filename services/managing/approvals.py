"""What waits for a yes on the managers' pages: hours, what is unusual about them, and those who want to join a team."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from models.claim import Claim
from models.grant import Action
from models.hours import Entry
from models.queries.hours import anomalies_to_review, claim_for, claims_to_decide
from models.queries.manage_people import Joiner, joiner, joiners
from models.scope import reach
from models.team import Membership
from services.disclosure import note_looks
from services.hours import claims as deciding
from services.hours.cards import ClaimCard, OddCard, claim_card, odd_card
from services.joining import answer_joiner
from services.managing.lists import EXPORTED, Part, first_of, part, skill_names
from services.work import Refusal, Work

SIZE = 15


@dataclass(frozen=True, slots=True)
class JoinLine:
    """Somebody who wants to join a team."""

    id: int
    name: str
    team: str
    asked_at: datetime
    skills: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Approvals:
    """All that waits for the actor."""

    claims: Part[ClaimCard]
    odd: list[OddCard]
    joins: list[JoinLine]


async def waiting(work: Work, page: int = 1) -> Approvals:
    """What waits for the actor: a page of hours, what is unusual, and who wants to join."""
    claims = await claims_to_decide(work.session, work.actor)
    first = first_of(page, SIZE)
    cards = [await claim_card(work, one) for one in claims[first : first + SIZE]]
    odd = [await odd_card(work, one) for one in (await anomalies_to_review(work.session, work.actor))[:SIZE]]
    return Approvals(part(cards, page, SIZE, len(claims)), odd, await _joins(work))


async def count_waiting(work: Work) -> int:
    """How much waits for the actor."""
    claims = await claims_to_decide(work.session, work.actor)
    return len(claims) + len(await joiners(work.session, work.actor))


async def everything(work: Work) -> list[ClaimCard]:
    """All hours that wait, for a file, of the places whose hours the actor may both approve and take away."""
    codes = reach(work.actor, Action.APPROVE_HOURS, Action.EXPORT)
    found = await claims_to_decide(work.session, work.actor)
    taken = [one for one in found if any(one.chain.startswith(code) for code in codes)]
    return [await claim_card(work, one) for one in taken[:EXPORTED]]


async def approve_hours(work: Work, claim_id: int, version: int) -> Entry:
    """Say yes to hours, as they were shown.

    Raises:
        Refusal, NotAllowed: see `services.hours.claims.approve`; or they changed since they were shown.
    """
    await _as_shown(work, claim_id, version)
    return await deciding.approve(work, claim_id)


async def refuse_hours(work: Work, claim_id: int, version: int, words: str) -> Claim:
    """Say no to hours, with a reason.

    Raises:
        Refusal, NotAllowed: see `services.hours.claims.refuse`; or they changed since they were shown.
    """
    await _as_shown(work, claim_id, version)
    return await deciding.refuse(work, claim_id, words)


async def answer_join(work: Work, membership_id: int, *, welcome: bool) -> Membership:
    """Take somebody into a team, or not.

    Raises:
        Refusal: nobody of the actor's areas asked so, or it is answered.
    """
    if await joiner(work.session, work.actor, membership_id) is None:
        raise Refusal("changed")
    return await answer_joiner(work, membership_id, welcome=welcome)


async def _as_shown(work: Work, claim_id: int, version: int) -> None:
    claim = await claim_for(work.session, work.actor, claim_id)
    if claim is None or claim.version != version:
        raise Refusal("hours_decided")


async def _joins(work: Work) -> list[JoinLine]:
    found: Sequence[Joiner] = await joiners(work.session, work.actor)
    services = await skill_names(work)
    note_looks(work, (one.person.id for one in found if one.person.id != work.me), ["name"], "join")
    return [
        JoinLine(
            id=one.membership.id,
            name=one.person.name or "—",
            team=one.team.name,
            asked_at=one.membership.asked_at,
            skills=tuple(services.get(code, code) for code in one.skills),
        )
        for one in found
    ]
