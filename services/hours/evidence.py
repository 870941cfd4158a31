"""Evidence besides the resident's code: a one-shot location, the captain's list, and a printed sheet with a QR code.

Of a location only "near" and a coarse cell (about a kilometre) are kept, for `hours.evidence_days`. A sheet carries a token
signed for one visit; what is on it is entered once, by the captain or a clerk, and checked by somebody else where they served.
"""

import io
from collections.abc import Collection
from datetime import timedelta

import segno

from matching.plain import Point
from matching.travel import straight_km
from models.area import area
from models.claim import Claim, ClaimState
from models.crypto import keyring
from models.grant import Action, NotAllowed
from models.hours import Grade
from models.ids import long, short
from models.ledger import lock_for
from models.machine import allowed, move
from models.queries.hours import claim_of_attendance, with_cell
from models.queries.people import person_row
from models.queries.requests import locked_request
from models.queries.visits import attendances, visit_for
from models.request import Request, RequestState
from models.scope import unscoped
from models.visit import GOING, Attendance, AttendanceState, Visit, VisitState
from services.hours.entering import record
from services.serving import begin, check_out, finish, my_visit, refuse_early
from services.work import Refusal, Work

A = AttendanceState
SPOKEN = 6  # characters of a sheet's token that somebody has to write
CELL = 2  # decimal digits of a degree that are kept: about a kilometre


async def is_near(work: Work, request: Request, lat: float, lon: float) -> bool:
    """Whether a location is at the site: near the resident's home, or in the village where only that is known.

    Raises:
        Refusal: nothing is known of where the site is.
    """
    settings = work.settings.hours
    resident = await person_row(work.session, request.resident_id)
    if resident.lat is not None and resident.lon is not None and request.place is None:
        site, metres = Point(resident.lat, resident.lon), settings.near_metres
    else:
        village = await area(work.session, request.area_code)
        if village is None or village.lat is None or village.lon is None:
            raise Refusal("site_unknown")
        site, metres = Point(village.lat, village.lon), settings.village_metres
    return straight_km(site, Point(lat, lon)) * 1000 <= metres


async def check_in_here(work: Work, visit_id: int, lat: float, lon: float) -> tuple[Visit, bool]:
    """Check in, or out where one is in, by a one-shot location; false where it is not near the site, and then nothing is kept.

    Raises:
        Refusal: one does not go there, it is too early, or nothing is known of where the site is.
    """
    visit, row, request = await my_visit(work, visit_id)
    refuse_early(work, visit)
    if not await is_near(work, request, lat, lon):
        return visit, False
    row.evidence = {**(row.evidence or {}), "near": True, "cell": f"{lat:.{CELL}f},{lon:.{CELL}f}"}
    if row.state is A.IN:
        await check_out(work, visit_id, "location")
    else:
        await begin(work, request, visit, row, "location")
    return visit, True


async def check_in_alone(work: Work, visit_id: int) -> Visit:
    """Say that one is there, with nothing to show for it: one side only, until the captain or a clerk confirms it.

    Raises:
        Refusal: one does not go there, it is too early, or one has checked in already.
    """
    visit, row, request = await my_visit(work, visit_id)
    refuse_early(work, visit)
    if row.state is A.IN:
        raise Refusal("checked_in", visit=visit)
    await begin(work, request, visit, row, "self")
    return visit


async def confirm(work: Work, visit_id: int, person_id: int) -> Attendance:
    """The captain's list: the captain (or a clerk) confirms that somebody came.

    Who had checked in by themselves has both sides with it; who had not is entered for the planned time, one side only.

    Raises:
        Refusal: the visit has not begun by its time, or the person does not go there.
        NotAllowed: the actor leads not its team and handles not its area.
    """
    visit, request = await list_of(work, visit_id)
    row = next((one for one in await attendances(work.session, visit.id) if one.person_id == person_id), None)
    if row is None:
        raise Refusal("no_member")
    row.evidence = {**(row.evidence or {}), "confirmed_by": work.me}
    if row.state in (A.IN, A.OUT):
        await _both_sides(work, row)
    else:
        await _came(work, request, visit, row, "captain")
        await end_if_all(work, request, visit)
    return row


def sheet_token(visit: Visit) -> str:
    """The token of a visit's printed sheet: whoever reads it can tell that we made it, and for which visit."""
    return f"{short(visit.id)}-{_signature(visit.id)}"


def sheet_qr(visit: Visit) -> str:
    """The QR code of a visit's sheet, as SVG."""
    picture = io.BytesIO()
    segno.make(sheet_token(visit), error="m").save(picture, kind="svg", scale=4, xmldecl=False)
    return picture.getvalue().decode()


async def enter_sheet(work: Work, token: str, came: Collection[int]) -> Visit:
    """Enter who signed a printed sheet; the others of the visit are left as they are. Works once for each person.

    Raises:
        Refusal: the token is not ours, the visit has not begun by its time, or the sheet was entered before.
        NotAllowed: the actor leads not its team and handles not its area.
    """
    visit, request = await list_of(work, read_token(token))
    rows = [row for row in await attendances(work.session, visit.id) if row.person_id in came]
    if not rows or any((row.evidence or {}).get("sheet") for row in rows):
        raise Refusal("sheet_used")
    await lock_for(work.session, [row.person_id for row in rows], [request.venue_code])
    for row in rows:
        row.evidence = {**(row.evidence or {}), "sheet": True}
        if row.state in (*GOING, A.NO_SHOW) and row.state is not A.IN:
            await _came(work, request, visit, row, "captain" if work.me in came else "sheet")
    await end_if_all(work, request, visit)
    return visit


def spoken_token(visit_id: int, words: str) -> str:
    """The whole token of a sheet, of which the last six characters are enough for the sheet of this visit.

    Raises:
        Refusal: it is not ours.
    """
    text = "".join(words.split()).lower()
    signature = _signature(visit_id)
    if SPOKEN <= len(text) <= len(signature) and signature.endswith(text):
        return f"{short(visit_id)}-{signature}"
    read_token(text)
    return text


def read_token(token: str) -> int:
    """The visit of a sheet's token.

    Raises:
        Refusal: it is not ours.
    """
    name, _, signature = token.strip().partition("-")
    try:
        visit_id = long(name)
    except ValueError:
        raise Refusal("sheet_wrong") from None
    if signature != _signature(visit_id):
        raise Refusal("sheet_wrong")
    return visit_id


@unscoped("the clock: places are forgotten after their days")
async def forget_places(work: Work) -> int:
    """Delete where people were when they checked in, after its days; returns for how many."""
    rows = await with_cell(work.session, work.now - timedelta(days=work.settings.hours.evidence_days))
    for row in rows:
        row.evidence = {key: value for key, value in (row.evidence or {}).items() if key not in ("cell", "near")}
    return len(rows)


async def list_of(work: Work, visit_id: int) -> tuple[Visit, Request]:
    """A visit whose list the actor keeps, with its request locked.

    Raises:
        Refusal: it has not begun by its time, or is off.
        NotAllowed: the actor leads not its team and handles not its area.
    """
    visit = await visit_for(work.session, work.actor, visit_id)
    if visit is None:
        raise Refusal("no_visit")
    request = await locked_request(work.session, visit.request_id)
    leads = visit.team_id is not None and work.actor.may(Action.STAFF_VISITS, team_id=visit.team_id)
    if not leads and not work.actor.may(Action.HANDLE_REQUESTS, area_code=request.area_code):
        raise NotAllowed("staff_visits")
    await work.session.refresh(visit)
    if work.now < visit.start:
        raise Refusal("too_early", visit=visit)
    if visit.state is VisitState.CANCELLED:
        raise Refusal("visit_over", visit=visit)
    return visit, request


async def _came(work: Work, request: Request, visit: Visit, row: Attendance, evidence: str) -> None:
    """Enter somebody for the planned time, as far as it has passed."""
    end = min(visit.end, work.now)
    if allowed(visit, VisitState.SERVING):
        move(work.session, visit, VisitState.SERVING, at=work.now, actor_id=work.me)
        visit.started_at = visit.start
    if allowed(request, RequestState.SERVING):
        move(work.session, request, RequestState.SERVING, at=work.now, actor_id=work.me)
    move(work.session, row, A.OUT, at=work.now, actor_id=work.me)
    row.in_at, row.out_at, row.in_evidence, row.out_evidence = visit.start, end, evidence, evidence
    row.minutes = int((end - visit.start).total_seconds() // 60)
    await record(work, visit.request_id, row)


async def end_if_all(work: Work, request: Request, visit: Visit) -> None:
    """The visit is done when nobody is expected or there any more."""
    rows = await attendances(work.session, visit.id)
    if visit.state is VisitState.SERVING and not any(row.state in GOING for row in rows):
        await finish(work, request, visit)


async def _both_sides(work: Work, row: Attendance) -> None:
    """A second side for what waits with one: from now on its time runs."""
    claim: Claim | None = await claim_of_attendance(work.session, row.id)
    if claim is None or claim.grade is not Grade.C or row.person_id == work.me or row.in_evidence != "self":
        return
    claim.grade = Grade.B
    if claim.state is ClaimState.PENDING and not claim.late and claim.objected_at is None:
        claim.due_at = work.now + timedelta(hours=work.settings.hours.objection_hours)


def _signature(visit_id: int) -> str:
    return keyring().blind("sheet", str(visit_id))[:8].hex()
