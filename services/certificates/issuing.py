"""Papers asked for, issued, refused and revoked. What a paper states is fixed when it is issued and never changes."""

from collections.abc import Mapping
from datetime import date

from models.area import ancestors, county_of
from models.certificate import IdentityShown, Paper, PaperKind, PaperState
from models.counter import next_number
from models.grant import Role, holders
from models.ids import new_id
from models.machine import allowed, move
from models.queries.certificates import first_service, paper_for
from models.queries.people import person_row
from services.certificates.desk import must_decide, tell_desk
from services.certificates.facts import Facts, facts_of, issuer_of, services_for, write_facts
from services.certificates.names import new_number, read_identity
from services.outbox import tell
from services.work import Refusal, Work

LONGEST_REASON = 500


async def whole_time(work: Work) -> tuple[date, date]:
    """From the actor's first day of service to today.

    Raises:
        Refusal: there was none.
    """
    start = await first_service(work.session, work.me)
    if start is None:
        raise Refusal("paper_nothing")
    return start.astimezone(work.zone).date(), work.now.astimezone(work.zone).date()


async def make_statement(work: Work, first: date, last: date) -> Paper:
    """A statement of one's own service, issued at once by the program itself; it names nobody who answers for it.

    Raises:
        Refusal: there is no service in these days, or they are no stretch of days in the past.
    """
    paper = await _new(work, PaperKind.STATEMENT, PaperState.ISSUED, first, last)
    await _fix(work, paper, responsible="", contact="")
    return paper


async def ask_record(
    work: Work, first: date, last: date, shown: IdentityShown = IdentityShown.NONE, identity: str = ""
) -> Paper:
    """Ask for the official record; the clerks of the venue that recorded the service are told.

    Raises:
        Refusal: as for `make_statement`, or the identity number that is to be printed is none.
    """
    paper = await _new(work, PaperKind.OFFICIAL, PaperState.ASKED, first, last)
    if shown is not IdentityShown.NONE:
        paper.identity, paper.identity_shown = read_identity(identity), shown
        if paper.identity is None:
            raise Refusal("paper_identity")
    await tell_desk(work, paper.venue_code, "paper_asked", f"paper:{paper.id}", but=work.me, paper=paper.id)
    return paper


async def draft_facts(work: Work, paper: Paper) -> Facts:
    """What an asked record would state if the actor issued it now, with an empty number.

    Raises:
        Refusal: there is no service any more, or no telephone to print.
    """
    issuer = await person_row(work.session, work.me)
    contact = contact_of(work.settings.certificates.contacts, paper.venue_code) or issuer.phone or ""
    return await facts_of(work, paper, number="", responsible=issuer.name or "", contact=contact)


async def issue(work: Work, paper_id: int, version: int | None = None) -> Paper:
    """Issue a record that was asked for: its figures are fixed, it gets its number, and the volunteer is told.

    Raises:
        Refusal: it is decided already, has changed, is the actor's own or their family's, or there is nothing to state,
            nobody to answer for it, or no telephone.
        NotAllowed: the actor approves no hours at the venue.
    """
    paper = await _to_decide(work, paper_id, PaperState.ISSUED, version)
    draft = await draft_facts(work, paper)
    if not draft.responsible or not draft.contact:
        raise Refusal("paper_contact")
    move(work.session, paper, PaperState.ISSUED, at=work.now, actor_id=work.me)
    await _fix(work, paper, responsible=draft.responsible, contact=draft.contact)
    await tell(work, paper.person_id, "paper_issued", f"paper-issued:{paper.id}", paper=paper.id)
    return paper


async def refuse(work: Work, paper_id: int, words: str) -> Paper:
    """Do not issue a record, for a reason that the volunteer reads.

    Raises:
        Refusal, NotAllowed: as for `issue`, or no reason is given.
    """
    return await _end(work, paper_id, PaperState.REFUSED, words)


async def revoke(work: Work, paper_id: int, words: str) -> Paper:
    """Revoke an issued paper, for a reason that the volunteer reads; whoever verifies it sees that it no longer holds.

    Raises:
        Refusal, NotAllowed: as for `issue`, or no reason is given.
    """
    return await _end(work, paper_id, PaperState.REVOKED, words)


async def read_paper(work: Work, paper_id: int, *, lock: bool = False) -> Paper:
    """A paper that the actor may read.

    Raises:
        Refusal: there is none.
    """
    paper = await paper_for(work.session, work.actor, paper_id, lock=lock)
    if paper is None:
        raise Refusal("paper_gone")
    return paper


def contact_of(contacts: Mapping[str, str], venue_code: str) -> str | None:
    """The telephone for a venue: its own, or that of the nearest venue above it."""
    return next((contacts[code] for code in ancestors(venue_code) if contacts.get(code)), None)


async def _new(work: Work, kind: PaperKind, state: PaperState, first: date, last: date) -> Paper:
    today = work.now.astimezone(work.zone).date()
    if not first <= last or first > today:
        raise Refusal("paper_days")
    services = await services_for(work, work.me, first, min(last, today))
    recorder = (await issuer_of(work, services)).code
    paper = Paper(
        id=new_id(),
        kind=kind,
        state=state,
        person_id=work.me,
        venue_code=await _staffed(work, recorder) if kind is PaperKind.OFFICIAL else recorder,
        first=first,
        last=min(last, today),
        language=work.actor.language,
        asked_at=work.now,
    )
    work.session.add(paper)
    await work.session.flush()
    return paper


async def _staffed(work: Work, code: str) -> str:
    """The nearest venue, from this one upwards, with a clerk or manager of its own who can answer for a record."""
    codes = ancestors(code)
    held = [
        area for role in (Role.CLERK, Role.MANAGER) for area, _ in await holders(work.session, role, codes, work.now)
    ]
    return max(held, key=len, default=code)


async def _fix(work: Work, paper: Paper, *, responsible: str, contact: str) -> None:
    county = county_of(paper.venue_code)
    year = work.now.astimezone(work.zone).year
    serial = await next_number(work.session, f"paper:{county}:{year}")
    paper.number = new_number(county, year, serial)
    facts = await facts_of(work, paper, number=paper.number, responsible=responsible, contact=contact)
    paper.facts, paper.digest = write_facts(facts)
    paper.issued_at, paper.issued_by = work.now, work.me if responsible else None
    await work.session.flush()


async def _to_decide(work: Work, paper_id: int, to: PaperState, version: int | None = None) -> Paper:
    paper = await read_paper(work, paper_id, lock=True)
    await must_decide(work, paper.venue_code, paper.person_id)
    if not allowed(paper, to) or version not in (None, paper.version):
        raise Refusal("paper_gone")
    return paper


async def _end(work: Work, paper_id: int, to: PaperState, words: str) -> Paper:
    if not words.strip():
        raise Refusal("reason_needed")
    paper = await _to_decide(work, paper_id, to)
    move(work.session, paper, to, at=work.now, actor_id=work.me)
    paper.reason, paper.ended_at, paper.ended_by = words.strip()[:LONGEST_REASON], work.now, work.me
    await work.session.flush()
    await tell(work, paper.person_id, f"paper_{to.value}", f"paper-{to.value}:{paper.id}", paper=paper.id)
    return paper
