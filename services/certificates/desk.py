"""What waits at a clerk's desk beside hours: records to issue, corrections and objections to answer."""

from dataclasses import dataclass
from typing import Any

from models.area import ancestors
from models.certificate import Correction, Paper
from models.grant import Action, NotAllowed, Role, holders
from models.outbox import Lane
from models.queries.certificates import corrections_to_answer, papers_to_issue
from models.queries.hours import are_family
from models.queries.stars import stars_objected
from models.star import Star
from services.outbox import tell
from services.work import Refusal, Work

SHOWN = 6


@dataclass(frozen=True, slots=True)
class Desk:
    """The first few of each, and how many there are in all."""

    papers: tuple[Paper, ...]
    corrections: tuple[Correction, ...]
    stars: tuple[Star, ...]
    count: int


async def desk(work: Work) -> Desk:
    """What waits for the actor.

    Raises:
        NotAllowed: they approve no hours anywhere.
    """
    if not work.actor.areas(Action.APPROVE_HOURS):
        raise NotAllowed(Action.APPROVE_HOURS.value)
    papers = await papers_to_issue(work.session, work.actor)
    corrections = await corrections_to_answer(work.session, work.actor)
    stars = await stars_objected(work.session, work.actor)
    count = len(papers) + len(corrections) + len(stars)
    return Desk(tuple(papers[:SHOWN]), tuple(corrections[:SHOWN]), tuple(stars[:SHOWN]), count)


async def must_decide(work: Work, venue_code: str, person_id: int) -> None:
    """Refuse unless the actor may decide about a volunteer's paper, correction or star.

    Raises:
        NotAllowed: they approve no hours at that venue.
        Refusal: it is about themselves or their family.
    """
    work.actor.must(Action.APPROVE_HOURS, area_code=venue_code)
    if person_id == work.me:
        raise Refusal("hours_second", why="own")
    if await are_family(work.session, work.me, person_id):
        raise Refusal("hours_second", why="family")


async def tell_desk(work: Work, venue_code: str, template: str, key: str, *, but: int = 0, **ids: Any) -> None:
    """Tell the clerks of the nearest venue that has any, or else the managers; never whom it is about."""
    codes = ancestors(venue_code)
    for role in (Role.CLERK, Role.MANAGER):
        found = [one for one in await holders(work.session, role, codes, work.now) if one[1] != but]
        if found:
            for code, person_id in found:
                if code == found[0][0]:
                    await tell(work, person_id, template, key, lane=Lane.LATER, **ids)
            return
