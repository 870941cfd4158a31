"""Requests on the managers' pages: the list, one with all that belongs to it, and what is done with several at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from models.grant import Action
from models.history import History
from models.queries import manage as read
from models.queries.manage import Wanted, Words
from models.queries.visits import visit_of_request
from models.request import AGREED, ENDED, SERVED_STATES, WAITING, Request, RequestState
from models.scope import unscoped
from models.team import Team
from services.cards import RequestCard, VisitCard, request_card, visit_card
from services.disclosure import note_looks
from services.ending import decline_request
from services.managing.lists import EXPORTED, Part, Places, first_of, item_names, known_names, part, places_of
from services.managing.searching import people_called
from services.queue import AskedOne, forward, teams_for, who_was_asked
from services.work import Refusal, Work

SIZE = 25
STATES: dict[str, tuple[RequestState, ...]] = {
    "waiting": WAITING,
    "unmet": (RequestState.UNMET,),
    "agreed": AGREED,
    "served": (*SERVED_STATES, RequestState.CLOSED),
    "ended": tuple(state for state in ENDED if state is not RequestState.CLOSED),
    "all": (),
}
AGES = (1, 3, 7, 30)
SAID = (
    RequestState.DECLINED,
    RequestState.CANCELLED,
)  # moves whose reason somebody wrote; others' are words for the operator


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader asked for: a key of `STATES`, an item or category, a place, days waited at least, words, a page."""

    state: str = "waiting"
    item: str = ""
    place: str = ""
    age: int = 0
    words: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request in a list; the name only where it was searched by name."""

    id: int
    version: int
    number: int
    state: str
    item: str
    place: str
    opened_at: datetime
    start: datetime | None
    end: datetime | None
    respond_by: datetime | None
    late: bool
    danger: bool
    waits: bool
    name: str | None
    may_handle: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A move in a request's history."""

    at: datetime
    after: str
    who: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class RequestPage:
    """One request with its history, who was asked and why, and where it can go."""

    card: RequestCard
    visit: VisitCard | None
    steps: list[Step]
    asked: list[AskedOne]
    teams: Sequence[Team]
    may_handle: bool
    names_hidden: bool


@dataclass(slots=True)
class Outcome:
    """What became of one request of several: its number, the team that was asked, or why not (a template of refusals)."""

    number: int
    team: str | None = None
    refusal: str | None = None
    context: dict[str, object] = field(default_factory=dict)


async def listing(work: Work, asked: Asked) -> tuple[Part[RequestLine], Places]:
    """A page of the requests that the actor may read, and the places to choose from."""
    places = await places_of(work, Action.READ_REQUESTS)
    rows, total, named = await _found(work, asked, places, (), first_of(asked.page, SIZE), SIZE)
    return part(await _lines(work, rows, places, named), asked.page, SIZE, total), places


async def everything(work: Work, asked: Asked) -> list[RequestLine]:
    """The whole list, for a file, of the places whose requests the actor may both read and take away."""
    places = await places_of(work, Action.READ_REQUESTS, Action.EXPORT)
    rows, _, _ = await _found(work, asked, places, (Action.EXPORT,), 0, EXPORTED)
    return await _lines(work, rows, places, frozenset())


async def open_request(work: Work, request_id: int) -> RequestPage:
    """One request; names, phone and door only where the actor may see them, with every look written down.

    Raises:
        Refusal: there is none for the actor.
    """
    request = await read.request_to_manage(work.session, work.actor, request_id)
    if request is None:
        raise Refusal("no_request")
    may_handle = work.actor.may(Action.HANDLE_REQUESTS, area_code=request.area_code)
    knows = work.actor.may(Action.READ_PEOPLE, area_code=request.area_code)
    waits = request.state in WAITING
    visit = await visit_of_request(work.session, request.id)
    return RequestPage(
        card=await request_card(work, request, visit, "manage"),
        visit=await _visit(work, request) if knows else None,
        steps=await _steps(work, request),
        asked=await who_was_asked(work, request) if knows else [],
        teams=(await teams_for(work, request))[:20] if may_handle and waits else [],
        may_handle=may_handle and waits,
        names_hidden=not knows,
    )


async def forward_one(work: Work, request_id: int, version: int, team_id: int | None) -> Outcome:
    """Put one waiting request to a team around it; without a team to the nearest that can be asked.

    Raises:
        Refusal: it is not the actor's to handle, or nobody is left to be asked.
    """
    request = await _to_handle(work, request_id)
    if request.version != version or request.state not in WAITING:
        return Outcome(request.number, refusal="changed")
    around = await teams_for(work, request)
    wanted = [team for team in around if team_id is None or team.id == team_id]
    outcome = Outcome(request.number, refusal="no_team")
    for team in wanted:
        try:
            await forward(work, request.id, team.id)
        except Refusal as refusal:
            outcome = Outcome(request.number, refusal=refusal.template, context=refusal.context)
            continue
        return Outcome(request.number, team=team.name)
    return outcome


async def decline(work: Work, request_id: int, version: int, words: str) -> Request:
    """Say that a request cannot be done, in words that reach the resident.

    Raises:
        Refusal: it is not the actor's to handle, has changed since they looked, or no reason was given.
    """
    request = await _to_handle(work, request_id)
    if request.version != version or request.state not in WAITING:
        raise Refusal("changed")
    return await decline_request(work, request_id, words)


async def _to_handle(work: Work, request_id: int) -> Request:
    found = await read.requests_by_id(work.session, work.actor, [request_id])
    if not found:
        raise Refusal("no_request")
    return found[0]


async def _found(
    work: Work, asked: Asked, places: Places, more: tuple[Action, ...], first: int, limit: int
) -> tuple[Sequence[Request], int, frozenset[int]]:
    residents = await people_called(work, asked.words) if asked.words else []
    words = None
    if asked.words:
        digits = asked.words.strip().lstrip("#")
        number = int(digits) if digits.isdecimal() and len(digits) < 10 else None
        words = Words(number, places.called(asked.words.strip()), residents)
    wanted = Wanted(
        states=STATES.get(asked.state, WAITING),
        item=asked.item,
        place=asked.place,
        opened_before=work.now - timedelta(days=asked.age) if asked.age else None,
        words=words,
    )
    rows, total = await read.requests_page(work.session, work.actor, wanted, more=more, first=first, limit=limit)
    return rows, total, frozenset(residents)


async def _lines(work: Work, rows: Sequence[Request], places: Places, named: frozenset[int]) -> list[RequestLine]:
    services = await item_names(work)
    shown = {row.resident_id for row in rows if row.resident_id in named}
    names = await known_names(work, shown, "search") if shown else {}
    return [
        RequestLine(
            id=row.id,
            version=row.version,
            number=row.number,
            state=row.state.value,
            item=services.get(row.item_code, row.item_code),
            place=places.name(row.area_code),
            opened_at=row.opened_at or row.created_at,
            start=row.start,
            end=row.end,
            respond_by=row.respond_by,
            late=_is_late(row, work.now),
            danger=row.danger,
            waits=row.state in WAITING,
            name=names.get(row.resident_id),
            may_handle=row.state in WAITING and work.actor.may(Action.HANDLE_REQUESTS, area_code=row.area_code),
        )
        for row in rows
    ]


def _is_late(row: Request, now: datetime) -> bool:
    if row.state is RequestState.UNMET:
        return True
    return row.state in WAITING and (row.missed_limits > 0 or (row.respond_by is not None and row.respond_by < now))


@unscoped("the visit of a request that was read for the actor; the looks at the helpers are written down")
async def _visit(work: Work, request: Request) -> VisitCard | None:
    visit = await visit_of_request(work.session, request.id)
    if visit is None:
        return None
    card = await visit_card(work, visit, "manage")
    note_looks(work, (person for person, _ in card.helpers), ["name"], "manage")
    return card


async def _steps(work: Work, request: Request) -> list[Step]:
    moves = _in_order(await read.history_of(work.session, "request", request.id))
    names = await known_names(work, {one.actor_id for one in moves if one.actor_id}, "history")
    knows = work.actor.may(Action.READ_PEOPLE, area_code=request.area_code)
    return [
        Step(one.at, one.after, names.get(one.actor_id or 0), one.reason if knows and one.after in SAID else None)
        for one in moves
    ]


def _in_order(moves: Sequence[History]) -> list[History]:
    """Moves by time; those of one moment so that each begins where the one before it ended."""
    left, ordered = list(moves), list[History]()
    while left:
        now = [one for one in left if one.at == left[0].at]
        state = ordered[-1].after if ordered else RequestState.DRAFT.value
        ordered.append(next((one for one in now if one.before == state), now[0]))
        left.remove(ordered[-1])
    return ordered
