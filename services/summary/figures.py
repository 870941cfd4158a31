"""The figures of a period for every venue and team, from rows that were counted once for all of them.

A village's rows count for its post, for the station of its town and for the center of its county: an area's code begins with
the codes of what lies above it. People are counted once in each of the three.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from models.area import ancestors
from models.queries import summary as counted


@dataclass(slots=True)
class Figures:
    """What happened in a period. `minutes` are those of the ledger; `people` and `thanked` are by person id."""

    filed: int = 0
    in_time: int = 0
    missed: int = 0
    cancelled: int = 0
    visits: int = 0
    residents: int = 0
    minutes: int = 0
    answers: int = 0
    came: int = 0
    on_time: int = 0
    solved: int = 0
    asked: int = 0
    accepted: int = 0
    declined: int = 0
    expired: int = 0
    no_show: int = 0
    people: dict[int, list[int]] = field(default_factory=dict)  # person: times, minutes
    items: dict[str, list[int]] = field(default_factory=dict)  # item: filed, visits

    @property
    def volunteers(self) -> int:
        """How many different people served."""
        return sum(1 for times, minutes in self.people.values() if times > 0 and minutes > 0)

    @property
    def is_quiet(self) -> bool:
        """Whether nothing was asked for and nothing was done."""
        return not (self.filed or self.visits or self.minutes or self.asked)

    def item(self, code: str, *, filed: int = 0, visits: int = 0) -> None:
        """Add to what is counted of an item."""
        counts = self.items.setdefault(code, [0, 0])
        counts[0] += filed
        counts[1] += visits

    def person(self, person: int, times: int, minutes: int) -> None:
        """Add to what a person served."""
        counts = self.people.setdefault(person, [0, 0])
        counts[0] += times
        counts[1] += minutes


class Board:
    """The figures of one period, by area code or `team_key`; what has none is all zero."""

    def __init__(self, prefix: str) -> None:
        self._prefix, self._all = prefix, dict[str, Figures]()

    def of(self, key: str) -> Figures:
        """The figures of an area or team."""
        return self._all.get(key) or Figures()

    def areas(self, code: str) -> Iterable[Figures]:
        """The figures of an area and of all above it, to be added to."""
        return [self.at(one) for one in ancestors(code) if one.startswith(self._prefix)]

    def at(self, key: str) -> Figures:
        """The figures of an area or team, to be added to."""
        return self._all.setdefault(key, Figures())


def team_key(team_id: int) -> str:
    """The key of a team on a board."""
    return f"team:{team_id}"


async def board(session: AsyncSession, prefix: str, start: datetime, end: datetime) -> Board:
    """The figures of a period in an area and all below it (everywhere where `prefix` is empty)."""
    made = Board(prefix)
    _add_filed(made, await counted.filed(session, prefix, start, end))
    _add_served(made, await counted.served(session, prefix, start, end))
    for work in await counted.worked(session, prefix, start, end):
        for figures in made.areas(work.area):
            figures.minutes += work.minutes
            figures.person(work.person, work.times, work.minutes)
    _add_judged(made, await counted.judged(session, prefix, start, end))
    _add_asked(made, await counted.asked(session, prefix, start, end))
    for absent in await counted.lost(session, prefix, start, end):
        for figures in made.areas(absent.area):
            figures.no_show += absent.no_show
    await _add_teams(made, session, prefix, start, end)
    return made


def _add_filed(made: Board, rows: Iterable[counted.Filed]) -> None:
    for row in rows:
        for figures in made.areas(row.area):
            figures.filed += row.filed
            figures.in_time += row.in_time
            figures.missed += row.missed
            figures.cancelled += row.cancelled
            figures.item(row.item, filed=row.filed)


def _add_served(made: Board, rows: Iterable[counted.Served]) -> None:
    for row in rows:
        for figures in made.areas(row.area):
            figures.visits += row.visits
            figures.residents += row.residents
            figures.item(row.item, visits=row.visits)


def _add_judged(made: Board, rows: Iterable[counted.Judged]) -> None:
    for row in rows:
        for figures in made.areas(row.area):
            figures.answers += row.answers
            figures.came += row.came
            figures.on_time += row.on_time
            figures.solved += row.solved


def _add_asked(made: Board, rows: Iterable[counted.Asked]) -> None:
    for row in rows:
        for figures in made.areas(row.area):
            _asked(figures, row)


def _asked(figures: Figures, row: counted.Asked | counted.TeamAsked) -> None:
    figures.asked += row.sent
    figures.accepted += row.accepted
    figures.declined += row.declined
    figures.expired += row.expired


async def _add_teams(made: Board, session: AsyncSession, prefix: str, start: datetime, end: datetime) -> None:
    for row in await counted.team_served(session, prefix, start, end):
        figures = made.at(team_key(row.team))
        figures.visits += row.visits
        figures.residents += row.residents
        figures.item(row.item, visits=row.visits)
    for done in await counted.team_work(session, prefix, start, end):
        figures = made.at(team_key(done.team))
        figures.minutes += done.minutes
        figures.person(done.person, done.visits, done.minutes)
    for offers in await counted.team_asked(session, prefix, start, end):
        _asked(made.at(team_key(offers.team)), offers)
