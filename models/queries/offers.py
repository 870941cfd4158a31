"""Offers as an actor may read them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.grant import Action, Actor
from models.offer import Offer, OfferState
from models.scope import offers_of, unscoped


async def offer_for(session: AsyncSession, actor: Actor, offer_id: int) -> Offer | None:
    """The offer, if it was put to the actor or to a team of theirs, or stands in an area that they handle."""
    return await session.scalar(select(Offer).where(Offer.id == offer_id, offers_of(actor)))


async def open_offers(session: AsyncSession, actor: Actor, now: datetime) -> Sequence[Offer]:
    """Offers that the actor can still answer, for themselves and for the teams that they lead, first deadline first."""
    mine = (Offer.person_id == actor.person_id) | Offer.team_id.in_(actor.teams(Action.STAFF_VISITS))
    statement = select(Offer).where(mine, Offer.state == OfferState.SENT, Offer.deadline > now).order_by(Offer.deadline)
    return (await session.scalars(statement)).all()


@unscoped("the use cases that answer, fill and revoke the offers of a locked request")
async def offers_of_request(
    session: AsyncSession, request_id: int, states: Sequence[OfferState] | None = None
) -> Sequence[Offer]:
    """The offers of a request, oldest first, read again from the database."""
    statement = select(Offer).where(Offer.request_id == request_id).order_by(Offer.sent_at, Offer.id)
    if states is not None:
        statement = statement.where(Offer.state.in_(states))
    return (await session.scalars(statement.execution_options(populate_existing=True))).all()


@unscoped("the clock: which offers have passed their deadline")
async def offers_expired(session: AsyncSession, now: datetime, limit: int = 500) -> Sequence[Offer]:
    """Offers that nobody answered in time, locked."""
    statement = (
        select(Offer)
        .where(Offer.state == OfferState.SENT, Offer.deadline <= now)
        .order_by(Offer.deadline)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return (await session.scalars(statement)).all()
