"""Visits and attendance as an actor may read them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.grant import Action, Actor
from models.request import Request
from models.scope import unscoped, visits_of
from models.visit import COMING, GOING, Attendance, Visit, VisitState


async def visit_for(session: AsyncSession, actor: Actor, visit_id: int, *, lock: bool = False) -> Visit | None:
    """The visit, if the actor may read it."""
    statement = select(Visit).where(Visit.id == visit_id, visits_of(actor))
    return await session.scalar(statement.with_for_update() if lock else statement)


async def own_visits(session: AsyncSession, actor: Actor, *, since: datetime) -> Sequence[Visit]:
    """Visits to which the actor goes, soonest first."""
    statement = (
        select(Visit)
        .join(Attendance, Attendance.visit_id == Visit.id)
        .where(
            Attendance.person_id == actor.person_id,
            Attendance.state.in_(GOING),
            Visit.state.in_((*COMING, VisitState.SERVING)),
            Visit.end >= since,
        )
        .order_by(Visit.start)
    )
    return (await session.scalars(statement)).all()


async def visits_to_staff(session: AsyncSession, actor: Actor) -> Sequence[Visit]:
    """Visits of the actor's teams for which people are still to be named, soonest first."""
    statement = (
        select(Visit)
        .where(Visit.team_id.in_(actor.teams(Action.STAFF_VISITS)), Visit.state == VisitState.STAFFING)
        .order_by(Visit.start)
    )
    return (await session.scalars(statement)).all()


@unscoped("the use cases that change the visit of a request already checked")
async def visit_of_request(session: AsyncSession, request_id: int) -> Visit | None:
    """The visit of a request that is still to come or going on, or else its last one; locked."""
    statement = (
        select(Visit)
        .where(Visit.request_id == request_id)
        .order_by(Visit.state.in_((VisitState.CANCELLED, VisitState.MISSED)), Visit.created_at.desc())
        .limit(1)
        .with_for_update()
    )
    return await session.scalar(statement.execution_options(populate_existing=True))


@unscoped("the use cases that change a visit already checked")
async def attendances(session: AsyncSession, visit_id: int) -> Sequence[Attendance]:
    """Everybody who was named for a visit, in the order of naming."""
    statement = select(Attendance).where(Attendance.visit_id == visit_id).order_by(Attendance.id)
    return (await session.scalars(statement.execution_options(populate_existing=True))).all()


async def own_attendance(session: AsyncSession, actor: Actor, visit_id: int) -> Attendance | None:
    """The actor's own attendance at a visit."""
    statement = select(Attendance).where(Attendance.visit_id == visit_id, Attendance.person_id == actor.person_id)
    return await session.scalar(statement)


@unscoped("the clock: who did not come")
async def not_started(session: AsyncSession, before: datetime) -> Sequence[Visit]:
    """Visits whose time has passed and that nobody started, not yet alarmed, locked."""
    statement = (
        select(Visit)
        .where(Visit.state.in_(COMING), Visit.start <= before, Visit.alarmed_at.is_(None))
        .with_for_update(skip_locked=True)
    )
    return (await session.scalars(statement)).all()


@unscoped("matching: when somebody is busy decides whether they are asked, and is shown to nobody")
async def busy_times(
    session: AsyncSession, since: datetime, until: datetime, *, but: int = 0
) -> Sequence[tuple[int, datetime, datetime, str]]:
    """(person, start, end, area) of all that is promised between two times, one visit left out."""
    statement = (
        select(Attendance.person_id, Visit.start, Visit.end, Request.area_code)
        .join(Visit, Visit.id == Attendance.visit_id)
        .join(Request, Request.id == Visit.request_id)
        .where(Attendance.state.in_(GOING), Visit.start < until, Visit.end > since, Visit.id != but)
    )
    return (await session.execute(statement)).all()
