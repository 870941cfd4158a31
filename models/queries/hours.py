"""Hours as an actor may read them: the ledger, what waits for a yes, and what is unusual."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from models.anomaly import Anomaly, AnomalyState
from models.claim import WAITING, About, Claim, ClaimState, Kin, Remark
from models.grant import Action, Actor
from models.hours import Balance, Book, Entry, EntryKind
from models.person import Person
from models.request import Request
from models.scope import entries_of, in_areas, unscoped
from models.visit import Attendance, AttendanceState, Visit, VisitState


class Span(NamedTuple):
    """A stretch of service, counted or waiting, and in which area it was."""

    start: datetime
    end: datetime
    minutes: int
    area_code: str
    resident_id: int | None


def claims_of(actor: Actor) -> ColumnElement[bool]:
    """Claims that the actor may read: their own, those that they entered, and those of the areas whose hours they approve."""
    return or_(
        Claim.person_id == actor.person_id,
        Claim.entered_by == actor.person_id,
        in_areas(Claim.chain, actor.areas(Action.APPROVE_HOURS)),
    )


async def last_entries(session: AsyncSession, actor: Actor, person_id: int, limit: int = 8) -> Sequence[Entry]:
    """A person's newest entries, as the actor may read them."""
    statement = select(Entry).where(Entry.person_id == person_id, entries_of(actor))
    return (await session.scalars(statement.order_by(Entry.at.desc(), Entry.seq.desc()).limit(limit))).all()


async def own_claims(session: AsyncSession, actor: Actor, since: datetime) -> Sequence[Claim]:
    """The actor's minutes that wait, or were refused since a time; newest first."""
    statement = (
        select(Claim)
        .where(
            Claim.person_id == actor.person_id,
            or_(Claim.state.in_(WAITING), (Claim.state == ClaimState.REFUSED) & (Claim.decided_at >= since)),
        )
        .order_by(Claim.entered_at.desc())
    )
    return (await session.scalars(statement)).all()


async def claim_for(session: AsyncSession, actor: Actor, claim_id: int, *, lock: bool = False) -> Claim | None:
    """The claim, if the actor may read it; with `lock` as it stands now, and nobody else can decide it."""
    statement = select(Claim).where(Claim.id == claim_id, claims_of(actor)).execution_options(populate_existing=True)
    return await session.scalar(statement.with_for_update() if lock else statement)


async def claims_to_decide(session: AsyncSession, actor: Actor) -> Sequence[Claim]:
    """What waits in the areas whose hours the actor approves: what is held first, then what needs a yes, then what has its time."""
    statement = (
        select(Claim)
        .where(Claim.state.in_(WAITING), in_areas(Claim.chain, actor.areas(Action.APPROVE_HOURS)))
        .order_by(Claim.state != ClaimState.HELD, Claim.due_at.is_not(None), Claim.entered_at, Claim.id)
    )
    return (await session.scalars(statement)).all()


async def anomalies_to_review(session: AsyncSession, actor: Actor) -> Sequence[Anomaly]:
    """What is unusual about minutes that count already, in the areas whose hours the actor approves; highest score first."""
    statement = (
        select(Anomaly)
        .where(
            Anomaly.state == AnomalyState.OPEN,
            Anomaly.claim_id.is_(None),
            in_areas(Anomaly.chain, actor.areas(Action.APPROVE_HOURS)),
        )
        .order_by(Anomaly.score.desc(), Anomaly.at)
    )
    return (await session.scalars(statement)).all()


async def anomaly_for(session: AsyncSession, actor: Actor, anomaly_id: int) -> Anomaly | None:
    """Something unusual, if it concerns the actor or lies in the areas whose hours they approve; locked."""
    statement = select(Anomaly).where(
        Anomaly.id == anomaly_id,
        or_(Anomaly.person_id == actor.person_id, in_areas(Anomaly.chain, actor.areas(Action.APPROVE_HOURS))),
    )
    return await session.scalar(statement.with_for_update().execution_options(populate_existing=True))


@unscoped("what is unusual about a claim or entry that the caller read for somebody")
async def anomalies_about(
    session: AsyncSession, *, claim_id: int | None = None, entry_id: int | None = None
) -> Sequence[Anomaly]:
    """What was noticed about a claim or an entry, highest score first."""
    which = Anomaly.claim_id == claim_id if claim_id else Anomaly.entry_id == entry_id
    return (await session.scalars(select(Anomaly).where(which).order_by(Anomaly.score.desc(), Anomaly.id))).all()


@unscoped("what was said about something that the caller read for somebody")
async def remarks_about(session: AsyncSession, about: About, row_id: int) -> Sequence[Remark]:
    """What was said, oldest first."""
    statement = select(Remark).where(Remark.about == about, Remark.row_id == row_id)
    return (await session.scalars(statement.order_by(Remark.at, Remark.id))).all()


@unscoped("the clock: whose time without a no is over")
async def claims_due(session: AsyncSession, now: datetime, limit: int = 200) -> Sequence[Claim]:
    """Pending claims whose time has come, locked."""
    statement = (
        select(Claim)
        .where(Claim.state == ClaimState.PENDING, Claim.due_at <= now)
        .order_by(Claim.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return (await session.scalars(statement.execution_options(populate_existing=True))).all()


@unscoped("what the resident's answer decides: the claims of a request already checked")
async def claims_of_request(session: AsyncSession, request_id: int) -> Sequence[Claim]:
    """The claims of a request that wait, locked."""
    statement = select(Claim).where(Claim.request_id == request_id, Claim.state.in_(WAITING)).order_by(Claim.id)
    return (await session.scalars(statement.with_for_update().execution_options(populate_existing=True))).all()


@unscoped("the use case that adds evidence to an attendance already checked")
async def claim_of_attendance(session: AsyncSession, attendance_id: int) -> Claim | None:
    """The claim of an attendance that waits, locked."""
    statement = select(Claim).where(Claim.attendance_id == attendance_id, Claim.state.in_(WAITING)).with_for_update()
    return await session.scalar(statement)


@unscoped("an objection of the resident's side, checked by the use case")
async def entries_of_request(session: AsyncSession, request_id: int) -> Sequence[Entry]:
    """The service that counts for a request: entries not reversed."""
    reversal = aliased(Entry)
    statement = select(Entry).where(
        Entry.request_id == request_id,
        Entry.kind == EntryKind.SERVED,
        ~exists().where(reversal.reverses_id == Entry.id),
    )
    return (await session.scalars(statement.order_by(Entry.at))).all()


@unscoped("what is unusual: a person's service around a time, counted or waiting")
async def spans(session: AsyncSession, person_id: int, since: datetime, until: datetime, *, but: int = 0) -> list[Span]:
    """A person's service between two times, entries not reversed and claims that wait (one left out), by start."""
    reversal = aliased(Entry)
    counted = select(Entry.start, Entry.end, Entry.minutes, Entry.chain, Request.area_code, Request.resident_id).where(
        Entry.person_id == person_id,
        Entry.kind == EntryKind.SERVED,
        Entry.start < until,
        Entry.end > since,
        ~exists().where(reversal.reverses_id == Entry.id),
    )
    waiting = select(Claim.start, Claim.end, Claim.minutes, Claim.chain, Request.area_code, Request.resident_id).where(
        Claim.person_id == person_id,
        Claim.state.in_(WAITING),
        Claim.start < until,
        Claim.end > since,
        Claim.id != but,
    )
    found: list[Span] = []
    for statement, table in ((counted, Entry), (waiting, Claim)):
        for start, end, minutes, chain, area, resident in await session.execute(
            statement.outerjoin(Request, Request.id == table.request_id)
        ):
            if start is not None and end is not None:
                found.append(Span(start, end, minutes, area or chain, resident))
    return sorted(found)


@unscoped("what is unusual: how minutes were typed in")
async def typed_spans(session: AsyncSession, person_id: int, entered_by: int | None, since: datetime) -> list[Span]:
    """Minutes of a person typed in by one hand since a time, without attendance, by start."""
    statement = (
        select(Claim.start, Claim.end, Claim.minutes, Claim.chain)
        .where(
            Claim.person_id == person_id,
            Claim.entered_by == entered_by,
            Claim.attendance_id.is_(None),
            Claim.entered_at >= since,
        )
        .order_by(Claim.start)
    )
    return [Span(*row, None) for row in await session.execute(statement)]


async def decided_count(session: AsyncSession, person_id: int, since: datetime) -> int:
    """How many claims somebody approved since a time."""
    statement = select(func.count(Claim.id)).where(
        Claim.decided_by == person_id, Claim.state == ClaimState.APPROVED, Claim.decided_at >= since
    )
    return int(await session.scalar(statement) or 0)


@unscoped("whether a second person is a second person")
async def are_family(session: AsyncSession, one: int, other: int) -> bool:
    """Whether two persons are kin, guardian and ward, or share a phone."""
    statement = select(Kin.person_id).where(
        ((Kin.person_id == one) & (Kin.kin_id == other)) | ((Kin.person_id == other) & (Kin.kin_id == one))
    )
    if await session.scalar(statement.limit(1)):
        return True
    first, second = await session.get_one(Person, one), await session.get_one(Person, other)
    same_phone = first.phone_index is not None and first.phone_index == second.phone_index
    return same_phone or first.guardian_id == other or second.guardian_id == one


@unscoped("whether a second person is a second person")
async def served_together(session: AsyncSession, person_id: int, attendance_id: int | None) -> bool:
    """Whether a person was at the visit of an attendance."""
    if attendance_id is None:
        return False
    visit = select(Attendance.visit_id).where(Attendance.id == attendance_id).scalar_subquery()
    statement = select(Attendance.id).where(
        Attendance.visit_id == visit,
        Attendance.person_id == person_id,
        Attendance.state.in_((AttendanceState.IN, AttendanceState.OUT)),
    )
    return await session.scalar(statement) is not None


@unscoped("the clock: who forgot to check out")
async def still_in(session: AsyncSession, before: datetime, limit: int = 200) -> Sequence[tuple[Attendance, Visit]]:
    """(attendance, visit) of everybody checked in whose visit was planned to end before a time, by request."""
    statement = (
        select(Attendance, Visit)
        .join(Visit, Visit.id == Attendance.visit_id)
        .where(Attendance.state == AttendanceState.IN, Visit.end <= before)
        .order_by(Visit.request_id, Attendance.id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in await session.execute(statement)]


@unscoped("the clock: of which visits it is unclear who came")
async def unclear_visits(session: AsyncSession, since: datetime, until: datetime) -> Sequence[Visit]:
    """Visits of teams that should have ended between two times and where somebody is neither in, out nor excused."""
    waiting = select(Attendance.visit_id).where(
        Attendance.state.in_((AttendanceState.PLANNED, AttendanceState.ON_THE_WAY))
    )
    statement = select(Visit).where(
        Visit.team_id.is_not(None),
        Visit.state.in_((VisitState.PLANNED, VisitState.ON_THE_WAY, VisitState.SERVING, VisitState.MISSED)),
        Visit.end > since,
        Visit.end <= until,
        Visit.id.in_(waiting),
    )
    return (await session.scalars(statement.order_by(Visit.end, Visit.id))).all()


@unscoped("the clock: places are forgotten after their days")
async def with_cell(session: AsyncSession, before: datetime, limit: int = 5000) -> Sequence[Attendance]:
    """Attendances from before a time that still keep where somebody was."""
    statement = (
        select(Attendance)
        .where(Attendance.in_at < before, Attendance.evidence["cell"].as_string().is_not(None))
        .limit(limit)
    )
    return (await session.scalars(statement)).all()


@unscoped("a person's own books, or those that the caller may read")
async def books(session: AsyncSession, person_id: int) -> dict[Book, int]:
    """What stands in each book of a person."""
    found = await session.execute(select(Balance.book, Balance.minutes).where(Balance.person_id == person_id))
    return dict.fromkeys(Book, 0) | dict(found.all())
