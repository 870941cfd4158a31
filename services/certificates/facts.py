"""What a paper states: figures taken from the ledger once, when it is issued, and a digest over all of it."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from models.area import Venue, ancestors
from models.certificate import IdentityShown, Paper
from models.hours import Book
from models.item import item
from models.person import Person
from models.queries.certificates import Heads, Service, heads_of, services_between
from models.queries.people import person_row, volunteer_of
from services.certificates.names import masked_identity
from services.summary.period import midnight
from services.work import Refusal, Work


@dataclass(frozen=True, slots=True)
class Line:
    """What was served of one item (empty where there was no request): how often, and how many minutes."""

    item: str
    times: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What a paper states, in its own language.

    `heads` are the chains' newest numbers when it was issued, `ledger` a hash over the entries behind it up to there, in hex.
    """

    kind: str
    number: str
    language: str
    name: str
    volunteer: str
    identity: str
    first: str
    last: str
    times: int
    minutes: int
    credit: int
    honour: int
    lines: tuple[Line, ...]
    issuer: str
    responsible: str
    contact: str
    issued: str
    heads: dict[str, int]
    ledger: str


def write_facts(facts: Facts) -> tuple[str, bytes]:
    """The facts as JSON with its keys in order, and the SHA-256 of it."""
    text = json.dumps(asdict(facts), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text, hashlib.sha256(text.encode()).digest()


def read_facts(text: str) -> Facts:
    """The facts that `write_facts` wrote."""
    plain = json.loads(text)
    return Facts(**{**plain, "lines": tuple(Line(**line) for line in plain["lines"])})


def stretch(work: Work, first: date, last: date) -> tuple[datetime, datetime]:
    """The moments at which the local days begin and end."""
    return midnight(first, work.zone), midnight(last + timedelta(days=1), work.zone)


async def services_for(
    work: Work, person_id: int, first: date, last: date, heads: Heads | None = None
) -> list[Service]:
    """What counts of a person's service in some local days: now, or as it was when the chains had these heads.

    Raises:
        Refusal: nothing.
    """
    found = await services_between(work.session, person_id, *stretch(work, first, last), heads)
    if not found:
        raise Refusal("paper_nothing")
    return found


async def issuer_of(work: Work, services: Sequence[Service]) -> Venue:
    """Who records also certifies: the nearest venue in whose area all of the service was recorded.

    Raises:
        Refusal: it was recorded in several counties.
    """
    chains = [one.chain for one in services]
    for code in ancestors(chains[0]):
        if all(chain.startswith(code) for chain in chains) and (venue := await work.session.get(Venue, code)):
            return venue
    raise Refusal("no_venue")


async def facts_of(work: Work, paper: Paper, *, number: str, responsible: str, contact: str) -> Facts:
    """What a paper states if it is issued now.

    Raises:
        Refusal: there is no service that counts any more, or no name is known.
    """
    heads = await heads_of(work.session, paper.person_id)
    services = await services_for(work, paper.person_id, paper.first, paper.last, heads)
    person = await person_row(work.session, paper.person_id)
    volunteer = await volunteer_of(work.session, paper.person_id)
    venue = await work.session.get_one(Venue, paper.venue_code)
    return Facts(
        kind=paper.kind.value,
        number=number,
        language=paper.language,
        name=_name(person),
        volunteer=volunteer.number if volunteer else "",
        identity=_identity(paper),
        first=paper.first.isoformat(),
        last=paper.last.isoformat(),
        times=len(services),
        minutes=sum(one.minutes for one in services),
        credit=sum(one.minutes for one in services if one.book == Book.CREDIT),
        honour=sum(one.minutes for one in services if one.book == Book.HONOUR),
        lines=await _lines(work, services, paper.language),
        issuer=venue.name,
        responsible=responsible,
        contact=contact,
        issued=work.now.astimezone(work.zone).date().isoformat(),
        heads=heads,
        ledger=ledger_hash(services),
    )


def ledger_hash(services: Sequence[Service]) -> str:
    """A hash over the digests of the entries behind a paper, in the order of the ledger."""
    return hashlib.sha256(b"".join(one.digest for one in services)).hexdigest()


def _name(person: Person) -> str:
    if not person.name:
        raise Refusal("paper_name")
    return person.name


def _identity(paper: Paper) -> str:
    if paper.identity is None or paper.identity_shown is IdentityShown.NONE:
        return ""
    whole = paper.identity_shown is IdentityShown.WHOLE
    return paper.identity if whole else masked_identity(paper.identity)


async def _lines(work: Work, services: Sequence[Service], language: str) -> tuple[Line, ...]:
    sums: dict[str, list[int]] = {}
    for one in services:
        row = sums.setdefault(one.item or "", [0, 0])
        row[0] += 1
        row[1] += one.minutes
    lines = []
    for code, (times, minutes) in sorted(sums.items(), key=lambda pair: (-pair[1][1], pair[0])):
        service = await item(work.session, code) if code else None
        lines.append(Line(service.name(language) if service else "", times, minutes))
    return tuple(lines)
