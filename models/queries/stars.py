"""Stars as an actor, the clock or the public board may read them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.grant import Action, Actor
from models.scope import in_areas, unscoped
from models.star import Objection, Star, StarState

HOLDING = (StarState.PUBLISHED, StarState.GRANTED)


def stars_of(actor: Actor) -> ColumnElement[bool]:
    """One's own stars, and those of the venues whose hours one approves."""
    return or_(Star.person_id == actor.person_id, in_areas(Star.venue_code, actor.areas(Action.APPROVE_HOURS)))


async def own_stars(session: AsyncSession, actor: Actor) -> Sequence[Star]:
    """The actor's applications, newest first."""
    statement = select(Star).where(Star.person_id == actor.person_id)
    return (await session.scalars(statement.order_by(Star.asked_at.desc(), Star.id))).all()


async def star_for(session: AsyncSession, actor: Actor, star_id: int, *, lock: bool = False) -> Star | None:
    """A star that the actor may read; with `lock` as it stands now, and nobody else can decide it."""
    statement = select(Star).where(Star.id == star_id, stars_of(actor)).execution_options(populate_existing=True)
    return await session.scalar(statement.with_for_update() if lock else statement)


@unscoped("stars in their publicity period are public")
async def published_stars(session: AsyncSession, prefix: str, now: datetime) -> Sequence[Star]:
    """The stars in an area that are being published, the highest level first."""
    statement = (
        select(Star)
        .where(Star.state == StarState.PUBLISHED, Star.until > now, Star.venue_code.startswith(prefix, autoescape=True))
        .order_by(Star.level.desc(), Star.until, Star.id)
    )
    return (await session.scalars(statement)).all()


@unscoped("a star in its publicity period is public")
async def published_star(session: AsyncSession, star_id: int, now: datetime) -> Star | None:
    """A star to which one can still object."""
    statement = select(Star).where(Star.id == star_id, Star.state == StarState.PUBLISHED, Star.until > now)
    return await session.scalar(statement)


@unscoped("the clock: whose publicity period is over and whom nobody's unanswered objection holds up")
async def stars_due(session: AsyncSession, now: datetime, limit: int = 200) -> Sequence[Star]:
    """Stars to be granted or refused now, locked."""
    waiting = exists().where(Objection.star_id == Star.id, Objection.answered_at.is_(None))
    statement = (
        select(Star)
        .where(Star.state == StarState.PUBLISHED, Star.until <= now, ~waiting)
        .order_by(Star.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return (await session.scalars(statement.execution_options(populate_existing=True))).all()


async def stars_objected(session: AsyncSession, actor: Actor) -> Sequence[Star]:
    """Stars with an objection that waits for somebody like the actor."""
    waiting = exists().where(Objection.star_id == Star.id, Objection.answered_at.is_(None))
    statement = select(Star).where(
        Star.state == StarState.PUBLISHED,
        waiting,
        in_areas(Star.venue_code, actor.areas(Action.APPROVE_HOURS)),
    )
    return (await session.scalars(statement.order_by(Star.until, Star.id))).all()


@unscoped("what was said against a star that the caller read for a clerk, or counts for the one who objects")
async def objections_to(session: AsyncSession, star_id: int) -> Sequence[Objection]:
    """What was said against a star, oldest first."""
    statement = select(Objection).where(Objection.star_id == star_id).order_by(Objection.at, Objection.id)
    return (await session.scalars(statement)).all()
