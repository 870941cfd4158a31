"""What chat shows of papers, corrections and stars: plain data, read for one person."""

from dataclasses import dataclass
from datetime import datetime

from models.area import Venue
from models.certificate import Correction, CorrectionState, Paper, PaperState
from models.claim import Claim
from models.grant import Action
from models.hours import Entry
from models.item import item
from models.ledger import served
from models.queries.hours import are_family
from models.queries.people import person_row
from models.queries.stars import objections_to
from models.request import Request
from models.scope import unscoped
from models.star import Star, StarState
from services.certificates.facts import Facts, facts_of, read_facts
from services.certificates.issuing import draft_facts
from services.certificates.names import masked
from services.disclosure import note_look
from services.work import Refusal, Work
from templates.words import say_date


@dataclass(frozen=True, slots=True)
class PaperCard:
    """A paper: what it states, or would state if it were issued now. `why_not`: why the reader cannot decide it."""

    id: int
    version: int
    kind: str
    state: str
    number: str
    first: str
    last: str
    name: str
    times: int
    minutes: int
    credit: int
    honour: int
    lines: tuple[tuple[str, int, int], ...]
    identity: str
    issuer: str
    responsible: str
    contact: str
    reason: str
    may_decide: bool
    why_not: str | None


@dataclass(frozen=True, slots=True)
class FixCard:
    """A correction: about an `entry` or a `paper`; `corrected` are the minutes that were entered again."""

    id: int
    state: str
    about: str
    number: str
    item: str | None
    start: datetime
    minutes: int
    corrected: int
    name: str
    words: str
    answer: str
    may_decide: bool


@dataclass(frozen=True, slots=True)
class StarCard:
    """A star: `shown` is the masked name, `name` the whole one where the reader decides or it is their own."""

    id: int
    level: int
    hours: int
    state: str
    until: datetime
    name: str
    shown: str
    venue: str
    minutes: int
    reason: str
    answer: str
    mine: bool
    waiting: bool
    may_decide: bool
    objections: tuple[tuple[str, str], ...]


async def paper_card(work: Work, paper: Paper) -> PaperCard:
    """A paper that the caller read for the actor."""
    facts = await _facts(work, paper)
    seen = ("name", "identity") if facts and facts.identity else ("name",)
    name, why_not = await _name(work, paper.person_id, *seen), await _why_not(work, paper.person_id)
    may = work.actor.may(Action.APPROVE_HOURS, area_code=paper.venue_code)
    venue = await work.session.get_one(Venue, paper.venue_code)
    return PaperCard(
        id=paper.id,
        version=paper.version,
        kind=paper.kind.value,
        state=paper.state.value,
        number=paper.number or "",
        first=say_date(paper.first, work.actor.language),
        last=say_date(paper.last, work.actor.language),
        name=name,
        times=facts.times if facts else 0,
        minutes=facts.minutes if facts else 0,
        credit=facts.credit if facts else 0,
        honour=facts.honour if facts else 0,
        lines=tuple((one.item, one.times, one.minutes) for one in facts.lines[:8]) if facts else (),
        identity=facts.identity if facts else "",
        issuer=venue.name,
        responsible=facts.responsible if facts else "",
        contact=facts.contact if facts else "",
        reason=paper.reason or "",
        may_decide=may and why_not is None,
        why_not=why_not if may else None,
    )


@unscoped("the entry or paper of a correction that the caller read for the actor")
async def fix_card(work: Work, fix: Correction) -> FixCard:
    """A correction that the caller read for the actor."""
    entry = await work.session.get(Entry, fix.entry_id) if fix.entry_id else None
    paper = await work.session.get(Paper, fix.paper_id) if fix.paper_id else None
    claim = await work.session.get(Claim, fix.claim_id) if fix.claim_id else None
    may = work.actor.may(Action.APPROVE_HOURS, area_code=fix.venue_code)
    return FixCard(
        id=fix.id,
        state=fix.state.value,
        about="entry" if entry else "paper",
        number=(paper.number or "") if paper else "",
        item=await _item(work, entry.request_id) if entry else None,
        start=(entry.start or entry.at) if entry else fix.asked_at,
        minutes=entry.minutes if entry else 0,
        corrected=claim.minutes if claim else 0,
        name=await _name(work, fix.person_id),
        words=fix.words or "",
        answer=fix.answer or "",
        may_decide=may and fix.state is CorrectionState.OPEN and await _why_not(work, fix.person_id) is None,
    )


async def star_card(work: Work, star: Star, *, public: bool = False) -> StarCard:
    """A star that the caller read for the actor; `public` for everybody: without the whole name and what was said."""
    name = masked((await person_row(work.session, star.person_id)).name)
    may = not public and work.actor.may(Action.APPROVE_HOURS, area_code=star.venue_code)
    told = await objections_to(work.session, star.id)
    venue = await work.session.get(Venue, star.venue_code[:9])  # the village would tell too much
    return StarCard(
        id=star.id,
        level=star.level,
        hours=star.hours,
        state=star.state.value,
        until=star.until,
        name=await _name(work, star.person_id) if may else name,
        shown=name,
        venue=venue.name if venue else "",
        minutes=await served(work.session, star.person_id) if may else 0,
        reason=star.reason or "",
        answer=next((one.answer or "" for one in told if one.person_id == work.me), ""),
        mine=star.person_id == work.me,
        waiting=may and any(one.answered_at is None for one in told),
        may_decide=may and star.state is StarState.PUBLISHED and await _why_not(work, star.person_id) is None,
        objections=tuple((one.words or "", one.answer or "") for one in told) if may else (),
    )


async def _facts(work: Work, paper: Paper) -> Facts | None:
    if paper.facts is not None:
        return read_facts(paper.facts)
    try:
        if paper.person_id != work.me and paper.state is PaperState.ASKED:
            return await draft_facts(work, paper)
        return await facts_of(work, paper, number="", responsible="", contact="")
    except Refusal:
        return None  # nothing is left to state


async def _why_not(work: Work, person_id: int) -> str | None:
    if person_id == work.me:
        return "own"
    return "family" if await are_family(work.session, work.me, person_id) else None


async def _name(work: Work, person_id: int, *seen: str) -> str:
    person = await person_row(work.session, person_id)
    if person_id != work.me:
        note_look(work, person, list(seen or ("name",)), "paper")
    return person.name or "—"


@unscoped("the item of a service that the caller read for the actor")
async def _item(work: Work, request_id: int | None) -> str | None:
    request = await work.session.get(Request, request_id) if request_id else None
    service = await item(work.session, request.item_code) if request else None
    return service.name(work.actor.language) if service else None
