"""Claims decided: the second person's yes or no, the resident's, the time that passes, and taking back what counted.

The second person may not be the one who entered the minutes, nor one who served at that visit, nor family of who served.
"""

from datetime import datetime, timedelta

from models.anomaly import Anomaly, AnomalyKind, AnomalyState
from models.claim import WAITING, About, Claim, ClaimState, Remark
from models.grant import Action, NotAllowed, Role
from models.hours import Book, Entry, EntryKind, Grade
from models.ledger import LedgerError, append, append_pair, balance, lock_for
from models.machine import move
from models.queries.hours import (
    anomalies_about,
    anomaly_for,
    are_family,
    claim_for,
    claims_due,
    claims_of_request,
    entries_of_request,
    served_together,
)
from models.queries.people import team_member_ids
from models.request import Request
from models.scope import unscoped
from models.team import Team
from models.visit import Attendance
from services.filing import own
from services.hours.anomalies import SCORES, note_approver
from services.hours.entering import count, enter, new_claim
from services.hours.points import take_back_points
from services.outbox import tell
from services.work import Refusal, Work


async def enter_by_hand(
    work: Work, person_id: int, chain: str, start: datetime, minutes: int, words: str, request_id: int | None = None
) -> Claim:
    """Enter minutes afterwards, for oneself, for members of a team that one leads, or where one approves hours.

    It always waits for a second person.

    Raises:
        Refusal: the time lies in the future or is no stretch of time, or nothing is said about it.
        NotAllowed: the actor enters for somebody else, approves no hours there and does not lead their team.
    """
    if person_id != work.me and not await leads(work, person_id, chain):
        work.actor.must(Action.APPROVE_HOURS, area_code=chain)
    if not words.strip():
        raise Refusal("reason_needed")
    claim = new_claim(
        work, person_id=person_id, chain=chain, start=start, minutes=minutes, grade=Grade.C, request_id=request_id
    )
    await enter(work, claim)
    _remark(work, About.CLAIM, claim.id, words)
    await work.session.flush()
    return claim


async def leads(work: Work, person_id: int, chain: str) -> bool:
    """Whether the actor is the captain of a team of this venue of which the person is a member."""
    for team_id in work.actor.teams(Action.STAFF_VISITS):
        team = await work.session.get(Team, team_id)
        if team is not None and team.venue_code == chain and person_id in await team_member_ids(work.session, team_id):
            return True
    return False


async def approve(work: Work, claim_id: int) -> Entry:
    """The second person's (or, for grade B, a clerk's) yes: the claim becomes an entry.

    Raises:
        Refusal: it is decided already, or the actor is no second person here, or it is held and the actor is no manager.
        NotAllowed: the actor approves no hours in its area.
    """
    claim = await decidable(work, claim_id)
    entry = await count(work, claim, approved_by=work.me)
    await _decide(work, claim, ClaimState.APPROVED, entry)
    await note_approver(work, claim.chain)
    await tell(work, claim.person_id, "hours_approved", f"approved:{claim.id}", claim=claim.id)
    return entry


async def refuse(work: Work, claim_id: int, words: str) -> Claim:
    """The second person's no, with a reason that the person reads and may answer.

    Raises:
        Refusal: as for `approve`, or the reason is empty.
        NotAllowed: the actor approves no hours in its area.
    """
    if not words.strip():
        raise Refusal("reason_needed")
    claim = await decidable(work, claim_id)
    _remark(work, About.CLAIM, claim.id, words)
    await _decide(work, claim, ClaimState.REFUSED, None)
    await tell(work, claim.person_id, "hours_refused", f"refused:{claim.id}:{claim.version}", claim=claim.id)
    return claim


async def why_not(work: Work, claim: Claim) -> str | None:
    """Why the actor cannot decide a claim: own, entered, together, family or manager; None where they can."""
    if claim.person_id == work.me:
        return "own"
    if claim.entered_by == work.me:
        return "entered"
    if await served_together(work.session, work.me, claim.attendance_id):
        return "together"
    if await are_family(work.session, work.me, claim.person_id):
        return "family"
    held = claim.state is ClaimState.HELD
    return "manager" if held and not work.actor.is_a(Role.MANAGER) else None


async def decidable(work: Work, claim_id: int) -> Claim:
    """A claim that the actor may decide now, locked.

    Raises:
        Refusal, NotAllowed: see `approve`.
    """
    claim = await claim_for(work.session, work.actor, claim_id, lock=True)
    if claim is None:
        raise Refusal("hours_decided")
    if not work.actor.may(Action.APPROVE_HOURS, area_code=claim.chain):
        raise NotAllowed("approve_hours")
    if claim.state not in WAITING:
        raise Refusal("hours_decided")
    if why := await why_not(work, claim):
        raise Refusal("hours_second", why=why)
    return claim


async def answer(work: Work, about: About, row_id: int, words: str) -> Remark:
    """What the person concerned says to it; a refused claim is looked at once more, by somebody else if need be.

    Raises:
        Refusal: it does not concern the actor, or nothing is said.
    """
    if not words.strip():
        raise Refusal("reason_needed")
    if not await _concerns(work, about, row_id):
        raise Refusal("hours_decided")
    if about is About.CLAIM:
        claim = await claim_for(work.session, work.actor, row_id, lock=True)
        if claim is not None and claim.state is ClaimState.REFUSED:
            move(work.session, claim, ClaimState.PENDING, at=work.now, actor_id=work.me)
            claim.due_at = claim.decided_by = claim.decided_at = None
    remark = _remark(work, about, row_id, words)
    await work.session.flush()
    return remark


async def object_to(work: Work, request_id: int, words: str) -> int:
    """The resident's side says that a service was not as entered: what waits needs a second person, what counts is reviewed.

    Returns how many entries and claims it concerns.

    Raises:
        Refusal: the request is not the actor's, or the time for it has passed.
    """
    request = await own(work, request_id)
    limit = timedelta(hours=work.settings.hours.objection_hours)
    claims = await claims_of_request(work.session, request.id)
    entries = [one for one in await entries_of_request(work.session, request.id) if work.now - one.at <= limit]
    if not claims and not entries:
        raise Refusal("hours_no_objection")
    for claim in claims:
        _object(work, claim)
        if words.strip():
            _remark(work, About.CLAIM, claim.id, words)
    for entry in entries:
        await _doubt(work, entry, words)
    await work.session.flush()
    return len(claims) + len(entries)


@unscoped("the resident's answer about their own request")
async def resident_said(work: Work, request: Request, came: bool) -> None:
    """The resident's answer to "did they come": a yes lets claims with both sides count at once, a no stops them."""
    waiting = await claims_of_request(work.session, request.id)
    await lock_for(work.session, [one.person_id for one in waiting], [one.chain for one in waiting])
    for claim in waiting:
        if not came:
            _object(work, claim)
        elif claim.state is ClaimState.PENDING and claim.due_at is not None and work.me != claim.person_id:
            row = await work.session.get(Attendance, claim.attendance_id) if claim.attendance_id else None
            if row is not None and row.in_evidence == "location" and row.out_evidence != "capped":
                claim.grade = Grade.A
            await _decide(work, claim, ClaimState.APPROVED, await count(work, claim, approved_by=work.me))
    if not came:
        for entry in await entries_of_request(work.session, request.id):
            await _doubt(work, entry, "")


@unscoped("the clock")
async def let_count(work: Work) -> int:
    """Let claims count against which nobody said anything in time; returns how many."""
    due = await claims_due(work.session, work.now)
    await lock_for(work.session, [one.person_id for one in due], [one.chain for one in due])
    done = 0
    for claim in due:
        try:
            entry = await count(work, claim, approved_by=None)
        except Refusal:
            claim.due_at = None
            move(work.session, claim, ClaimState.HELD, at=work.now, reason="overlap")
            continue
        await _decide(work, claim, ClaimState.APPROVED, entry)
        done += 1
    return done


async def clear(work: Work, anomaly_id: int) -> Anomaly:
    """A manager has looked: it is explained.

    Raises:
        Refusal: it is decided, or concerns the actor.
    """
    return await _review(work, anomaly_id, AnomalyState.CLEARED)


async def take_back(work: Work, anomaly_id: int, words: str) -> Entry:
    """A manager has looked: the minutes are reversed, with a reason that the person reads.

    Raises:
        Refusal: it is decided, concerns the actor, is about no entry, or the minutes are saved and spent already.
    """
    if not words.strip():
        raise Refusal("reason_needed")
    anomaly = await _review(work, anomaly_id, AnomalyState.UPHELD)
    _remark(work, About.ANOMALY, anomaly.id, words)
    if anomaly.entry_id is None:
        raise Refusal("hours_decided")
    return await reverse(work, anomaly.entry_id)


@unscoped("checked here: the ledger of an area whose hours the actor approves")
async def reverse(work: Work, entry_id: int) -> Entry:
    """Undo an entry by another one; what was saved of it is taken back from the bank first. The person is told.

    Raises:
        Refusal: there is no such service, it was reversed before, the actor served it, or its minutes are spent.
        NotAllowed: the actor approves no hours in its area.
    """
    undone = await work.session.get(Entry, entry_id)
    if undone is None:
        raise Refusal("hours_decided")
    work.actor.must(Action.APPROVE_HOURS, area_code=undone.chain)
    if undone.person_id == work.me:
        raise Refusal("hours_second", why="own")
    try:
        await _back_from_bank(work, undone)
        entry = await append(work.session, _reversal(work, undone))
    except LedgerError as error:
        raise Refusal("hours_ledger", code=error.code) from error
    await take_back_points(work, undone)
    await tell(work, undone.person_id, "hours_reversed", f"reversed:{undone.id}", entry=undone.id)
    return entry


def _reversal(work: Work, undone: Entry) -> Entry:
    return Entry(
        chain=undone.chain,
        person_id=undone.person_id,
        kind=EntryKind.REVERSED,
        book=undone.book,
        minutes=-undone.minutes,
        start=undone.start,
        end=undone.end,
        attendance_id=undone.attendance_id,
        request_id=undone.request_id,
        reverses_id=undone.id,
        grade=undone.grade,
        entered_by=work.me or None,
        at=work.now,
    )


async def _back_from_bank(work: Work, undone: Entry) -> None:
    await lock_for(work.session, [undone.person_id], [undone.chain])
    short = undone.minutes - await balance(work.session, undone.person_id, undone.book)
    if short > 0 and undone.book is Book.CREDIT:
        both = {"chain": undone.chain, "person_id": undone.person_id, "kind": EntryKind.TRANSFERRED, "at": work.now}
        out = Entry(**both, book=Book.BANK, minutes=-short, entered_by=work.me or None)
        await append_pair(work.session, out, Entry(**both, book=Book.CREDIT, minutes=short, entered_by=out.entered_by))


async def _decide(work: Work, claim: Claim, to: ClaimState, entry: Entry | None) -> None:
    move(work.session, claim, to, at=work.now, actor_id=work.me or None)
    claim.decided_by, claim.decided_at = work.me or None, work.now
    claim.entry_id = entry.id if entry else None
    after = AnomalyState.CLEARED if entry else AnomalyState.UPHELD
    for anomaly in await anomalies_about(work.session, claim_id=claim.id):
        if anomaly.state is AnomalyState.OPEN:
            _settle(work, anomaly, after)
    await work.session.flush()


async def _review(work: Work, anomaly_id: int, to: AnomalyState) -> Anomaly:
    anomaly = await anomaly_for(work.session, work.actor, anomaly_id)
    if anomaly is None or anomaly.state is not AnomalyState.OPEN:
        raise Refusal("hours_decided")
    work.actor.must(Action.APPROVE_HOURS, area_code=anomaly.chain)
    if not work.actor.is_a(Role.MANAGER):
        raise Refusal("hours_second", why="manager")
    if anomaly.person_id == work.me:
        raise Refusal("hours_second", why="own")
    _settle(work, anomaly, to)
    await work.session.flush()
    return anomaly


def _settle(work: Work, anomaly: Anomaly, to: AnomalyState) -> None:
    move(work.session, anomaly, to, at=work.now, actor_id=work.me or None)
    anomaly.decided_by, anomaly.decided_at = work.me or None, work.now


def _object(work: Work, claim: Claim) -> None:
    claim.objected_by, claim.objected_at, claim.due_at = work.me, work.now, None


async def _doubt(work: Work, entry: Entry, words: str) -> None:
    known = {one.kind for one in await anomalies_about(work.session, entry_id=entry.id)}
    if AnomalyKind.OBJECTION in known:
        return
    anomaly = Anomaly(
        key=f"{AnomalyKind.OBJECTION.value}:{entry.id}",
        kind=AnomalyKind.OBJECTION,
        person_id=entry.person_id,
        chain=entry.chain,
        entry_id=entry.id,
        score=SCORES[AnomalyKind.OBJECTION],
        facts={},
        at=work.now,
    )
    work.session.add(anomaly)
    if words.strip():
        _remark(work, About.ANOMALY, anomaly.id, words)
    await tell(work, entry.person_id, "hours_doubted", f"doubted:{entry.id}", anomaly=anomaly.id)


def _remark(work: Work, about: About, row_id: int, words: str) -> Remark:
    remark = Remark(about=about, row_id=row_id, person_id=work.me, at=work.now)
    remark.text = words.strip()[:500]
    work.session.add(remark)
    return remark


@unscoped("checked here: only the person concerned")
async def _concerns(work: Work, about: About, row_id: int) -> bool:
    if about is About.ATTENDANCE:
        attendance = await work.session.get(Attendance, row_id)
        return attendance is not None and attendance.person_id == work.me
    claim = await work.session.get(Claim, row_id) if about is About.CLAIM else None
    anomaly = await work.session.get(Anomaly, row_id) if about is About.ANOMALY else None
    return work.me in [row.person_id for row in (claim, anomaly) if row is not None]
