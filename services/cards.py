"""What the messages show: plain data for the templates, read for one person and narrowed to what they may see."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from matching.plain import Point
from matching.travel import minutes_between
from models.area import area
from models.item import item
from models.offer import Offer
from models.person import Person
from models.queries.feedback import feedback_of
from models.queries.people import person_row
from models.queries.visits import attendances, visit_of_request
from models.request import Request, RequestState
from models.scope import unscoped
from models.team import Team
from models.visit import GOING, Attendance, AttendanceState, Visit
from services.disclosure import Details, details
from services.work import Work


@dataclass(frozen=True, slots=True)
class RequestCard:
    """A request as its resident, its clerk or a volunteer sees it."""

    id: int
    version: int
    number: int
    state: RequestState
    item: str
    item_code: str
    minutes: int
    start: datetime | None
    end: datetime | None
    repeat: str | None
    village: str
    town: str
    people: int
    volunteers: int
    danger: bool
    for_other: bool
    level: str
    respond_by: datetime | None
    mine: bool
    text: str | None = None
    place: str | None = None
    details: Details | None = None
    wants_woman: bool = False
    wants_same: bool = False


@dataclass(frozen=True, slots=True)
class VisitCard:
    """A visit as one of its people sees it; `code` is for the resident's side only."""

    id: int
    version: int
    state: str
    start: datetime
    end: datetime
    needed: int
    request: RequestCard
    names: tuple[str, ...]
    team: str | None
    code: str | None
    my_state: str | None
    started_at: datetime | None = None
    helpers: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class OfferCard:
    """An offer: all that is needed to decide, and nothing private."""

    id: int
    version: int
    state: str
    deadline: datetime
    request: RequestCard
    team: str | None
    travel: int
    missing: int
    reasons: list[dict[str, Any]] = field(default_factory=list)
    person_id: int = 0


async def request_card(work: Work, request: Request, visit: Visit | None = None, purpose: str = "card") -> RequestCard:
    """A request for the actor; what was said and where is in it only where the actor may see it."""
    service = await item(work.session, request.item_code)
    village, town = await place_names(work, request.area_code)
    seen = await details(work, request, visit or await _visit(work, request), purpose)
    return RequestCard(
        id=request.id,
        version=request.version,
        number=request.number,
        state=request.state,
        item=service.name(work.actor.language) if service else request.item_code,
        item_code=request.item_code,
        minutes=service.minutes if service else 60,
        start=request.start,
        end=request.end,
        repeat=request.repeat,
        village=village,
        town=town,
        people=request.people,
        volunteers=request.volunteers,
        danger=request.danger,
        for_other=request.resident_id != request.filed_by,
        level=request.level.value,
        respond_by=request.respond_by,
        mine=work.me in (request.resident_id, request.filed_by),
        text=request.text if seen else None,
        place=seen.door if seen else None,
        details=seen,
        wants_woman=request.wants_woman,
        wants_same=request.wants_same,
    )


@unscoped("a visit that the caller read for the actor; names are of those who go to each other")
async def visit_card(work: Work, visit: Visit, purpose: str = "visit") -> VisitCard:
    """A visit for the actor: the resident's side sees who comes and the code, those who go see where to."""
    request = await work.session.get_one(Request, visit.request_id)
    rows = [row for row in await attendances(work.session, visit.id) if row.state in (*GOING, AttendanceState.OUT)]
    people = [await person_row(work.session, row.person_id) for row in rows]
    team = await work.session.get(Team, visit.team_id) if visit.team_id else None
    mine = [row for row in rows if row.person_id == work.me]
    is_residents = work.me in (request.resident_id, request.filed_by)
    return VisitCard(
        id=visit.id,
        version=visit.version,
        state=visit.state.value,
        start=visit.start,
        end=visit.end,
        needed=visit.needed,
        request=await request_card(work, request, visit, purpose),
        names=tuple(_called(person) for person in people),
        team=team.name if team else None,
        code=visit.code if is_residents and not mine else None,
        my_state=_state(mine),
        started_at=mine[0].in_at if mine else visit.started_at,
        helpers=tuple((person.id, _called(person)) for person in people),
    )


@unscoped("an offer that the caller read for the actor")
async def offer_card(work: Work, offer: Offer) -> OfferCard:
    """An offer for whoever is asked."""
    request = await work.session.get_one(Request, offer.request_id)
    team = await work.session.get(Team, offer.team_id) if offer.team_id else None
    visit = await _visit(work, request)
    going = 0 if visit is None else sum(r.state in GOING for r in await attendances(work.session, visit.id))
    return OfferCard(
        id=offer.id,
        version=offer.version,
        state=offer.state.value,
        deadline=offer.deadline,
        request=await request_card(work, request, visit, "offer"),
        team=team.name if team else None,
        travel=await _travel(work, offer, request, team),
        missing=max(1, request.volunteers - going),
        reasons=list(offer.reasons or []),
        person_id=offer.person_id,
    )


async def feedback_state(work: Work, request: Request) -> dict[str, bool | None]:
    """Which of the three questions are answered, and how."""
    given = await feedback_of(work.session, request.id)
    return {name: getattr(given, name, None) for name in ("came", "on_time", "solved")}


async def place_names(work: Work, area_code: str) -> tuple[str, str]:
    """The names of the village (or the lowest area known) and of its town."""
    lowest = await area(work.session, area_code)
    town = await area(work.session, area_code[:9])
    return (lowest.name if lowest else area_code, town.name if town and len(area_code) > 9 else "")


async def _visit(work: Work, request: Request) -> Visit | None:
    return await visit_of_request(work.session, request.id)


async def _travel(work: Work, offer: Offer, request: Request, team: Team | None) -> int:
    person = await person_row(work.session, offer.person_id)
    home = team.venue_code if team else person.area_code
    here, there = await _point(work, home, person if not team else None), await _point(work, request.area_code, None)
    return round(minutes_between(home, here, request.area_code, there))


async def _point(work: Work, code: str, person: Person | None) -> Point | None:
    if person is not None and person.lat is not None and person.lon is not None:
        return Point(person.lat, person.lon)
    found = await area(work.session, code)
    return Point(found.lat, found.lon) if found and found.lat is not None and found.lon is not None else None


def _called(person: Person) -> str:
    return person.name or "—"


def _state(mine: list[Attendance]) -> str | None:
    return mine[0].state.value if mine else None
