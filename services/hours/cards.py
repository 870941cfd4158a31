"""What messages and pages show of hours: plain data, read for one person."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from models.anomaly import Anomaly, AnomalyState
from models.claim import About, Claim, ClaimState
from models.grant import Action
from models.hours import Book, Entry
from models.ids import short
from models.item import item
from models.ledger import served
from models.queries.hours import (
    anomalies_about,
    anomalies_to_review,
    books,
    claim_of_attendance,
    claims_to_decide,
    last_entries,
    own_claims,
    remarks_about,
)
from models.queries.people import person_row
from models.queries.visits import attendances
from models.request import Request
from models.scope import unscoped
from models.visit import Attendance, AttendanceState, Visit
from services.cards import VisitCard, visit_card
from services.disclosure import note_look
from services.hours.claims import why_not
from services.hours.points import points_of
from services.work import Work

SHOWN = 8
REFUSED_SHOWN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class EntryLine:
    """A line of the ledger."""

    kind: str
    book: str
    minutes: int
    at: datetime
    item: str | None


@dataclass(frozen=True, slots=True)
class Odd:
    """Something unusual: what, with the numbers that explain it."""

    kind: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ClaimCard:
    """Minutes that wait. `waits`: time, second, manager, refused or counted. `why_not`: why the reader cannot decide it."""

    id: int
    version: int
    waits: str
    minutes: int
    start: datetime
    end: datetime
    grade: str
    late: bool
    due_at: datetime | None
    item: str | None
    name: str
    entered_by: str | None
    objected: bool
    odd: tuple[Odd, ...]
    remarks: tuple[tuple[str, str], ...]
    why_not: str | None


@dataclass(frozen=True, slots=True)
class OddCard:
    """Something unusual about minutes that count, or about who approves."""

    id: int
    odd: Odd
    name: str
    minutes: int
    start: datetime | None
    item: str | None
    open: bool
    has_entry: bool
    remarks: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class HoursCard:
    """A person's own hours."""

    total: int
    credit: int
    honour: int
    bank: int
    received: int
    points: int
    entries: tuple[EntryLine, ...]
    claims: tuple[ClaimCard, ...]


@dataclass(frozen=True, slots=True)
class ListCard:
    """The captain's list of a visit: (short id, name, state) of everybody who was put down."""

    visit: VisitCard
    people: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class AbsenceCard:
    """Somebody's absence, with the comment that they may answer."""

    id: int
    state: str
    comment: str | None
    item: str | None
    start: datetime


async def own_hours(work: Work) -> HoursCard:
    """The actor's own hours: balances, the newest entries, and what waits and why."""
    kept = await books(work.session, work.me)
    claims = await own_claims(work.session, work.actor, work.now - REFUSED_SHOWN)
    return HoursCard(
        total=await served(work.session, work.me),
        credit=kept[Book.CREDIT],
        honour=kept[Book.HONOUR],
        bank=kept[Book.BANK],
        received=kept[Book.RECEIVED],
        points=await points_of(work, work.me),
        entries=tuple([await entry_line(work, one) for one in await last_entries(work.session, work.actor, work.me)]),
        claims=tuple([await claim_card(work, one) for one in claims[:SHOWN]]),
    )


async def to_decide(work: Work) -> tuple[list[ClaimCard], list[OddCard], int]:
    """What the actor has to look at: claims, unusual entries, and how many more there are."""
    claims = await claims_to_decide(work.session, work.actor)
    odd = await anomalies_to_review(work.session, work.actor)
    more = max(0, len(claims) - SHOWN) + max(0, len(odd) - SHOWN)
    cards = [await claim_card(work, one) for one in claims[:SHOWN]]
    return cards, [await odd_card(work, one) for one in odd[:SHOWN]], more


@unscoped("a line that the caller read for the actor")
async def entry_line(work: Work, entry: Entry) -> EntryLine:
    """A line of the ledger for its reader."""
    return EntryLine(
        kind=entry.kind.value,
        book=entry.book.value,
        minutes=entry.minutes,
        at=entry.start or entry.at,
        item=await _item(work, entry.request_id),
    )


async def claim_card(work: Work, claim: Claim) -> ClaimCard:
    """A claim that the caller read for the actor."""
    odd = await anomalies_about(work.session, claim_id=claim.id)
    return ClaimCard(
        id=claim.id,
        version=claim.version,
        waits=waits(claim) or "counted",
        minutes=claim.minutes,
        start=claim.start,
        end=claim.end,
        grade=claim.grade.value,
        late=claim.late,
        due_at=claim.due_at,
        item=await _item(work, claim.request_id),
        name=await _name(work, claim.person_id, claim.request_id),
        entered_by=await _name(work, claim.entered_by, claim.request_id) if claim.entered_by else None,
        objected=claim.objected_at is not None,
        odd=tuple(Odd(one.kind.value, one.facts) for one in odd),
        remarks=await said(work, About.CLAIM, claim.id),
        why_not=await why_not(work, claim),
    )


@unscoped("something unusual that the caller read for the actor")
async def odd_card(work: Work, anomaly: Anomaly) -> OddCard:
    """Something unusual, for the manager who looks or for the person concerned."""
    entry = await work.session.get(Entry, anomaly.entry_id) if anomaly.entry_id else None
    request_id = entry.request_id if entry else None
    return OddCard(
        id=anomaly.id,
        odd=Odd(anomaly.kind.value, anomaly.facts),
        name=await _name(work, anomaly.person_id, request_id),
        minutes=entry.minutes if entry else 0,
        start=entry.start if entry else None,
        item=await _item(work, request_id),
        open=anomaly.state is AnomalyState.OPEN,
        has_entry=entry is not None,
        remarks=await said(work, About.ANOMALY, anomaly.id),
    )


async def list_card(work: Work, visit: Visit) -> ListCard:
    """The captain's list of a visit that the caller read for the actor."""
    rows = await attendances(work.session, visit.id)
    shown = [row for row in rows if row.state is not AttendanceState.CANCELLED]
    people = [
        (short(row.person_id), await _name(work, row.person_id, visit.request_id), row.state.value) for row in shown
    ]
    return ListCard(await visit_card(work, visit, "list"), tuple(people))


@unscoped("the actor's own absence")
async def absence_card(work: Work, row: Attendance) -> AbsenceCard:
    """An absence for the person themselves."""
    visit = await work.session.get_one(Visit, row.visit_id)
    return AbsenceCard(row.id, row.state.value, row.comment, await _item(work, visit.request_id), visit.start)


async def said(work: Work, about: About, row_id: int) -> tuple[tuple[str, str], ...]:
    """(who, what) was said about something that the caller read for the actor, the newest last."""
    found = await remarks_about(work.session, about, row_id)
    return tuple([(await _name(work, one.person_id, None), one.text or "") for one in found[-5:]])


def waits(claim: Claim) -> str | None:
    """What minutes wait for: time, second, manager or refused; None where they count."""
    if claim.state is ClaimState.APPROVED:
        return None
    if claim.state is ClaimState.REFUSED:
        return "refused"
    if claim.state is ClaimState.HELD:
        return "manager"
    return "time" if claim.due_at else "second"


def may_decide(work: Work) -> bool:
    """Whether there is any area whose hours the actor approves."""
    return bool(work.actor.areas(Action.APPROVE_HOURS))


@unscoped("the name of somebody whose hours the actor reads; the look is written down")
async def _name(work: Work, person_id: int, request_id: int | None) -> str:
    person = await person_row(work.session, person_id)
    if person_id != work.me:
        note_look(work, person, ["name"], "hours", request_id)
    return person.name or "—"


@unscoped("the item of a service whose hours the actor reads")
async def _item(work: Work, request_id: int | None) -> str | None:
    request = await work.session.get(Request, request_id) if request_id else None
    service = await item(work.session, request.item_code) if request else None
    return service.name(work.actor.language) if service else None


async def after_service(work: Work, attendance_id: int) -> tuple[str | None, int]:
    """(what the minutes of the actor's attendance wait for, all that the actor has served)."""
    claim = await claim_of_attendance(work.session, attendance_id)
    return (None if claim is None else waits(claim)), await served(work.session, work.me)
