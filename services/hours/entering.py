"""Entering minutes: what counts at once, what waits for a yes or its time, and what a manager looks at first.

Grades of evidence: A is both sides, and code or location, for about as long as planned; B is both sides; C is one side. Only A
counts at once. B counts after a yes of the resident or a clerk, or after `hours.objection_hours` without a no. C, and
everything entered later than `hours.late_entry_hours`, needs a second person.
"""

from datetime import datetime, timedelta

from models.anomaly import AnomalyKind
from models.claim import Claim, ClaimState
from models.hours import Book, Entry, EntryKind, Grade
from models.ids import new_id
from models.ledger import LedgerError, append, lock_for
from models.machine import move
from models.queries.requests import locked_request
from models.request import Request
from models.scope import unscoped
from models.visit import Attendance, Visit
from services.hours import anomalies
from services.hours.anomalies import Finding
from services.hours.points import earn
from services.outbox import tell
from services.work import Refusal, Work

LONGEST = timedelta(hours=24)
OVERSTAY = timedelta(minutes=30)


async def record(work: Work, visit_request: int, row: Attendance) -> Entry | Claim | None:
    """Enter the minutes of an attendance that has ended, by the evidence that it has."""
    request = await locked_request(work.session, visit_request)
    if not row.minutes or row.in_at is None:
        return None
    claim = new_claim(
        work,
        person_id=row.person_id,
        chain=request.venue_code,
        start=row.in_at,
        minutes=row.minutes,
        grade=grade_of(row, request, overstayed=await _overstayed(work, row)),
        attendance_id=row.id,
        request_id=request.id,
    )
    return await enter(work, claim)


def new_claim(
    work: Work,
    *,
    person_id: int,
    chain: str,
    start: datetime,
    minutes: int,
    grade: Grade,
    attendance_id: int | None = None,
    request_id: int | None = None,
) -> Claim:
    """Minutes as somebody enters them now, not stored yet."""
    end = start + timedelta(minutes=minutes)
    return Claim(
        id=new_id(),
        person_id=person_id,
        chain=chain,
        attendance_id=attendance_id,
        request_id=request_id,
        start=start,
        end=end,
        minutes=minutes,
        grade=grade,
        late=work.now - end > timedelta(hours=work.settings.hours.late_entry_hours),
        state=ClaimState.PENDING,
        entered_by=work.me or None,
        entered_at=work.now,
    )


async def enter(work: Work, claim: Claim, *, quietly: bool = False) -> Entry | Claim:
    """Let minutes count, or wait: returns the entry or the claim. `quietly` sends no message, as where many are entered at once.

    Raises:
        Refusal: the time lies in the future, or is no stretch of time.
    """
    if claim.end > work.now + timedelta(minutes=1) or not 0 < claim.minutes <= LONGEST.total_seconds() / 60:
        raise Refusal("hours_time")
    await lock_for(work.session, [claim.person_id], [claim.chain])
    found = await anomalies.findings(work, claim)
    held = sum(one.score for one in found) >= work.settings.hours.hold_score
    if claim.grade is Grade.A and not claim.late and not held:
        entry = await count(work, claim, approved_by=None)
        anomalies.keep(work, found, entry)
        return entry
    await _wait(work, claim, found, held, quietly)
    return claim


async def count(work: Work, claim: Claim, *, approved_by: int | None) -> Entry:
    """Make the claim an entry: credit by evidence, honour where a second person's word stands for it.

    Raises:
        Refusal: the person has minutes at that time already.
    """
    by_evidence = claim.grade is not Grade.C and not claim.late
    try:
        entry = await append(
            work.session,
            Entry(
                chain=claim.chain,
                person_id=claim.person_id,
                kind=EntryKind.SERVED,
                book=Book.CREDIT if by_evidence else Book.HONOUR,
                minutes=claim.minutes,
                start=claim.start,
                end=claim.end,
                attendance_id=claim.attendance_id,
                request_id=claim.request_id,
                grade=claim.grade,
                entered_by=claim.entered_by,
                approved_by=approved_by,
                at=work.now,
            ),
        )
    except LedgerError as error:
        raise Refusal("hours_ledger", code=error.code) from error
    await earn(work, entry)
    return entry


def grade_of(row: Attendance, request: Request, *, overstayed: bool = False) -> Grade:
    """The grade of an attendance's evidence. Whoever asked for the service cannot be the other side of it.

    The code shows when somebody came. That they stayed well longer than planned is their word alone, so it waits for a yes.
    """
    if row.person_id in (request.resident_id, request.filed_by):
        return Grade.C
    if row.in_evidence == "code" and row.out_evidence != "capped" and not overstayed:
        return Grade.A
    confirmed = (row.evidence or {}).get("confirmed_by") not in (None, row.person_id)
    if row.in_evidence in ("code", "location", "sheet") or (row.in_evidence == "self" and confirmed):
        return Grade.B
    return Grade.C


@unscoped("the visit of an attendance that is being entered")
async def _overstayed(work: Work, row: Attendance) -> bool:
    visit = await work.session.get_one(Visit, row.visit_id)
    return timedelta(minutes=row.minutes or 0) > visit.end - visit.start + OVERSTAY


async def _wait(work: Work, claim: Claim, found: list[Finding], held: bool, quietly: bool) -> None:
    if claim.grade is Grade.B and not claim.late:
        claim.due_at = work.now + timedelta(hours=work.settings.hours.objection_hours)
    work.session.add(claim)
    await work.session.flush()
    anomalies.keep(work, found, claim)
    if held:
        move(work.session, claim, ClaimState.HELD, at=work.now, reason=_why(found))
        if not quietly:
            await tell(work, claim.person_id, "hours_held", f"held:{claim.id}", claim=claim.id)
    await work.session.flush()


def _why(found: list[Finding]) -> str:
    kinds: list[AnomalyKind] = [one.kind for one in found]
    return ", ".join(kind.value for kind in kinds)
