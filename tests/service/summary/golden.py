"""A week of a small county with every kind of event in it, written straight into the tables, and the same counted by plain SQL."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from models.area import VenueLevel
from models.feedback import Feedback
from models.hours import Book, Entry, EntryKind, Grade
from models.offer import Offer, OfferState
from models.person import Certificate
from models.request import Request, RequestState
from models.visit import Attendance, AttendanceState, Visit, VisitState
from tests.county import FAR_VILLAGE, NEXT_VILLAGE, VILLAGE, Place
from tests.service.summary.rows import request_of

WEEK = "2026-W47"
MONDAY = datetime(2026, 11, 15, 16, 0, tzinfo=UTC)  # midnight in Shanghai
SUNDAY_ENDS = MONDAY + timedelta(days=7)
NOW = SUNDAY_ENDS + timedelta(days=2, hours=8)
R, V = RequestState, VisitState
# village, item, hours after Monday 00:00, state, missed limits, answers (came, on time, solved), minutes served, people of the team
STORY: tuple[tuple[str, str, float, RequestState, int, tuple[bool, bool, bool] | None, tuple[int, ...], bool], ...] = (
    (VILLAGE, "B01", 0.0, R.CLOSED, 0, (True, True, True), (120,), False),
    (VILLAGE, "B01", 9.5, R.CLOSED, 1, (True, False, False), (95, 90), True),
    (VILLAGE, "A01", 33.0, R.SERVED, 0, None, (40,), False),
    (NEXT_VILLAGE, "C09", 50.0, R.CANCELLED, 0, None, (), False),
    (NEXT_VILLAGE, "A05", 60.0, R.UNMET, 2, None, (), False),
    (FAR_VILLAGE, "C09", 100.0, R.CLOSED, 0, (True, True, True), (30,), False),
    (FAR_VILLAGE, "C09", 167.9, R.OPEN, 0, None, (), False),
    (VILLAGE, "B01", -0.1, R.CLOSED, 0, (True, True, True), (60,), True),  # opened the week before, served in this one
    (VILLAGE, "B01", -100.0, R.UNMET, 3, None, (), False),
    (VILLAGE, "B01", -364 * 24 + 3.0, R.CLOSED, 0, (True, True, False), (45,), False),  # the same week last year
    (VILLAGE, "A01", 168.0, R.OPEN, 0, None, (), False),  # the first minute of the week after
)


async def tell_story(place: Place) -> dict[str, int]:
    """Write it; the ids of those who matter."""
    resident = await place.person("王奶奶")
    people = [await place.volunteer(name) for name in ("李敏", "赵军", "孙平")]
    team = await place.team("高桥分队", VILLAGE, people[0], *people)
    async with place.database.begin() as session:
        for number, told in enumerate(STORY, 1):
            await _one(session, number, told, resident, people, team)
        session.add(Certificate(person_id=people[2], kind="nurse", expires_on=date(2026, 12, 1)))
        session.add(Certificate(person_id=people[1], kind="driver", expires_on=date(2027, 3, 1)))
    place.clock.now = NOW
    return {"resident": resident, "team": team, "first": people[0], "second": people[1], "third": people[2]}


async def _one(session: AsyncSession, number: int, told: Any, resident: int, people: list[int], team: int) -> None:
    village, item, hours, state, missed, answers, minutes, by_team = told
    opened = MONDAY + timedelta(hours=hours)
    request = request_of(
        resident,
        number,
        opened,
        area=village,
        item_code=item,
        state=state,
        people=2,
        missed_limits=missed,
        accepted_at=opened + timedelta(hours=1) if minutes else None,
    )
    session.add(request)
    await session.flush()
    states = [OfferState.DECLINED, OfferState.ACCEPTED] if minutes else [OfferState.DECLINED, OfferState.EXPIRED]
    for turn, outcome in enumerate(states):
        session.add(
            Offer(
                request_id=request.id,
                person_id=people[turn],
                team_id=team if by_team else None,
                wave=turn + 1,
                level=VenueLevel.POST,
                state=outcome,
                sent_at=opened + timedelta(minutes=turn),
                deadline=opened + timedelta(hours=8),
                decline_reason="far" if outcome is OfferState.DECLINED else None,
            )
        )
    if minutes:
        await _visit(session, request, opened + timedelta(hours=6), minutes, people, team if by_team else None)
    if answers:
        came, on_time, solved = answers
        session.add(
            Feedback(
                request_id=request.id,
                person_id=resident,
                came=came,
                on_time=on_time,
                solved=solved,
                at=opened + timedelta(hours=12),
            )
        )


async def _visit(
    session: AsyncSession,
    request: Request,
    start: datetime,
    minutes: tuple[int, ...],
    people: list[int],
    team: int | None,
) -> None:
    end = start + timedelta(minutes=max(minutes))
    visit = Visit(
        request_id=request.id,
        team_id=team,
        state=V.DONE,
        start=start,
        end=end,
        needed=len(minutes),
        created_at=start,
        started_at=start,
        ended_at=end,
    )
    session.add(visit)
    await session.flush()
    for place, took in enumerate(minutes):
        row = Attendance(visit_id=visit.id, person_id=people[place], state=AttendanceState.OUT, minutes=took)
        session.add(row)
        await session.flush()
        session.add(
            Entry(
                chain=request.area_code,
                seq=request.number * 10 + place,
                person_id=people[place],
                kind=EntryKind.SERVED,
                book=Book.CREDIT,
                minutes=took,
                start=start,
                end=start + timedelta(minutes=took),
                attendance_id=row.id,
                request_id=request.id,
                grade=Grade.A,
                at=end,
                previous=b"",
                digest=b"",
            )
        )
    if len(minutes) > 1:
        session.add(Attendance(visit_id=visit.id, person_id=people[2], state=AttendanceState.NO_SHOW))


# Each figure a second time, in plain SQL: its name, and the query with :start, :end and :area (a prefix with a %).
SQL = {
    "filed": "SELECT count(*) FROM request WHERE opened_at >= :start AND opened_at < :end AND area_code LIKE :area",
    "in_time": "SELECT count(*) FROM request WHERE opened_at >= :start AND opened_at < :end AND area_code LIKE :area "
    "AND accepted_at IS NOT NULL AND missed_limits = 0",
    "missed": "SELECT count(*) FROM request WHERE opened_at >= :start AND opened_at < :end AND area_code LIKE :area "
    "AND missed_limits > 0",
    "cancelled": "SELECT count(*) FROM request WHERE opened_at >= :start AND opened_at < :end AND area_code LIKE :area "
    "AND state = 'cancelled'",
    "visits": "SELECT count(*) FROM visit v WHERE v.state = 'done' AND v.ended_at >= :start AND v.ended_at < :end "
    "AND (SELECT area_code FROM request WHERE id = v.request_id) LIKE :area",
    "residents": "SELECT coalesce(sum(r.people), 0) FROM request r, visit v WHERE v.request_id = r.id "
    "AND v.state = 'done' AND v.ended_at >= :start AND v.ended_at < :end AND r.area_code LIKE :area",
    "minutes": "SELECT coalesce(sum(minutes), 0) FROM entry WHERE kind = 'served' AND start >= :start AND start < :end "
    "AND chain LIKE :area",
    "volunteers": "SELECT count(DISTINCT person_id) FROM entry WHERE kind = 'served' AND start >= :start "
    "AND start < :end AND chain LIKE :area",
    "answers": "SELECT count(*) FROM feedback f WHERE f.at >= :start AND f.at < :end "
    "AND f.request_id IN (SELECT id FROM request WHERE area_code LIKE :area)",
    "came": "SELECT count(*) FROM feedback f WHERE f.came AND f.at >= :start AND f.at < :end "
    "AND f.request_id IN (SELECT id FROM request WHERE area_code LIKE :area)",
    "on_time": "SELECT count(*) FROM feedback f WHERE f.on_time AND f.at >= :start AND f.at < :end "
    "AND f.request_id IN (SELECT id FROM request WHERE area_code LIKE :area)",
    "solved": "SELECT count(*) FROM feedback f WHERE f.solved AND f.at >= :start AND f.at < :end "
    "AND f.request_id IN (SELECT id FROM request WHERE area_code LIKE :area)",
    "asked": "SELECT count(*) FROM offer o WHERE o.sent_at >= :start AND o.sent_at < :end "
    "AND o.request_id IN (SELECT id FROM request WHERE area_code LIKE :area)",
    "accepted": "SELECT count(*) FROM offer o WHERE o.state IN ('accepted', 'withdrawn') AND o.sent_at >= :start "
    "AND o.sent_at < :end AND o.request_id IN (SELECT id FROM request WHERE area_code LIKE :area)",
    "declined": "SELECT count(*) FROM offer o WHERE o.state = 'declined' AND o.sent_at >= :start "
    "AND o.sent_at < :end AND o.request_id IN (SELECT id FROM request WHERE area_code LIKE :area)",
    "expired": "SELECT count(*) FROM offer o WHERE o.state = 'expired' AND o.sent_at >= :start "
    "AND o.sent_at < :end AND o.request_id IN (SELECT id FROM request WHERE area_code LIKE :area)",
    "no_show": "SELECT count(*) FROM attendance a JOIN visit v ON v.id = a.visit_id WHERE a.state = 'no_show' "
    "AND v.start >= :start AND v.start < :end "
    "AND (SELECT area_code FROM request WHERE id = v.request_id) LIKE :area",
}


async def plainly(session: AsyncSession, name: str, start: datetime, end: datetime, area: str) -> int:
    """A figure by plain SQL; SQLite keeps times as text without a zone."""
    sqlite = session.get_bind().dialect.name == "sqlite"
    times = [f"{at:%Y-%m-%d %H:%M:%S.%f}" if sqlite else at for at in (start, end)]
    values = {"start": times[0], "end": times[1], "area": area + "%"}
    return int((await session.execute(text(SQL[name]), values)).scalar_one())
