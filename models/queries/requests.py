"""Requests as an actor may read them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.grant import Action, Actor
from models.request import LIVE, WAITING, Attachment, Request, RequestState
from models.scope import in_areas, requests_of, unscoped


async def request_for(session: AsyncSession, actor: Actor, request_id: int, *, lock: bool = False) -> Request | None:
    """The request, if the actor may read it; with `lock` nobody else can change it until the transaction ends."""
    statement = select(Request).where(Request.id == request_id, requests_of(actor))
    return await session.scalar(statement.with_for_update() if lock else statement)


@unscoped("the clock and the use cases that follow a right already checked")
async def locked_request(session: AsyncSession, request_id: int) -> Request:
    """The request, locked until the transaction ends, as it stands in the database now."""
    statement = select(Request).where(Request.id == request_id).with_for_update()
    return (await session.scalars(statement.execution_options(populate_existing=True))).one()


async def own_requests(session: AsyncSession, actor: Actor, limit: int = 20) -> Sequence[Request]:
    """What the actor asked for or filed, newest first."""
    statement = (
        select(Request)
        .where(
            (Request.resident_id == actor.person_id) | (Request.filed_by == actor.person_id),
            Request.state != RequestState.DRAFT,
        )
        .order_by(Request.created_at.desc())
        .limit(limit)
    )
    return (await session.scalars(statement)).all()


async def live_requests_of(session: AsyncSession, actor: Actor, resident_id: int) -> Sequence[Request]:
    """A resident's requests that are not ended, as the actor may read them, soonest first."""
    statement = (
        select(Request)
        .where(Request.resident_id == resident_id, Request.state.in_(LIVE), requests_of(actor))
        .order_by(Request.start, Request.created_at)
    )
    return (await session.scalars(statement)).all()


async def queue(session: AsyncSession, actor: Actor, states: Sequence[RequestState] = WAITING) -> Sequence[Request]:
    """Requests in the areas that the actor handles, most urgent first."""
    statement = (
        select(Request)
        .where(Request.state.in_(states), in_areas(Request.area_code, actor.areas(Action.HANDLE_REQUESTS)))
        .order_by(Request.danger.desc(), Request.respond_by, Request.created_at)
    )
    return (await session.scalars(statement)).all()


async def attachments_of(session: AsyncSession, actor: Actor, request_id: int) -> Sequence[Attachment]:
    """What came with a request that the actor may read."""
    statement = (
        select(Attachment)
        .join(Request, Request.id == Attachment.request_id)
        .where(Attachment.request_id == request_id, requests_of(actor))
        .order_by(Attachment.at)
    )
    return (await session.scalars(statement)).all()


@unscoped("the clock: which requests are due for a wave")
async def waves_due(session: AsyncSession, now: datetime, limit: int = 200) -> Sequence[int]:
    """Ids of the waiting requests whose next wave is due."""
    statement = (
        select(Request.id)
        .where(Request.state.in_(WAITING), Request.next_wave_at <= now)
        .order_by(Request.danger.desc(), Request.next_wave_at)
        .limit(limit)
    )
    return (await session.scalars(statement)).all()


@unscoped("the clock: which requests wait for their first wave")
async def first_waves_due(session: AsyncSession, now: datetime, limit: int = 2000) -> Sequence[int]:
    """Ids of the open requests for which nobody was asked yet and whose first wave is due, oldest first."""
    statement = (
        select(Request.id)
        .where(Request.state == RequestState.OPEN, Request.wave == 0, Request.next_wave_at <= now)
        .order_by(Request.opened_at)
        .limit(limit)
    )
    return (await session.scalars(statement)).all()


@unscoped("the clock: which requests have passed their time limit")
async def limits_passed(session: AsyncSession, now: datetime, limit: int = 200) -> Sequence[int]:
    """Ids of the waiting requests whose time limit has passed."""
    statement = (
        select(Request.id)
        .where(Request.state.in_((RequestState.OPEN, RequestState.OFFERED)), Request.respond_by <= now)
        .order_by(Request.respond_by)
        .limit(limit)
    )
    return (await session.scalars(statement)).all()
