"""Requests and visits as lists for the managers' pages: of the actor's areas only, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.area import Area, AreaLevel
from models.grant import Action, Actor
from models.history import History
from models.queries.summary import inside
from models.request import WAITING, Request, RequestState
from models.scope import reach, unscoped
from models.team import Team
from models.visit import GOING, Attendance, AttendanceState, Visit, VisitState


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which requests: None or empty means all. `words` are the villages, residents and number that a search found, any of them."""

    states: Sequence[RequestState] = ()
    item: str = ""
    place: str = ""
    opened_before: datetime | None = None
    words: "Words | None" = None


@dataclass(frozen=True, slots=True)
class Words:
    """What a search may mean."""

    number: int | None = None
    villages: Sequence[str] = ()
    residents: Sequence[int] = ()


class Calendared(NamedTuple):
    """A visit in a week."""

    id: int
    state: VisitState
    start: datetime
    end: datetime
    needed: int
    request: int
    number: int
    item: str
    area: str
    team: str | None
    going: int


def within(column: Any, codes: Sequence[str]) -> ColumnElement[bool]:
    """The code in the column lies in one of the areas; ranges, so that an index can be used."""
    return or_(false(), *(inside(column, code) for code in codes))


async def requests_page(
    session: AsyncSession, actor: Actor, wanted: Wanted, *, more: Sequence[Action] = (), first: int = 0, limit: int = 25
) -> tuple[Sequence[Request], int]:
    """Requests of the areas that the actor may read (and in which `more` is allowed), and how many there are in all.

    What waits comes with the most urgent first, everything else with the newest first.
    """
    readable = within(Request.area_code, reach(actor, Action.READ_REQUESTS, *more))
    statement = _narrowed(select(Request).where(readable, Request.state != RequestState.DRAFT), wanted)
    total = await session.scalar(select(func.count()).select_from(statement.subquery()))
    waiting = bool(wanted.states) and set(wanted.states) <= set(WAITING)
    order = (Request.danger.desc(), Request.respond_by) if waiting else (Request.created_at.desc(),)
    rows = await session.scalars(statement.order_by(*order, Request.number.desc()).offset(first).limit(limit))
    return rows.all(), int(total or 0)


async def requests_by_id(session: AsyncSession, actor: Actor, ids: Sequence[int]) -> Sequence[Request]:
    """Those of these requests that the actor handles, in the order of their numbers."""
    handled = within(Request.area_code, reach(actor, Action.HANDLE_REQUESTS))
    statement = select(Request).where(Request.id.in_(ids), handled, Request.state != RequestState.DRAFT)
    return (await session.scalars(statement.order_by(Request.number))).all()


async def request_to_manage(session: AsyncSession, actor: Actor, request_id: int) -> Request | None:
    """The request, if it lies in an area whose requests the actor may read, and was handed in."""
    readable = within(Request.area_code, reach(actor, Action.READ_REQUESTS))
    statement = select(Request).where(Request.id == request_id, readable, Request.state != RequestState.DRAFT)
    return await session.scalar(statement)


async def state_counts(session: AsyncSession, actor: Actor, place: str) -> dict[RequestState, int]:
    """How many requests of a place (which must be within the actor's) stand in each state."""
    readable = within(Request.area_code, reach(actor, Action.READ_REQUESTS))
    statement = select(Request.state, func.count()).where(readable, inside(Request.area_code, place))
    found = await session.execute(statement.group_by(Request.state))
    return dict(found.all())


async def visits_between(
    session: AsyncSession,
    actor: Actor,
    since: datetime,
    until: datetime,
    *,
    place: str = "",
    team_id: int | None = None,
    more: Sequence[Action] = (),
    limit: int = 1000,
) -> list[Calendared]:
    """Visits that begin between two times, for requests of the areas that the actor may read, soonest first."""
    coming = (
        select(func.count())
        .where(Attendance.visit_id == Visit.id, Attendance.state.in_((*GOING, AttendanceState.OUT)))
        .correlate(Visit)
        .scalar_subquery()
    )
    statement = (
        select(
            Visit.id,
            Visit.state,
            Visit.start,
            Visit.end,
            Visit.needed,
            Request.id,
            Request.number,
            Request.item_code,
            Request.area_code,
            Team.name,
            coming,
        )
        .join(Request, Request.id == Visit.request_id)
        .outerjoin(Team, Team.id == Visit.team_id)
        .where(
            Visit.start >= since,
            Visit.start < until,
            within(Request.area_code, reach(actor, Action.READ_REQUESTS, *more)),
        )
        .order_by(Visit.start, Visit.id)
        .limit(limit)
    )
    if place:
        statement = statement.where(inside(Request.area_code, place))
    if team_id is not None:
        statement = statement.where(Visit.team_id == team_id)
    return [Calendared._make(row) for row in await session.execute(statement)]


@unscoped("the history of a request that the caller read for the actor")
async def history_of(session: AsyncSession, kind: str, row_id: int) -> Sequence[History]:
    """The moves of a row, oldest first."""
    statement = select(History).where(History.kind == kind, History.row_id == row_id)
    return (await session.scalars(statement.order_by(History.at, History.id))).all()


async def areas_below(session: AsyncSession, codes: Sequence[str]) -> Sequence[Area]:
    """These areas and all below them, by code, down to the villages."""
    statement = select(Area).where(within(Area.code, codes)).order_by(Area.code)
    return (await session.scalars(statement)).all()


async def towns_above(session: AsyncSession, codes: Sequence[str]) -> Sequence[Area]:
    """The towns in which these villages lie, for their names."""
    wanted = {code[:9] for code in codes if len(code) > 9}
    statement = select(Area).where(Area.code.in_(wanted), Area.level == AreaLevel.TOWN)
    return (await session.scalars(statement)).all()


def _narrowed(statement: Select[Request], wanted: Wanted) -> Select[Request]:
    if wanted.states:
        statement = statement.where(Request.state.in_(wanted.states))
    if wanted.item:
        statement = statement.where(Request.item_code.startswith(wanted.item, autoescape=True))
    if wanted.place:
        statement = statement.where(inside(Request.area_code, wanted.place))
    if wanted.opened_before is not None:
        statement = statement.where(Request.opened_at <= wanted.opened_before)
    if wanted.words is not None:
        words = wanted.words
        number = false() if words.number is None else Request.number == words.number
        villages = within(Request.area_code, words.villages)
        statement = statement.where(or_(number, villages, Request.resident_id.in_(words.residents)))
    return statement
