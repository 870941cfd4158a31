"""Whether a paper is genuine, and whether it still says what is true: for whoever has its number in hand."""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from hmac import compare_digest

from models.certificate import Paper, PaperState
from models.queries.certificates import minutes_left, paper_by_number, services_between
from services.certificates.facts import Facts, ledger_hash, read_facts, stretch
from services.certificates.names import masked, read_number
from services.work import Work


@dataclass(frozen=True, slots=True)
class Verified:
    """What is shown of a paper: the name masked, never an identity number.

    `state`: holds, corrected (some of the minutes were reversed since: `left` still count), revoked, or damaged (the ledger
    or what was stored no longer agrees with what was fixed).
    """

    state: str
    kind: str
    number: str
    name: str
    first: date
    last: date
    minutes: int
    credit: int
    honour: int
    times: int
    left: int
    issuer: str
    issued: date
    ended: datetime | None
    digest: str


async def verify(work: Work, typed: str) -> Verified | None:
    """The paper with the number that was typed; None where there is none."""
    number = read_number(typed)
    paper = await paper_by_number(work.session, number) if number else None
    if paper is None or paper.facts is None or paper.digest is None or paper.issued_at is None:
        return None
    text = paper.facts
    facts = read_facts(text)
    days = stretch(work, paper.first, paper.last)
    left = await minutes_left(work.session, paper.person_id, *days, facts.heads)
    intact = compare_digest(sha256(text.encode()).digest(), paper.digest) and await _ledger_agrees(work, paper, facts)
    return Verified(
        state=_state(paper, facts, left, intact),
        kind=facts.kind,
        number=facts.number,
        name=masked(facts.name),
        first=date.fromisoformat(facts.first),
        last=date.fromisoformat(facts.last),
        minutes=facts.minutes,
        credit=facts.credit,
        honour=facts.honour,
        times=facts.times,
        left=left,
        issuer=facts.issuer,
        issued=date.fromisoformat(facts.issued),
        ended=paper.ended_at,
        digest=paper.digest.hex(),
    )


async def _ledger_agrees(work: Work, paper: Paper, facts: Facts) -> bool:
    days = stretch(work, paper.first, paper.last)
    services = await services_between(work.session, paper.person_id, *days, facts.heads)
    return ledger_hash(services) == facts.ledger


def _state(paper: Paper, facts: Facts, left: int, intact: bool) -> str:
    if paper.state is PaperState.REVOKED:
        return "revoked"
    if not intact:
        return "damaged"
    return "holds" if left == facts.minutes else "corrected"
