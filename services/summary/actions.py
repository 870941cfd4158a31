"""What a summary asks its reader to do: what stands open now, sorted to every venue and team that it concerns."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from models.area import ancestors
from models.offer import OfferState
from models.queries import summary_now as standing
from models.queries.summary import first_opened, team_served
from models.queries.summary_now import Answered, Approval, Expiring, Ordered, TeamNow, Waiting
from models.request import RequestState
from services.forecast import Forecast, forecasts, shortages
from services.summary.figures import team_key
from services.summary.period import midnight

AHEAD = timedelta(days=7)
IDLE_AFTER = timedelta(days=28)
EXPIRES_WITHIN = timedelta(days=30)
LONG_WAIT = timedelta(days=3)
POST_DIGITS = 12
BUSY_FROM = 5  # visits promised in the coming week; a team with more than one for each member is overloaded


@dataclass(frozen=True, slots=True)
class Unmet:
    """A request for which nobody is left to ask, and the code of why: a decline reason, `no_answer` or `nobody`."""

    request: Waiting
    why: str


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A service in the coming seven days that nobody is to do yet."""

    id: int
    number: int
    area: str
    item: str
    start: datetime


@dataclass(frozen=True, slots=True)
class Busy:
    """A team to whose members more was promised than there are members."""

    team: TeamNow
    promised: int


@dataclass(slots=True)
class Actions:
    """What stands open for one venue or team, each list with the most pressing first."""

    overdue: list[Waiting] = field(default_factory=list)
    unmet: list[Unmet] = field(default_factory=list)
    uncovered: list[Uncovered] = field(default_factory=list)
    longest: list[Waiting] = field(default_factory=list)
    idle: list[TeamNow] = field(default_factory=list)
    overloaded: list[Busy] = field(default_factory=list)
    expiring: list[Expiring] = field(default_factory=list)
    approvals: list[Approval] = field(default_factory=list)
    directives: list[Ordered] = field(default_factory=list)
    forecast: list[Forecast] = field(default_factory=list)

    @property
    def none(self) -> bool:
        """Whether there is nothing to do."""
        waiting = self.overdue or self.unmet or self.uncovered or self.longest
        return not (waiting or self.overloaded or self.expiring or self.approvals or self.directives or self.forecast)


class ToDo:
    """The actions of every venue and team, by area code or `team_key`."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._all: dict[str, Actions] = defaultdict(Actions)

    def of(self, key: str) -> Actions:
        """The actions of an area or team."""
        return self._all[key] if key in self._all else Actions()

    def at(self, code: str) -> list[Actions]:
        """The actions of an area and of all above it, to be added to."""
        return [self._all[one] for one in ancestors(code) if one.startswith(self._prefix)]

    def everywhere(self) -> Iterable[Actions]:
        """The actions of all."""
        return self._all.values()

    def team(self, team_id: int) -> Actions:
        """The actions of a team, to be added to."""
        return self._all[team_key(team_id)]


async def to_do(
    session: AsyncSession, prefix: str, now: datetime, zone: ZoneInfo, members: dict[int, list[int]]
) -> ToDo:
    """What stands open in an area and all below it; `members` are the teams of each person."""
    made, today = ToDo(prefix), now.astimezone(zone).date()
    rows = await standing.waiting(session, prefix)
    whys = why_unmet(await standing.answers_of_unmet(session, prefix))
    for row in rows:
        for actions in made.at(row.area):
            _sort_waiting(actions, row, whys, now)
    await _add_uncovered(made, session, prefix, rows, now)
    await _add_teams(made, session, prefix, now)
    for claim in await standing.approvals(session, prefix):
        for actions in made.at(claim.area):
            actions.approvals.append(claim)
    await _add_forecast(made, session, prefix, today, zone)
    for directive in await standing.directives_now(session, prefix):
        for actions in made.at(directive.venue):
            actions.directives.append(directive)
    for paper in await standing.expiring(session, prefix, today, today + EXPIRES_WITHIN):
        for actions in made.at(paper.area):
            actions.expiring.append(paper)
        for team_id in members.get(paper.person, ()):
            made.team(team_id).expiring.append(paper)
    return made


def why_unmet(rows: Iterable[Answered]) -> dict[int, str]:
    """The code of why nobody was found, by request: what most of those who were asked said, or that they said nothing."""
    votes: dict[int, dict[str, int]] = defaultdict(dict)
    for row in rows:
        if row.state is OfferState.DECLINED:
            code = row.reason or "other"
        elif row.state in (OfferState.EXPIRED, OfferState.SENT):
            code = "no_answer"
        else:
            continue
        votes[row.request][code] = votes[row.request].get(code, 0) + row.times
    return {request: max(sorted(codes), key=lambda code: codes[code]) for request, codes in votes.items()}


def _sort_waiting(actions: Actions, row: Waiting, whys: dict[int, str], now: datetime) -> None:
    if row.state is RequestState.UNMET:
        actions.unmet.append(Unmet(row, whys.get(row.id, "nobody")))
    elif row.missed or (row.respond_by is not None and row.respond_by < now):
        actions.overdue.append(row)
    if now - row.opened_at >= LONG_WAIT:
        actions.longest.append(row)


async def _add_forecast(made: ToDo, session: AsyncSession, prefix: str, today: date, zone: ZoneInfo) -> None:
    """Where recruiting should start: for towns and counties, not for villages, whose counts are too small."""
    if len(prefix) == POST_DIGITS:
        return
    monday = midnight(today - timedelta(days=today.weekday()), zone)
    for code, found in shortages(await forecasts(session, prefix, monday)).items():
        for actions in made.at(code)[:1]:
            actions.forecast.extend(found)


async def _add_uncovered(
    made: ToDo, session: AsyncSession, prefix: str, rows: Sequence[Waiting], now: datetime
) -> None:
    until = now + AHEAD
    soon = [
        Uncovered(row.id, row.number, row.area, row.item, row.start)
        for row in rows
        if row.start is not None and now <= row.start < until
    ]
    gaps = await standing.gaps(session, prefix, now, until)
    teams = {gap.request: gap.team for gap in gaps}
    soon += [Uncovered(gap.request, gap.number, gap.area, gap.item, gap.start) for gap in gaps]
    first = {one.id: one for one in sorted(soon, key=lambda one: one.start, reverse=True)}
    for one in sorted(first.values(), key=lambda one: (one.start, one.id)):
        for actions in made.at(one.area):
            actions.uncovered.append(one)
        if (team_id := teams.get(one.id)) is not None:
            made.team(team_id).uncovered.append(one)


async def _add_teams(made: ToDo, session: AsyncSession, prefix: str, now: datetime) -> None:
    worked = {row.team for row in await team_served(session, prefix, now - IDLE_AFTER, now)}
    oldest = await first_opened(session, prefix)
    long_known = oldest is not None and oldest <= now - IDLE_AFTER
    promised = await standing.promised(session, prefix, now, now + AHEAD)
    for team in await standing.teams_now(session, prefix):
        coming = promised.get(team.id, 0)
        places = [*made.at(team.venue), made.team(team.id)]
        for actions in places:
            if long_known and not coming and team.id not in worked and team.members > 1:
                actions.idle.append(team)
            if coming >= BUSY_FROM and coming > team.members:
                actions.overloaded.append(Busy(team, coming))
    for actions in made.everywhere():
        actions.overloaded.sort(key=lambda busy: (-busy.promised / max(1, busy.team.members), busy.team.id))
