"""How a request ends: cancelled, rated, declined or merged by a clerk."""

from models.feedback import Feedback
from models.grant import Action
from models.machine import move
from models.queries.feedback import feedback_of
from models.queries.requests import locked_request, request_for
from models.queries.visits import attendances, visit_of_request
from models.request import Request, RequestState
from models.visit import COMING, GOING, AttendanceState, VisitState
from services.answers import revoke_offers
from services.dispatch import tell_clerks
from services.filing import own
from services.hours.claims import resident_said
from services.outbox import tell
from services.work import Refusal, Work

QUESTIONS = ("came", "on_time", "solved")


async def cancel(work: Work, request_id: int, reason: str | None = None) -> Request:
    """Cancel a request before it was served; everybody who was asked or was to come is told.

    Raises:
        Refusal: there is no such request for this actor.
        IllegalMove: it has been served, or has ended.
    """
    request = await own(work, request_id)
    if request.state is RequestState.SERVING:
        raise Refusal("being_served", request=request)
    was_draft = request.state is RequestState.DRAFT
    move(work.session, request, RequestState.CANCELLED, at=work.now, actor_id=work.me, reason=reason)
    if not was_draft:
        await _call_off(work, request)
    return request


async def decline_request(work: Work, request_id: int, reason: str) -> Request:
    """A clerk declines a request with a reason, which reaches the resident in these words.

    Raises:
        Refusal: the reason is empty, or there is no such request.
        NotAllowed: the actor does not handle its area.
    """
    if not reason.strip():
        raise Refusal("reason_needed")
    request = await _handled(work, request_id)
    move(work.session, request, RequestState.DECLINED, at=work.now, actor_id=work.me, reason=reason)
    await _call_off(work, request)
    await tell(work, request.filed_by, "request_declined", f"declined:{request.id}", request=request.id)
    return request


async def merge(work: Work, request_id: int, into_id: int) -> Request:
    """A clerk merges a duplicate into the request that stays; whoever filed it is told its number.

    Raises:
        Refusal: the two are one, or there is no such request.
        NotAllowed: the actor does not handle its area.
    """
    if request_id == into_id:
        raise Refusal("same_request")
    request, other = await _handled(work, request_id), await _handled(work, into_id)
    move(work.session, request, RequestState.MERGED, at=work.now, actor_id=work.me, reason=f"into {other.number}")
    request.merged_into = other.id
    await _call_off(work, request)
    await tell(work, request.filed_by, "request_merged", f"merged:{request.id}", request=request.id)
    return request


async def rate(work: Work, request_id: int, question: str, answer: bool) -> tuple[Request, Feedback]:
    """Answer one of the three questions; the third closes the request, and a no anywhere is told to the clerk.

    Raises:
        Refusal: there is nothing to rate, or it was rated before.
    """
    if question not in QUESTIONS:
        raise ValueError(question)
    request = await own(work, request_id)
    if request.state is not RequestState.SERVED:
        raise Refusal("rated" if request.state is RequestState.CLOSED else "nothing_to_rate", request=request)
    feedback = await _feedback(work, request)
    setattr(feedback, question, answer)
    feedback.at = work.now
    if question == "came":
        await resident_said(work, request, answer)
    if question == "came" and not answer:
        feedback.on_time = feedback.solved = False
    if None not in (feedback.came, feedback.on_time, feedback.solved):
        await _close(work, request, feedback)
    await work.session.flush()
    return request, feedback


async def add_words(work: Work, request_id: int, words: str) -> Feedback:
    """Add a sentence to what was answered.

    Raises:
        Refusal: there is no such request, or it was not rated.
    """
    request = await own(work, request_id)
    feedback = await feedback_of(work.session, request.id)
    if feedback is None:
        raise Refusal("nothing_to_rate", request=request)
    feedback.words = words
    return feedback


async def _close(work: Work, request: Request, feedback: Feedback) -> None:
    move(work.session, request, RequestState.CLOSED, at=work.now, actor_id=work.me)
    request.ended_at = work.now
    if not (feedback.came and feedback.solved):
        await tell_clerks(work, request, "follow_up", f"follow:{request.id}")
    elif feedback.visit_id is not None:
        for row in await attendances(work.session, feedback.visit_id):
            if row.state is AttendanceState.OUT:
                await tell(work, row.person_id, "thanked", f"thanked:{row.id}", visit=feedback.visit_id)


async def _feedback(work: Work, request: Request) -> Feedback:
    found = await feedback_of(work.session, request.id)
    if found is None:
        visit = await visit_of_request(work.session, request.id)
        found = Feedback(request_id=request.id, visit_id=visit.id if visit else None, person_id=work.me, at=work.now)
        work.session.add(found)
    return found


async def _call_off(work: Work, request: Request) -> None:
    """Offers are taken back and the visit is off; everybody concerned but the actor is told."""
    request.ended_at, request.next_wave_at = work.now, None
    await revoke_offers(work, request)
    visit = await visit_of_request(work.session, request.id)
    if visit is None or visit.state not in (*COMING, VisitState.SERVING):
        return
    for row in await attendances(work.session, visit.id):
        if row.state in GOING and row.state is not AttendanceState.IN:
            move(work.session, row, AttendanceState.CANCELLED, at=work.now, actor_id=work.me)
            await tell(work, row.person_id, "visit_off", f"off:{visit.id}:{row.id}", visit=visit.id)
    move(work.session, visit, VisitState.CANCELLED, at=work.now, actor_id=work.me)


async def _handled(work: Work, request_id: int) -> Request:
    request = await request_for(work.session, work.actor, request_id)
    if request is None:
        raise Refusal("no_request")
    work.actor.must(Action.HANDLE_REQUESTS, area_code=request.area_code)
    return await locked_request(work.session, request_id)
