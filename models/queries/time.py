"""What the clock, availability, plans and feeds read."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.availability import FreeRule
from models.day_draft import DayDraft
from models.feed import Feed
from models.grant import Action, Actor
from models.history import History
from models.outbox import Outbox
from models.person import Account, Volunteer
from models.plan import Plan, PlanDay, PlanState
from models.reminder import ReminderKind, ReminderOff
from models.request import Request
from models.scope import in_areas, unscoped
from models.standby import Standby
from models.team import Membership
from models.visit import GOING, Attendance, Visit, VisitState

AHEAD = timedelta(days=2)


@unscoped("the clock: which visits come within two days; the reminders' loaders read as the recipient")
async def visits_soon(session: AsyncSession, now: datetime) -> Sequence[tuple[Visit, Request]]:
    """Visits that are agreed, or still without people, and that begin within two days."""
    statement = (
        select(Visit, Request)
        .join(Request, Request.id == Visit.request_id)
        .where(
            Visit.state.in_((VisitState.PLANNED, VisitState.STAFFING)), Visit.start > now, Visit.start <= now + AHEAD
        )
        .order_by(Visit.start, Visit.id)
    )
    return [(row[0], row[1]) for row in await session.execute(statement)]


@unscoped("the clock: who goes where")
async def going_to(session: AsyncSession, visit_id: int) -> Sequence[int]:
    """The ids of those who are put down for a visit."""
    statement = select(Attendance.person_id).where(Attendance.visit_id == visit_id, Attendance.state.in_(GOING))
    return (await session.scalars(statement)).all()


@unscoped("the clock: whether somebody can be written to at all")
async def has_account(session: AsyncSession, person_id: int) -> bool:
    """Whether a person has a chat account."""
    return await session.scalar(select(Account.id).where(Account.person_id == person_id).limit(1)) is not None


async def news_of(session: AsyncSession, visit_id: int) -> datetime | None:
    """When somebody last heard of a visit being agreed or moved."""
    planned = select(func.max(History.at)).where(
        History.kind == "visit", History.row_id == visit_id, History.after == VisitState.PLANNED.value
    )
    told = select(func.max(Outbox.due_at)).where(Outbox.coalesce_key.startswith(f"visit:{visit_id}>", autoescape=True))
    found = [at for at in (await session.scalar(planned), await session.scalar(told)) if at is not None]
    return max(found, default=None)


async def unwanted(session: AsyncSession, kind: ReminderKind, people: Sequence[int]) -> set[int]:
    """Those of these persons who do not want reminders of a kind."""
    statement = select(ReminderOff.person_id).where(ReminderOff.kind == kind, ReminderOff.person_id.in_(people))
    return set((await session.scalars(statement)).all())


async def rules_of_people(session: AsyncSession, people: Sequence[int] | None = None) -> dict[int, list[FreeRule]]:
    """The rules of when people are free, by person and in the order in which they apply; of everybody where none are named."""
    statement = select(FreeRule).order_by(FreeRule.person_id, FreeRule.position)
    if people is not None:
        statement = statement.where(FreeRule.person_id.in_(people))
    found: dict[int, list[FreeRule]] = {}
    for rule in await session.scalars(statement):
        found.setdefault(rule.person_id, []).append(rule)
    return found


async def plan_for(session: AsyncSession, actor: Actor, plan_id: int, *, lock: bool = False) -> Plan | None:
    """The plan, if it is the actor's own or stands in an area that they handle."""
    allowed = (Plan.resident_id == actor.person_id) | in_areas(Plan.area_code, actor.areas(Action.HANDLE_REQUESTS))
    statement = select(Plan).where(Plan.id == plan_id, allowed)
    return await session.scalar(statement.with_for_update() if lock else statement)


async def own_plans(session: AsyncSession, actor: Actor) -> Sequence[Plan]:
    """The plans that serve the actor and have not ended, oldest first."""
    mine = select(Plan).where(Plan.resident_id == actor.person_id, Plan.state != PlanState.ENDED)
    return (await session.scalars(mine.order_by(Plan.created_at, Plan.id))).all()


async def plans_in(session: AsyncSession, actor: Actor) -> Sequence[Plan]:
    """Plans in the areas that the actor handles that have not ended, newest first."""
    statement = (
        select(Plan)
        .where(in_areas(Plan.area_code, actor.areas(Action.HANDLE_REQUESTS)), Plan.state != PlanState.ENDED)
        .order_by(Plan.created_at.desc(), Plan.id)
    )
    return (await session.scalars(statement)).all()


async def plans_going_on(session: AsyncSession) -> Sequence[Plan]:
    """Every plan that has not ended."""
    statement = select(Plan).where(Plan.state != PlanState.ENDED).order_by(Plan.id).with_for_update()
    return (await session.scalars(statement)).all()


async def days_of(session: AsyncSession, plan_id: int, since: date) -> dict[date, PlanDay]:
    """The days of a plan that are dealt with, from a day on."""
    statement = select(PlanDay).where(PlanDay.plan_id == plan_id, PlanDay.day >= since)
    return {row.day: row for row in await session.scalars(statement)}


@unscoped("the clock: which requests of plans are to be asked for soon")
async def plan_requests_due(session: AsyncSession, now: datetime) -> Sequence[int]:
    """Ids of the open requests of plans for which nobody was asked yet and whose first wave is due."""
    statement = (
        select(Request.id)
        .where(Request.plan_id.is_not(None), Request.state == "open", Request.wave == 0, Request.next_wave_at <= now)
        .order_by(Request.start)
    )
    return (await session.scalars(statement)).all()


@unscoped("the clock: who went, or is to go, to the plan's other days")
async def served_plan(session: AsyncSession, plan_id: int) -> Sequence[tuple[int, int | None]]:
    """(person, team) of those who go or went for a plan, the latest first."""
    statement = (
        select(Attendance.person_id, Visit.team_id)
        .join(Visit, Visit.id == Attendance.visit_id)
        .join(Request, Request.id == Visit.request_id)
        .where(Request.plan_id == plan_id, Attendance.state.in_((*GOING, "out")))
        .order_by(Visit.start.desc())
    )
    return [(row[0], row[1]) for row in await session.execute(statement)]


@unscoped("the clock: which days of plans passed without anybody serving")
async def plan_days_missed(session: AsyncSession, before: datetime) -> Sequence[tuple[PlanDay, Request]]:
    """Days of plans whose request's time has passed and for which nobody has come, not yet alarmed."""
    live = ("open", "offered", "unmet", "accepted", "scheduled")
    statement = (
        select(PlanDay, Request)
        .join(Request, Request.id == PlanDay.request_id)
        .where(PlanDay.alarmed_at.is_(None), Request.state.in_(live), Request.start <= before)
    )
    return [(row[0], row[1]) for row in await session.execute(statement)]


async def feed_by_hash(session: AsyncSession, token_hash: bytes) -> Feed | None:
    """The feed with this token that is not revoked."""
    return await session.scalar(select(Feed).where(Feed.token_hash == token_hash, Feed.revoked_at.is_(None)))


async def feeds_of(session: AsyncSession, person_id: int) -> Sequence[Feed]:
    """A person's feeds that are not revoked."""
    statement = select(Feed).where(Feed.person_id == person_id, Feed.revoked_at.is_(None)).order_by(Feed.created_at)
    return (await session.scalars(statement)).all()


@unscoped("what a feed shows: whoever holds its secret address reads it, and no resident is named in it")
async def feed_visits(
    session: AsyncSession, person_id: int | None, team_id: int | None, since: datetime
) -> Sequence[tuple[Visit, Request]]:
    """The visits of a person or of a team since a time, called-off ones too, soonest first."""
    statement = select(Visit, Request).join(Request, Request.id == Visit.request_id).where(Visit.end >= since)
    if team_id is not None:
        statement = statement.where(Visit.team_id == team_id)
    else:
        going = select(Attendance.visit_id).where(
            Attendance.person_id == person_id, Attendance.state.in_((*GOING, "out"))
        )
        statement = statement.where(Visit.id.in_(going))
    rows = await session.execute(statement.order_by(Visit.start, Visit.id).limit(1000))
    return [(row[0], row[1]) for row in rows]


async def is_volunteer(session: AsyncSession, person_id: int) -> bool:
    """Whether a person is a volunteer."""
    return await session.scalar(select(Volunteer.id).where(Volunteer.id == person_id)) is not None


@unscoped("the clock: whose time is still to be agreed")
async def agreeing_since(session: AsyncSession) -> Sequence[tuple[Visit, datetime]]:
    """Visits whose time is to be agreed, with when the resident was asked."""
    statement = (
        select(Visit, func.max(History.at))
        .join(History, History.row_id == Visit.id)
        .where(Visit.state == VisitState.AGREEING, History.kind == "visit", History.after == VisitState.AGREEING.value)
        .group_by(Visit.id)
    )
    return [(row[0], row[1]) for row in await session.execute(statement)]


async def standing_by(session: AsyncSession, request_id: int) -> set[int]:
    """The ids of those who stand by for a request."""
    return set((await session.scalars(select(Standby.person_id).where(Standby.request_id == request_id))).all())


async def mates_of(session: AsyncSession, person_id: int, team_id: int | None) -> Sequence[int]:
    """The ids of the approved members of a person's teams, or of one of them, but for the person."""
    own = select(Membership.team_id).where(
        Membership.person_id == person_id, Membership.left_at.is_(None), Membership.approved_at.is_not(None)
    )
    statement = select(Membership.person_id).where(
        Membership.team_id.in_(own),
        Membership.person_id != person_id,
        Membership.left_at.is_(None),
        Membership.approved_at.is_not(None),
    )
    if team_id is not None:
        statement = statement.where(Membership.team_id == team_id)
    return (await session.scalars(statement.distinct().order_by(Membership.person_id))).all()


async def draft_of(session: AsyncSession, team_id: int, day: date) -> DayDraft | None:
    """The draft of a team's day; locked."""
    statement = select(DayDraft).where(DayDraft.team_id == team_id, DayDraft.day == day).with_for_update()
    return await session.scalar(statement)


async def team_day(
    session: AsyncSession, actor: Actor, team_id: int, since: datetime, until: datetime
) -> Sequence[tuple[Visit, Request]]:
    """The visits of a team that the actor leads that begin between two times and are still to come, soonest first."""
    statement = (
        select(Visit, Request)
        .join(Request, Request.id == Visit.request_id)
        .where(
            Visit.team_id == team_id,
            Visit.team_id.in_(actor.teams(Action.STAFF_VISITS)),
            Visit.state.in_((VisitState.STAFFING, VisitState.PLANNED)),
            Visit.start >= since,
            Visit.start < until,
        )
        .order_by(Visit.start, Visit.id)
    )
    return [(row[0], row[1]) for row in await session.execute(statement)]
