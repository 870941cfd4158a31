"""The books of a period: read once for an area, a county or a province, they give the report of every venue and team in it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from models.area import VenueLevel, ancestors
from models.item import Item, items
from models.queries import summary as counted
from models.queries import summary_now as standing
from models.queries.summary_now import Site, TeamNow
from services.summary.actions import Actions, ToDo, to_do
from services.summary.figures import Board, Figures, board, team_key
from services.summary.period import Period, PeriodKind, midnight

TREND = {PeriodKind.WEEK: 12, PeriodKind.MONTH: 12, PeriodKind.QUARTER: 8, PeriodKind.YEAR: 3}
THANKED = 5


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a summary is about: a venue, or a team of a venue."""

    key: str
    level: str  # center, station, post or team
    code: str  # of the venue
    name: str
    team_id: int | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """What was filed and done in one step of a chart, which begins on a day."""

    first: date
    filed: int
    visits: int


@dataclass(frozen=True, slots=True)
class Thanks:
    """Somebody who served much: ids and numbers, the name is read by whoever may know it."""

    person: int
    times: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Report:
    """All that a summary of one subject says, as plain data."""

    subject: Subject
    period: Period
    now: datetime
    this: Figures
    before: Figures
    year_before: Figures
    actions: Actions
    trend: tuple[Stretch, ...]
    steps: tuple[Stretch, ...]
    parts: tuple[tuple[str, Figures], ...]
    thanks: tuple[Thanks, ...]
    volunteers: int

    @property
    def is_quiet(self) -> bool:
        """Whether nothing happened and nothing is to be done."""
        return self.this.is_quiet and self.actions.none


@dataclass(slots=True)
class Books:
    """Everything about a period that the reports share."""

    period: Period
    now: datetime
    zone: ZoneInfo
    this: Board
    before: Board
    year_before: Board
    todo: ToDo
    sites: dict[str, Site]
    teams: dict[int, TeamNow]
    items: dict[str, Item]
    volunteers: dict[str, int]
    trend: "Series"
    steps: "Series"
    children: dict[str, list[str]] = field(default_factory=dict)

    def subjects(self) -> Iterator[Subject]:
        """Every venue, by code."""
        for site in self.sites.values():
            yield venue_subject(site)

    def report(self, subject: Subject) -> Report:
        """The report of one subject."""
        this = self.this.of(subject.key)
        return Report(
            subject=subject,
            period=self.period,
            now=self.now,
            this=this,
            before=self.before.of(subject.key),
            year_before=self.year_before.of(subject.key),
            actions=self.todo.of(subject.key),
            trend=_since_first(self.trend.of(subject.key)),
            steps=self.steps.of(subject.key),
            parts=self._parts(subject),
            thanks=tuple(thanks(this)),
            volunteers=self._volunteers(subject),
        )

    def area_name(self, code: str) -> str:
        """The name of an area."""
        site = self.sites.get(code)
        return site.area_name if site else code

    def item_name(self, code: str, language: str) -> str:
        """The name of an item in a language."""
        found = self.items.get(code)
        return found.name(language) if found else code

    def _parts(self, subject: Subject) -> tuple[tuple[str, Figures], ...]:
        if subject.team_id is not None:
            return ()
        named = [(self.area_name(code), self.this.of(code)) for code in self.children.get(subject.code, ())]
        return tuple(sorted(named, key=lambda part: (-part[1].filed, -part[1].visits, part[0])))

    def _volunteers(self, subject: Subject) -> int:
        if subject.team_id is not None:
            return self.teams[subject.team_id].members
        return self.volunteers.get(subject.code, 0)


class Series:
    """What was filed and done step by step, by area code."""

    def __init__(self, firsts: Sequence[date]) -> None:
        self._firsts = firsts
        self._filed: dict[str, list[int]] = defaultdict(lambda: [0] * len(firsts))
        self._visits: dict[str, list[int]] = defaultdict(lambda: [0] * len(firsts))

    def add_filed(self, area: str, place: int, count: int) -> None:
        """Add requests of a step."""
        for code in ancestors(area):
            self._filed[code][place] += count

    def add_visits(self, area: str, place: int, count: int) -> None:
        """Add visits of a step."""
        for code in ancestors(area):
            self._visits[code][place] += count

    def of(self, key: str) -> tuple[Stretch, ...]:
        """The steps of an area; none where nothing is known of it, as for a team."""
        if key not in self._filed and key not in self._visits:
            return ()
        none = [0] * len(self._firsts)
        filed, visits = self._filed.get(key, none), self._visits.get(key, none)
        return tuple(Stretch(*step) for step in zip(self._firsts, filed, visits, strict=True))


def venue_subject(site: Site) -> Subject:
    """A venue as the subject of a summary."""
    return Subject(site.code, VenueLevel(site.level).value, site.code, site.name)


def team_subject(team: TeamNow) -> Subject:
    """A team as the subject of a summary."""
    return Subject(team_key(team.id), "team", team.venue, team.name, team.id)


def thanks(figures: Figures) -> list[Thanks]:
    """Those who served most in a period: by times, then by minutes."""
    served = [Thanks(person, *counts) for person, counts in figures.people.items() if min(counts) > 0]
    return sorted(served, key=lambda one: (-one.times, -one.minutes, one.person))[:THANKED]


async def open_books(session: AsyncSession, now: datetime, zone: ZoneInfo, period: Period, prefix: str = "") -> Books:
    """Read the books of a period for an area and all below it (for every area where `prefix` is empty)."""
    boards = [
        await board(session, prefix, one.start(zone), one.end(zone))
        for one in (period, period.before(), period.year_before())
    ]
    todo = await to_do(session, prefix, now, zone, await standing.team_members(session, prefix))
    sites = {site.code: site for site in await standing.sites(session, prefix)}
    children: dict[str, list[str]] = defaultdict(list)
    for code in sites:
        if len(code) > 6:
            children[code[:-3]].append(code)
    return Books(
        period=period,
        now=now,
        zone=zone,
        this=boards[0],
        before=boards[1],
        year_before=boards[2],
        todo=todo,
        sites=sites,
        teams={team.id: team for team in await standing.teams_now(session, prefix)},
        items={one.code: one for one in await items(session)},
        volunteers=_summed(await standing.volunteers_in(session, prefix)),
        trend=await _series(session, prefix, trend_edges(period), zone),
        steps=await _series(session, prefix, step_edges(period), zone),
        children=dict(children),
    )


def trend_edges(period: Period) -> list[date]:
    """The first days of the periods up to this one, and the day after it."""
    edges = [period.after, period.first]
    while len(edges) <= TREND[period.kind]:
        period = period.before()
        edges.append(period.first)
    return edges[::-1]


def step_edges(period: Period) -> list[date]:
    """The days of a week or month, the months of a quarter or year, and the day after."""
    edges, day = [], period.first
    while day < period.after:
        edges.append(day)
        if period.kind in (PeriodKind.WEEK, PeriodKind.MONTH):
            day += timedelta(days=1)
        else:
            day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return [*edges, period.after]


async def _series(session: AsyncSession, prefix: str, edges: Sequence[date], zone: ZoneInfo) -> Series:
    series = Series(edges[:-1])
    moments = [midnight(day, zone) for day in edges]
    for area, _item, place, count in await counted.filed_series(session, prefix, moments):
        series.add_filed(area, place, count)
    for area, place, count in await counted.served_series(session, prefix, moments):
        series.add_visits(area, place, count)
    return series


def _since_first(steps: tuple[Stretch, ...]) -> tuple[Stretch, ...]:
    """Without the steps before anything was known."""
    first = next((place for place, step in enumerate(steps) if step.filed or step.visits), len(steps))
    return steps[first:]


def _summed(counts: dict[str, int]) -> dict[str, int]:
    summed: dict[str, int] = defaultdict(int)
    for code, count in counts.items():
        for above in ancestors(code):
            summed[above] += count
    return dict(summed)
