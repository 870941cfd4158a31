"""A week of visits on the managers' pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from models.grant import Action
from models.queries.manage import Calendared, visits_between
from services.managing.lists import Places, item_names, places_of
from services.summary.period import Period, midnight, period_of
from services.work import Work


@dataclass(frozen=True, slots=True)
class VisitLine:
    """A visit in a week; nobody's name is in it."""

    id: int
    request: int
    number: int
    state: str
    start: datetime
    end: datetime
    item: str
    place: str
    team: str | None
    going: int
    needed: int

    @property
    def short_of(self) -> int:
        """How many people are still to be found."""
        over = self.state in ("done", "cancelled", "missed", "serving")
        return 0 if over else max(0, self.needed - self.going)


@dataclass(frozen=True, slots=True)
class Day:
    """A day with its visits."""

    day: date
    today: bool
    visits: tuple[VisitLine, ...]


async def week_of(work: Work, period: Period, place: str) -> tuple[list[Day], Places]:
    """The visits of a week, day by day, and the places to choose from."""
    places = await places_of(work, Action.READ_REQUESTS)
    found = await visits_between(work.session, work.actor, period.start(work.zone), period.end(work.zone), place=place)
    lines, today = await visit_lines(work, found, places), work.now.astimezone(work.zone).date()
    days = [period.first + timedelta(days=offset) for offset in range(7)]
    return [Day(day, day == today, tuple(one for one in lines if _day(work, one) == day)) for day in days], places


async def week_as_rows(work: Work, period: Period, place: str) -> list[VisitLine]:
    """The visits of a week, for a file, of the places whose requests the actor may both read and take away."""
    more = (Action.EXPORT,)
    places = await places_of(work, Action.READ_REQUESTS, *more)
    start, end = period.start(work.zone), period.end(work.zone)
    found = await visits_between(work.session, work.actor, start, end, place=place, more=more, limit=20_000)
    return await visit_lines(work, found, places)


async def today(work: Work, place: str) -> list[VisitLine]:
    """Today's visits in a place."""
    day = work.now.astimezone(work.zone).date()
    start, end = midnight(day, work.zone), midnight(day + timedelta(days=1), work.zone)
    found = await visits_between(work.session, work.actor, start, end, place=place)
    return await visit_lines(work, found, await places_of(work, Action.READ_REQUESTS))


async def of_team(work: Work, team_id: int, days: int = 14) -> list[VisitLine]:
    """What a team has before it, as far as the actor may read the requests."""
    found = await visits_between(work.session, work.actor, work.now, work.now + timedelta(days=days), team_id=team_id)
    return await visit_lines(work, found, await places_of(work, Action.READ_REQUESTS))


def this_week(work: Work) -> Period:
    """The week in which we are."""
    return period_of(work.now.astimezone(work.zone).date())


async def visit_lines(work: Work, found: Sequence[Calendared], places: Places) -> list[VisitLine]:
    """Visits with their items and places in words."""
    services = await item_names(work)
    return [
        VisitLine(
            id=one.id,
            request=one.request,
            number=one.number,
            state=one.state.value,
            start=one.start,
            end=one.end,
            item=services.get(one.item, one.item),
            place=places.name(one.area),
            team=one.team,
            going=one.going,
            needed=one.needed,
        )
        for one in found
    ]


def _day(work: Work, one: VisitLine) -> date:
    return one.start.astimezone(work.zone).date()
