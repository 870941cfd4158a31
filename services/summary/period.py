"""Periods of a summary: weeks from Monday to Sunday, months, quarters and years, in the county's local time."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

_KEYS = {
    "week": re.compile(r"(\d{4})-W(\d{2})"),
    "month": re.compile(r"(\d{4})-(\d{2})"),
    "quarter": re.compile(r"(\d{4})-Q([1-4])"),
    "year": re.compile(r"(\d{4})"),
}


class PeriodKind(StrEnum):
    """How long a period is."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Period:
    """`first` is its first local day and `after` the day after its last."""

    kind: PeriodKind
    first: date
    after: date

    @property
    def key(self) -> str:
        """2026-W47, 2026-11, 2026-Q4 or 2026."""
        if self.kind is PeriodKind.WEEK:
            year, week, _ = self.first.isocalendar()
            return f"{year}-W{week:02d}"
        if self.kind is PeriodKind.MONTH:
            return f"{self.first.year}-{self.first.month:02d}"
        if self.kind is PeriodKind.QUARTER:
            return f"{self.first.year}-Q{(self.first.month + 2) // 3}"
        return str(self.first.year)

    @property
    def number(self) -> int:
        """Which week, month or quarter of the year; the year itself."""
        if self.kind is PeriodKind.WEEK:
            return self.first.isocalendar().week
        return {"month": self.first.month, "quarter": (self.first.month + 2) // 3}.get(self.kind, self.first.year)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.after - timedelta(days=1)

    def start(self, zone: ZoneInfo) -> datetime:
        """The moment at which it begins, in UTC."""
        return midnight(self.first, zone)

    def end(self, zone: ZoneInfo) -> datetime:
        """The moment at which it is over, in UTC."""
        return midnight(self.after, zone)

    def before(self) -> "Period":
        """The period right before it."""
        return period_of(self.first - timedelta(days=1), self.kind)

    def next(self) -> "Period":
        """The period right after it."""
        return period_of(self.after, self.kind)

    def year_before(self) -> "Period":
        """The same period of the year before: of a week, the one with the same number (the 52nd where there is no 53rd)."""
        if self.kind is not PeriodKind.WEEK:
            return period_of(self.first.replace(year=self.first.year - 1, day=1), self.kind)
        year, week, _ = self.first.isocalendar()
        most = date(year - 1, 12, 28).isocalendar().week
        return period_of(date.fromisocalendar(year - 1, min(week, most), 1), self.kind)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The moment at which a local day begins, in UTC."""
    return datetime.combine(day, time(0), zone).astimezone(UTC)


def period_of(day: date, kind: PeriodKind = PeriodKind.WEEK) -> Period:
    """The period of a kind in which a day lies."""
    if kind is PeriodKind.WEEK:
        first = day - timedelta(days=day.weekday())
        return Period(kind, first, first + timedelta(days=7))
    months = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12}[kind]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    month = first.month - 1 + months
    return Period(kind, first, date(first.year + month // 12, month % 12 + 1, 1))


def complete(now: datetime, zone: ZoneInfo, kind: PeriodKind = PeriodKind.WEEK) -> Period:
    """The newest period that is over."""
    return period_of(now.astimezone(zone).date(), kind).before()


def read_period(key: str) -> Period:
    """The period with this key: 2026-W47, 2026-11, 2026-Q4, 2026.

    Raises:
        ValueError: it is none of these forms, or there is no such period.
    """
    for kind, form in _KEYS.items():
        if found := form.fullmatch(key.strip()):
            year, part = int(found[1]), int(found[2]) if form.groups > 1 else 1
            if kind == "week":
                return period_of(date.fromisocalendar(year, part, 1))
            month = {"month": part, "quarter": part * 3 - 2}.get(kind, 1)
            return period_of(date(year, month, 1), PeriodKind(kind))
    raise ValueError(f"{key!r} is no period: write 2026-W47, 2026-11, 2026-Q4 or 2026")
