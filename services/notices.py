"""What the outbox says: for each template a loader that reads the truth at the time of sending, or finds it no longer true."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from config import Settings
from models.grant import Actor, grants_of
from models.history import History
from models.item import item
from models.machine import allowed
from models.offer import Offer, OfferState
from models.outbox import Outbox
from models.queries.people import person_row, volunteer_of
from models.request import AGREED, ENDED, WAITING, Attachment, Request, RequestState
from models.scope import unscoped
from models.team import Membership, Team
from models.visit import COMING, Visit, VisitState
from services.cards import feedback_state, offer_card, request_card, visit_card
from services.disclosure import note_look
from services.work import Work

Context = dict[str, Any]
Loader = Callable[[Work, dict[str, Any]], Awaitable[Context | None]]


@dataclass(frozen=True, slots=True)
class Notice:
    """A message ready to be rendered: the template under `chat/`, the language, and what it shows."""

    template: str
    language: str
    context: Context


LOADERS: dict[str, Loader] = {}


def loader(*templates: str) -> Callable[[Loader], Loader]:
    """Register a function as the loader of templates."""

    def register(function: Loader) -> Loader:
        LOADERS.update(dict.fromkeys(templates, function))
        return function

    return register


@unscoped("the recipient's own message; the loaders read as the recipient")
async def load(session: AsyncSession, row: Outbox, now: datetime, settings: Settings) -> Notice | None:
    """What a row of the outbox says now; None where it is no longer true and must not be sent.

    It may write (a look at personal details), so the caller commits.
    """
    work = await work_of(session, row.person_id, now, settings)
    context = await LOADERS[row.template](work, row.ids)
    if context is None:
        return None
    return Notice(row.template, work.actor.language, {"zone": work.zone, "now": now, **context})


@unscoped("the surroundings of somebody who is told something")
async def work_of(session: AsyncSession, person_id: int, now: datetime, settings: Settings) -> Work:
    """The surroundings in which a person reads or acts."""
    person = await person_row(session, person_id)
    held = await grants_of(session, person_id, now)
    return Work(session, now, settings, Actor(person_id, person.area_code[:6], person.language, held))


@loader("offer", "offer_moved")
@unscoped("an offer to the recipient")
async def _offer(work: Work, ids: dict[str, Any]) -> Context | None:
    offer = await work.session.get(Offer, ids["offer"])
    if offer is None or offer.state is not OfferState.SENT or offer.deadline <= work.now:
        return None
    return {"offer": await offer_card(work, offer)}


@loader("other_time")
@unscoped("a proposal for the recipient's own request")
async def _other_time(work: Work, ids: dict[str, Any]) -> Context | None:
    offer = await work.session.get(Offer, ids["offer"])
    if offer is None or offer.state is not OfferState.SENT or offer.proposed_start is None:
        return None
    return {"offer": await offer_card(work, offer), "at": offer.proposed_start}


@loader("offer_filled", "offer_revoked")
@unscoped("an offer to the recipient")
async def _offer_over(work: Work, ids: dict[str, Any]) -> Context | None:
    offer = await work.session.get(Offer, ids["offer"])
    if offer is None or offer.state is OfferState.SENT:
        return None
    return {"offer": await offer_card(work, offer)}


@loader(
    "scheduled", "going", "accepted", "named", "name_again", "on_the_way", "code_locked", "visit_moved", "visit_clash"
)
@unscoped("a visit of the recipient's")
async def _coming(work: Work, ids: dict[str, Any]) -> Context | None:
    visit = await work.session.get(Visit, ids["visit"])
    if visit is None or visit.state not in (*COMING, VisitState.SERVING):
        return None
    return {"visit": await visit_card(work, visit, "notice")}


@loader("visit_off", "thanked")
@unscoped("a visit of the recipient's")
async def _visit(work: Work, ids: dict[str, Any]) -> Context | None:
    visit = await work.session.get(Visit, ids["visit"])
    return None if visit is None else {"visit": await visit_card(work, visit, "notice")}


@loader("unmet", "nobody_left")
@unscoped("a request in the recipient's area")
async def _waiting(work: Work, ids: dict[str, Any]) -> Context | None:
    request = await work.session.get(Request, ids["request"])
    if request is None or request.state not in WAITING:
        return None
    return {"request": await request_card(work, request)}


@loader("still_looking")
@unscoped("the recipient's own request")
async def _looking(work: Work, ids: dict[str, Any]) -> Context | None:
    request = await work.session.get(Request, ids["request"])
    if request is None or request.state in AGREED or request.state in ENDED:
        return None
    return {"request": await request_card(work, request)}


@loader("rate")
@unscoped("the recipient's own request")
async def _rate(work: Work, ids: dict[str, Any]) -> Context | None:
    request = await work.session.get(Request, ids["request"])
    if request is None or not allowed(request, RequestState.CLOSED):
        return None
    return {"request": await request_card(work, request), "given": await feedback_state(work, request)}


@loader("helper_changed", "request_declined", "request_merged", "follow_up", "danger_alert")
@unscoped("the recipient's own request, or one in their area")
async def _request(work: Work, ids: dict[str, Any]) -> Context | None:
    request = await work.session.get(Request, ids["request"])
    if request is None:
        return None
    reason = await last_reason(work, request)
    merged = await work.session.get(Request, request.merged_into) if request.merged_into else None
    return {"request": await request_card(work, request), "reason": reason, "into": merged.number if merged else None}


@loader("wants_to_join", "join_answer")
@unscoped("a membership in a team that the recipient leads, or their own")
async def _membership(work: Work, ids: dict[str, Any]) -> Context | None:
    membership = await work.session.get(Membership, ids["membership"])
    if membership is None:
        return None
    person = await person_row(work.session, membership.person_id)
    team = await work.session.get_one(Team, membership.team_id)
    volunteer = await volunteer_of(work.session, membership.person_id)
    names = [
        found.name(work.actor.language)
        for code in (volunteer.skills if volunteer else [])
        if (found := await item(work.session, code))
    ]
    return {
        "membership": membership.id,
        "name": person.name or "—",
        "team": team.name,
        "skills": names,
        "welcome": membership.approved_at is not None and membership.left_at is None,
        "open": membership.approved_at is None and membership.left_at is None,
    }


@loader("handed_over")
@unscoped("what somebody sent for a clerk, read by the clerk whom it was handed to")
async def _handed_over(work: Work, ids: dict[str, Any]) -> Context | None:
    kept = await work.session.get(Attachment, ids["attachment"])
    if kept is None:
        return None
    person = await person_row(work.session, kept.person_id)
    note_look(work, person, ["name", "phone"], kept.kind, kept.request_id)
    return {"kind": kept.kind, "caption": kept.caption, "name": person.name, "phone": person.phone}


@unscoped("the history of a request that the caller read")
async def last_reason(work: Work, request: Request) -> str | None:
    """The reason of the request's last move."""
    statement = (
        select(History).where(History.kind == "request", History.row_id == request.id).order_by(History.at.desc())
    )
    last = await work.session.scalar(statement.limit(1))
    return last.reason if last else None
