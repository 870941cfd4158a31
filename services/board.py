"""The public board (公示栏) of a venue: what is offered, what was done in sum, stars, teams to join, and the ledger's root.

Nothing on it is personal but the masked name of who applied for a star. Sums are of whole weeks and months only, and hidden
where few people stand behind them, so that no two of them can be taken apart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from models.area import ancestors, area
from models.hours import LedgerRoot
from models.item import categories, item, items
from models.queries import board as queries
from models.queries.board import Point
from models.queries.people import person_row
from models.queries.stars import published_stars
from models.scope import unscoped
from services.certificates.names import masked
from services.summary.figures import Figures, board
from services.summary.period import Period, PeriodKind, complete
from services.summary.public import public_figures
from services.work import Work

PERIODS = (PeriodKind.WEEK, PeriodKind.MONTH)
ROOTS = 14


@dataclass(frozen=True, slots=True)
class Sum:
    """What was done in a period; None where it is hidden. `thanks`: how often a resident said that it is solved."""

    period: Period
    figures: Mapping[str, float | None]
    thanks: int | None


@dataclass(frozen=True, slots=True)
class PublicStar:
    """A star in its publicity period."""

    name: str
    venue: str
    level: int
    hours: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Project:
    """A group visit that lacks people: item names by language, town and day; never the village or the hour."""

    zh: str
    en: str
    town: str
    day: date
    lacks: int


@dataclass(frozen=True, slots=True)
class Root:
    """The ledger's root of a day, in hex."""

    day: str
    entries: int
    root: str


@dataclass(frozen=True, slots=True)
class PublicBoard:
    """Everything on the board of a venue. `offered` are (zh, en) of each category with (zh, en, minutes) of its items."""

    venue: Point
    above: tuple[Point, ...]
    below: tuple[Point, ...]
    offered: tuple[tuple[str, str, tuple[tuple[str, str, int], ...]], ...]
    sums: tuple[Sum, ...]
    stars: tuple[PublicStar, ...]
    teams: tuple[str, ...]
    projects: tuple[Project, ...]
    roots: tuple[Root, ...]
    hidden_below: int
    objection_days: int
    made_at: datetime


async def public_board(work: Work, code: str) -> PublicBoard | None:
    """The board of the venue with this code; None where there is none in this county."""
    venue = await queries.venue_by_code(work.session, code)
    if venue is None or not code.startswith(work.settings.county.code):
        return None
    above = [await queries.venue_by_code(work.session, one) for one in reversed(ancestors(code)[1:])]
    beside = [code] if len(code) == 6 else [one.code for one in await queries.points_below(work.session, code[:-3])]
    return PublicBoard(
        venue=Point(venue.code, venue.name, venue.lat, venue.lon),
        above=tuple(Point(one.code, one.name, one.lat, one.lon) for one in above if one is not None),
        below=tuple(await queries.points_below(work.session, code)),
        offered=await _offered(work),
        sums=tuple([await _sum(work, code, beside, complete(work.now, work.zone, kind)) for kind in PERIODS]),
        stars=await _stars(work, code),
        teams=tuple(team.name for team in await queries.teams_at(work.session, code, work.now)),
        projects=await _projects(work, code),
        roots=tuple(await ledger_roots(work, ROOTS)),
        hidden_below=work.settings.summary.hide_below,
        objection_days=work.settings.hours.publicity_days,
        made_at=work.now,
    )


async def ledger_roots(work: Work, limit: int | None = None) -> list[Root]:
    """The roots of the ledger, the newest first."""
    found: Sequence[LedgerRoot] = await queries.roots(work.session, limit)
    return [Root(one.day, one.entries, one.root.hex()) for one in found]


def sum_of(period: Period, all_figures: Mapping[str, Figures], code: str, hide_below: int) -> Sum:
    """What of a venue's figures may be shown beside those of its siblings (`all_figures` by code, its own among them).

    Where one sibling alone is hidden, the smallest of the others is hidden with it: else the sum of the venue above would tell.
    """
    shown = {one: _public(figures, hide_below) for one, figures in all_figures.items()}
    mine = dict(shown[code])
    for name in mine:
        known = sorted((value, one) for one, values in shown.items() if (value := values[name]) is not None)
        if known and len(known) == len(shown) - 1 and known[0][1] == code:
            mine[name] = None
    thanks = mine.pop("thanks")
    return Sum(period, mine, None if thanks is None else int(thanks))


def _public(figures: Figures, hide_below: int) -> dict[str, float | None]:
    thanks = None if figures.solved < hide_below else figures.solved
    return {**public_figures(figures, hide_below), "thanks": thanks}


async def _sum(work: Work, code: str, siblings: Sequence[str], period: Period) -> Sum:
    prefix = code[:-3] if len(siblings) > 1 else code
    made = await board(work.session, prefix, period.start(work.zone), period.end(work.zone))
    return sum_of(period, {one: made.of(one) for one in siblings}, code, work.settings.summary.hide_below)


async def _offered(work: Work) -> tuple[tuple[str, str, tuple[tuple[str, str, int], ...]], ...]:
    every = await items(work.session)
    return tuple(
        (one.zh, one.en, tuple((item.zh, item.en, item.minutes) for item in every if item.category == one.code))
        for one in await categories(work.session)
    )


@unscoped("stars in their publicity period: the name is masked before it leaves")
async def _stars(work: Work, code: str) -> tuple[PublicStar, ...]:
    shown = []
    for star in await published_stars(work.session, code, work.now):
        person = await person_row(work.session, star.person_id)
        venue = await queries.venue_by_code(work.session, star.venue_code[:9])
        shown.append(PublicStar(masked(person.name), venue.name if venue else "", star.level, star.hours, star.until))
    return tuple(shown)


async def _projects(work: Work, code: str) -> tuple[Project, ...]:
    """Group visits that lack people; none on a post's own board, where a place would be too exact."""
    if len(code) > 9:
        return ()
    shown = []
    for one in await queries.open_places(work.session, code, work.now):
        service, town = await item(work.session, one.item), await area(work.session, one.town)
        if service is not None and one.going < one.needed:
            day = one.start.astimezone(work.zone).date()
            name = town.name if town else ""
            shown.append(Project(service.zh, service.en, name, day, one.needed - one.going))
    return tuple(shown)
