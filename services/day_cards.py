"""What messages show of a draft of a team's day."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from models.day_draft import DayDraft
from models.ids import short
from models.item import item
from models.queries.people import person_row
from models.request import Request
from models.scope import unscoped
from models.team import Team
from models.visit import Visit, VisitState
from services.cards import place_names
from services.work import Work


@dataclass(frozen=True, slots=True)
class StopCard:
    """One visit in the draft; `name` is None where `missing` people are not found, `fixed` where it was agreed before."""

    visit_id: int
    short: str
    number: int
    item: str
    village: str
    at: datetime
    name: str | None
    fixed: bool
    missing: int = 0


@dataclass(frozen=True, slots=True)
class DayCard:
    """A draft: its stops by person and time, those that nobody can make last."""

    id: int
    short: str
    noon: datetime
    team: str
    released: bool
    stops: tuple[StopCard, ...]

    @property
    def routes(self) -> list[tuple[str, list[StopCard]]]:
        """(name, stops) of each member who goes somewhere."""
        found: dict[str, list[StopCard]] = {}
        for stop in self.stops:
            if stop.name is not None:
                found.setdefault(stop.name, []).append(stop)
        return list(found.items())

    @property
    def left_out(self) -> list[StopCard]:
        """The visits that nobody can make."""
        return [stop for stop in self.stops if stop.name is None]


@unscoped("a draft of a team that the caller found the actor to lead")
async def day_card(work: Work, draft: DayDraft) -> DayCard:
    """A draft for the team's captain."""
    team = await work.session.get_one(Team, draft.team_id)
    midnight = datetime.combine(draft.day, time(), work.zone).astimezone(UTC)
    stops = []
    for one in draft.stops:
        visit = await work.session.get_one(Visit, one["visit"])
        request = await work.session.get_one(Request, visit.request_id)
        service = await item(work.session, request.item_code)
        person = await person_row(work.session, one["person"]) if one["person"] else None
        stops.append(
            StopCard(
                visit_id=visit.id,
                short=short(visit.id),
                number=request.number,
                item=service.name(work.actor.language) if service else request.item_code,
                village=(await place_names(work, request.area_code))[0],
                at=visit.start if one["begin"] is None else midnight + timedelta(minutes=one["begin"]),
                name=(person.name or "—") if person else None,
                fixed=visit.state is not VisitState.STAFFING,
                missing=one.get("missing", 0),
            )
        )
    ordered = sorted(stops, key=lambda stop: (stop.name is None, stop.name or "", stop.at))
    return DayCard(
        draft.id,
        short(draft.id),
        midnight + timedelta(hours=12),
        team.name,
        draft.released_at is not None,
        tuple(ordered),
    )
