"""A forecast of demand by item and town for the next two weeks, against the volunteers who can do it.

The method is simple enough to be told: the mean of the last weeks, the newer the heavier, times what this time of the year is to
the weeks before it, where last year is known. It is tried on the weeks that have passed, beside the naive "same as last week";
an item of a town is shown only where the forecast was the better of the two.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from models.queries.summary import filed_series
from models.queries.summary_now import able

WEEKS = 60
AHEAD = 2
MEMORY = 8  # weeks in the mean
FADING = 0.8  # a week counts so much of the one after it
TRIED = 10  # weeks of the backtest
FEWEST = 2.0  # requests in the two weeks below which a forecast says nothing
YEAR = 52
A_VOLUNTEER = 2  # requests that one volunteer can do in two weeks beside all else
SEASON = (0.5, 2.0)


@dataclass(frozen=True, slots=True)
class Forecast:
    """Requests expected of an item in a town in each of the next weeks; `error` and `naive` are mean errors of the backtest."""

    town: str
    item: str
    weeks: tuple[float, ...]
    error: float
    naive: float
    able: int

    @property
    def expected(self) -> float:
        """Requests in all."""
        return sum(self.weeks)

    @property
    def is_short(self) -> bool:
        """Whether more is expected than those who can do it will manage."""
        return self.expected > self.able * A_VOLUNTEER


async def forecasts(session: AsyncSession, prefix: str, monday: datetime) -> list[Forecast]:
    """The forecasts from a Monday on that beat the naive one, the greatest want of people first."""
    edges = [monday - timedelta(weeks=WEEKS - week) for week in range(WEEKS + 1)]
    history: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * WEEKS)
    for town, item, week, count in await filed_series(session, prefix, edges, digits=9, by_item=True):
        history[town, item][week] += count
    people = await able(session, prefix)
    made = [
        found
        for (town, item), counts in history.items()
        if (found := forecast(town, item, counts, people.get((town, item), 0))) is not None
    ]
    return sorted(made, key=lambda one: (one.able * A_VOLUNTEER - one.expected, one.town, one.item))


def forecast(town: str, item: str, counts: Sequence[int], people: int) -> Forecast | None:
    """The forecast after weekly counts, or None where it does not beat the naive one or expects next to nothing."""
    error, naive = backtest(counts)
    weeks = expect(counts)
    if error >= naive or sum(weeks) < FEWEST:
        return None
    return Forecast(town, item, weeks, round(error, 2), round(naive, 2), people)


def expect(counts: Sequence[int]) -> tuple[float, ...]:
    """What is expected in each of the next weeks."""
    level = _level(counts)
    return tuple(round(level * _season(counts, week), 1) for week in range(AHEAD))


def backtest(counts: Sequence[int]) -> tuple[float, float]:
    """(mean error of this forecast, of "same as last week") over the two weeks after each of the last weeks, both in requests."""
    errors, naive, tried = 0.0, 0.0, 0
    for cut in range(max(MEMORY, len(counts) - TRIED - AHEAD + 1), len(counts) - AHEAD + 1):
        known, came = counts[:cut], counts[cut : cut + AHEAD]
        errors += sum(abs(said - count) for said, count in zip(expect(known), came, strict=True))
        naive += sum(abs(known[-1] - count) for count in came)
        tried += AHEAD
    return (errors / tried, naive / tried) if tried else (0.0, 0.0)


def shortages(found: Sequence[Forecast]) -> dict[str, list[Forecast]]:
    """Those that are short of people, by the code of the town and of its county."""
    by_area: Mapping[str, list[Forecast]] = defaultdict(list)
    for one in found:
        if one.is_short:
            by_area[one.town].append(one)
            by_area[one.town[:6]].append(one)
    return dict(by_area)


def _level(counts: Sequence[int]) -> float:
    recent = counts[-MEMORY:][::-1]
    weights = [FADING**age for age in range(len(recent))]
    return sum(weight * count for weight, count in zip(weights, recent, strict=True)) / max(1.0, sum(weights))


def _season(counts: Sequence[int], week: int) -> float:
    """How the same week of last year stood to the weeks before it; 1 where last year is not known well enough."""
    at = len(counts) + week - YEAR
    if at - MEMORY < 0:
        return 1.0
    before, around = sum(counts[at - MEMORY : at]) / MEMORY, sum(counts[max(0, at - 1) : at + 2]) / 3
    if before < 1:
        return 1.0
    return min(SEASON[1], max(SEASON[0], around / before))
