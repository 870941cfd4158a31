"""Answering a directive, and closing it: the venue says what it found and did, a manager closes or asks again."""

from models.directive import Directive, DirectiveState, directive_for
from models.grant import Action
from models.machine import allowed, move
from services.directives.issuing import tell_managers, tell_responsible
from services.work import Refusal, Work

LONGEST_ANSWER = 1000


async def read_directive(work: Work, directive_id: int, *, lock: bool = False) -> Directive:
    """A directive that the actor may read.

    Raises:
        Refusal: there is none for them.
    """
    directive = await directive_for(work.session, work.actor, directive_id, lock=lock)
    if directive is None:
        raise Refusal("no_directive")
    return directive


async def answer(work: Work, directive_id: int, words: str) -> Directive:
    """Say what was found and done.

    Raises:
        Refusal: there is no such directive, no word was said, or it is answered already.
        NotAllowed: the actor does not handle the venue's requests.
    """
    directive = await _locked(work, directive_id, Action.HANDLE_REQUESTS, DirectiveState.ANSWERED)
    words = words.strip()[:LONGEST_ANSWER]
    if not words:
        raise Refusal("reason_needed")
    directive.answer, directive.answered_by, directive.answered_at = words, work.me, work.now
    move(work.session, directive, DirectiveState.ANSWERED, at=work.now, actor_id=work.me)
    await tell_managers(work, directive, "directive_answered", f"directive-answered:{directive.id}:{directive.version}")
    return directive


async def close(work: Work, directive_id: int) -> Directive:
    """The answer is enough.

    Raises:
        Refusal: there is no such directive, or it is not answered.
        NotAllowed: the actor is no manager of the area.
    """
    return await _end(work, directive_id, DirectiveState.CLOSED)


async def withdraw(work: Work, directive_id: int) -> Directive:
    """There was no need for it.

    Raises:
        Refusal: there is no such directive, or it is answered.
        NotAllowed: the actor is no manager of the area.
    """
    return await _end(work, directive_id, DirectiveState.WITHDRAWN)


async def send_back(work: Work, directive_id: int) -> Directive:
    """The answer is not enough: those responsible are asked again.

    Raises:
        Refusal: there is no such directive, or it is not answered.
        NotAllowed: the actor is no manager of the area.
    """
    directive = await _locked(work, directive_id, Action.CLOSE_DIRECTIVES, DirectiveState.ISSUED)
    move(work.session, directive, DirectiveState.ISSUED, at=work.now, actor_id=work.me)
    await tell_responsible(work, directive, "directive", f"directive:{directive.id}:{directive.version}")
    return directive


async def _end(work: Work, directive_id: int, state: DirectiveState) -> Directive:
    directive = await _locked(work, directive_id, Action.CLOSE_DIRECTIVES, state)
    move(work.session, directive, state, at=work.now, actor_id=work.me)
    directive.closed_by, directive.closed_at = work.me, work.now
    return directive


async def _locked(work: Work, directive_id: int, action: Action, state: DirectiveState) -> Directive:
    directive = await read_directive(work, directive_id, lock=True)
    work.actor.must(action, area_code=directive.venue_code)
    if not allowed(directive, state):
        raise Refusal("directive_moved")
    return directive
