"""The rules: what in the figures is worth a directive. Each is one query for all venues, and says what it counted."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from models.directive import DirectiveRule
from models.queries import watch
from models.queries.watch import Seen

SPIKE_LEAST, SPIKE_TIMES, SPIKE_WEEKS = 4, 3, 8  # four requests in a week, and three times the mean of the eight before
REPEATED_LEAST, REPEATED_DAYS = 5, 14
MISSED_LEAST = 3
HAZARD, HAZARD_DAYS = "F06", 30
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a rule found. `key` names what it is about; `usual` is a mean in tenths."""

    rule: DirectiveRule
    key: str
    area: str
    item: str | None
    request: int
    found: int
    usual: int | None
    days: int  # within which an answer is wanted


async def findings(session: AsyncSession, now: datetime) -> list[Finding]:
    """Everything that the rules find now."""
    return [finding for rule in RULES for finding in await rule(session, now)]


async def spikes(session: AsyncSession, now: datetime) -> list[Finding]:
    """One item, one village: far more requests in seven days than usual."""
    start = now - WEEK
    rows = await watch.spikes(session, start - SPIKE_WEEKS * WEEK, start, now, SPIKE_LEAST)
    return [_spike(row) for row in rows if row.found * SPIKE_WEEKS >= SPIKE_TIMES * row.before]


def _spike(row: Seen) -> Finding:
    usual = round(10 * row.before / SPIKE_WEEKS)
    return Finding(
        DirectiveRule.SPIKE, f"spike:{row.area}:{row.item}", row.area, row.item, row.request, row.found, usual, 3
    )


async def repeated(session: AsyncSession, now: datetime) -> list[Finding]:
    """One resident asks again and again: perhaps a care plan is wanted."""
    rows = await watch.repeated(session, now - timedelta(days=REPEATED_DAYS), now, REPEATED_LEAST)
    rule = DirectiveRule.REPEATED
    return [Finding(rule, f"repeated:{row.resident}", row.area, None, row.request, row.found, None, 5) for row in rows]


async def missed(session: AsyncSession, now: datetime) -> list[Finding]:
    """A request has missed its time limit three times."""
    rule = DirectiveRule.MISSED
    return [
        Finding(rule, f"missed:{row.request}", row.area, row.item, row.request, row.found, None, 1)
        for row in await watch.missed(session, MISSED_LEAST)
    ]


async def hazards(session: AsyncSession, now: datetime) -> list[Finding]:
    """A hazard was reported twice in a village."""
    rows = await watch.hazards(session, HAZARD, now - timedelta(days=HAZARD_DAYS), now)
    rule = DirectiveRule.HAZARD
    return [Finding(rule, f"hazard:{row.area}", row.area, HAZARD, row.request, row.found, None, 1) for row in rows]


RULES: tuple[Callable[[AsyncSession, datetime], Awaitable[list[Finding]]], ...] = (spikes, repeated, missed, hazards)
