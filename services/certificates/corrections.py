"""Corrections: a volunteer says what is wrong with an entry or a paper; a clerk answers; both see all of it."""

from datetime import datetime, timedelta

from models.certificate import Correction, CorrectionState, PaperState
from models.hours import Entry, EntryKind
from models.ids import new_id
from models.machine import allowed, move
from models.queries.certificates import correction_for, open_correction
from models.scope import unscoped
from services.certificates.desk import must_decide, tell_desk
from services.certificates.issuing import read_paper, revoke
from services.hours.claims import enter_by_hand, reverse
from services.outbox import tell
from services.work import Refusal, Work

LONGEST_WORDS = 500


@unscoped("one's own entry, checked right here")
async def ask_about_entry(work: Work, entry_id: int, words: str) -> Correction:
    """Say what is wrong with an entry of one's own.

    Raises:
        Refusal: it is not one's own service, nothing is said, or the same was said and waits.
    """
    entry = await work.session.get(Entry, entry_id)
    if entry is None or entry.person_id != work.me or entry.kind is not EntryKind.SERVED:
        raise Refusal("fix_gone")
    return await _ask(work, words, entry.chain, entry_id=entry.id)


async def ask_about_paper(work: Work, paper_id: int, words: str) -> Correction:
    """Say what is wrong with an issued paper of one's own.

    Raises:
        Refusal: it is not one's own or not issued, nothing is said, or the same was said and waits.
    """
    paper = await read_paper(work, paper_id)
    if paper.person_id != work.me or paper.state is not PaperState.ISSUED:
        raise Refusal("fix_gone")
    return await _ask(work, words, paper.venue_code, paper_id=paper.id)


async def refuse(work: Work, correction_id: int, words: str) -> Correction:
    """Nothing is changed, for a reason that the volunteer reads.

    Raises:
        Refusal: it is answered already or no reason is given, or it is the actor's own or their family's.
        NotAllowed: the actor approves no hours there.
    """
    correction = await to_answer(work, correction_id, words)
    return await _answer(work, correction, CorrectionState.REFUSED, words)


@unscoped("the entry of a correction that the actor may answer")
async def correct_entry(
    work: Work, correction_id: int, minutes: int, words: str, start: datetime | None = None
) -> Correction:
    """Reverse the entry and enter it again with other minutes (and another start); with 0 minutes it is only reversed.

    What is entered again waits for a second person, as everything does that is entered afterwards.

    Raises:
        Refusal: as for `refuse`; or the minutes are no stretch of time in the past; or what was reversed is spent.
        NotAllowed: the actor approves no hours there.
    """
    correction = await to_answer(work, correction_id, words)
    entry = await work.session.get(Entry, correction.entry_id) if correction.entry_id else None
    if entry is None or entry.start is None:
        raise Refusal("fix_gone")
    begin = start or entry.start
    if minutes < 0 or begin + timedelta(minutes=minutes) > work.now:
        raise Refusal("hours_time")
    await reverse(work, entry.id)
    if minutes:
        person, request = entry.person_id, entry.request_id
        claim = await enter_by_hand(work, person, entry.chain, begin, minutes, words, request)
        correction.claim_id = claim.id
    return await _answer(work, correction, CorrectionState.DONE, words)


async def revoke_paper(work: Work, correction_id: int, words: str) -> Correction:
    """Revoke the paper; the volunteer can ask for a new one with the figures of now.

    Raises:
        Refusal, NotAllowed: as for `refuse`.
    """
    correction = await to_answer(work, correction_id, words)
    if correction.paper_id is None:
        raise Refusal("fix_gone")
    await revoke(work, correction.paper_id, words)
    return await _answer(work, correction, CorrectionState.DONE, words)


async def to_answer(work: Work, correction_id: int, words: str = "…") -> Correction:
    """A correction that the actor may answer now, locked.

    Raises:
        Refusal, NotAllowed: see `refuse`.
    """
    if not words.strip():
        raise Refusal("reason_needed")
    correction = await correction_for(work.session, work.actor, correction_id, lock=True)
    if correction is None:
        raise Refusal("fix_gone")
    await must_decide(work, correction.venue_code, correction.person_id)
    if not allowed(correction, CorrectionState.DONE):
        raise Refusal("fix_gone")
    return correction


async def _ask(
    work: Work, words: str, venue_code: str, *, entry_id: int | None = None, paper_id: int | None = None
) -> Correction:
    if not words.strip():
        raise Refusal("reason_needed")
    if await open_correction(work.session, entry_id, paper_id) is not None:
        raise Refusal("fix_asked")
    correction = Correction(
        id=new_id(),
        person_id=work.me,
        venue_code=venue_code,
        entry_id=entry_id,
        paper_id=paper_id,
        state=CorrectionState.OPEN,
        asked_at=work.now,
    )
    correction.words = words.strip()[:LONGEST_WORDS]
    work.session.add(correction)
    await work.session.flush()
    await tell_desk(work, venue_code, "fix_wanted", f"fix:{correction.id}", but=work.me, correction=correction.id)
    return correction


async def _answer(work: Work, correction: Correction, to: CorrectionState, words: str) -> Correction:
    move(work.session, correction, to, at=work.now, actor_id=work.me)
    correction.answer = words.strip()[:LONGEST_WORDS]
    correction.answered_at, correction.answered_by = work.now, work.me
    await work.session.flush()
    key = f"fix-answered:{correction.id}"
    await tell(work, correction.person_id, "fix_answered", key, correction=correction.id)
    return correction
