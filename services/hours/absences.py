"""Who did not come: sick, cancelled late, and no-show are three things, each with a comment that the person sees and may answer."""

from datetime import timedelta

from models.machine import move
from models.queries.visits import attendances
from models.visit import Attendance, AttendanceState, Visit
from services.hours.evidence import end_if_all, list_of
from services.outbox import tell
from services.work import Refusal, Work

A = AttendanceState
KINDS = {"sick": A.SICK, "late": A.CANCELLED_LATE, "no_show": A.NO_SHOW}


def leaving(work: Work, visit: Visit, reason: str | None) -> AttendanceState:
    """What it is when somebody who was put down says that they cannot come."""
    if reason in ("sick", "unwell"):
        return A.SICK
    late = visit.start - work.now < timedelta(hours=work.settings.hours.late_cancel_hours)
    return A.CANCELLED_LATE if late else A.CANCELLED


async def mark_absent(work: Work, visit_id: int, person_id: int, kind: str, words: str) -> Attendance:
    """The captain (or a clerk) notes why somebody did not come; the person reads it and may answer.

    Raises:
        Refusal: the visit has not begun by its time, the person does not go there, or it says nothing.
        NotAllowed: the actor leads not its team and handles not its area.
        IllegalMove: the person was there.
    """
    if not words.strip():
        raise Refusal("reason_needed")
    visit, request = await list_of(work, visit_id)
    row = next((one for one in await attendances(work.session, visit.id) if one.person_id == person_id), None)
    if row is None:
        raise Refusal("no_member")
    if row.state is not KINDS[kind]:
        move(work.session, row, KINDS[kind], at=work.now, actor_id=work.me, reason=words)
    row.comment = words.strip()[:500]
    await work.session.flush()
    await end_if_all(work, request, visit)
    await tell(work, person_id, "hours_absence", f"absence:{row.id}:{row.version}", attendance=row.id)
    return row
