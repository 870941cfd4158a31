"""Which days an expression speaks of: each kind lists the spans of days it may mean, the nearest first."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from language.calendar import Calendar

ONE = dt.timedelta(days=1)
Span = tuple[dt.date, dt.date]


class Day(Protocol):
    """A day or a run of days; `rolls` is true where the next one is meant if this one's time is over."""

    @property
    def rolls(self) -> bool:
        """Whether later options may be taken."""

    def options(self, today: dt.date, calendar: Calendar) -> Iterator[Span]:
        """First and last day of what may be meant, in order of preference; nothing where there is no such day."""


@dataclass(frozen=True, slots=True)
class Relative:
    """Days counted from today: 今天 is 0 to 0, 明后天 is 1 to 2."""

    first: int
    last: int | None = None
    rolls: bool = False

    def options(self, today: dt.date, calendar: Calendar) -> Iterator[Span]:
        """The one span of days."""
        yield today + ONE * self.first, today + ONE * (self.first if self.last is None else self.last)


@dataclass(frozen=True, slots=True)
class Weekdays:
    """Days of the week (0 is Monday); `week` counts ISO weeks from this one, None is the next such day to come."""

    days: tuple[int, ...]
    week: int | None = None
    run: bool = False
    either: bool = False

    @property
    def rolls(self) -> bool:
        """Without a named week the next one to come is meant."""
        return self.week is None

    @property
    def scattered(self) -> bool:
        """Several days that do not follow on each other, of no named week."""
        return self.week is None and not self.either and len(self.days) > 1 and not self._length()

    def options(self, today: dt.date, calendar: Calendar) -> Iterator[Span]:
        """Each next first day with those that follow it on; two days that do not touch are options, the first counts."""
        length = self._length()
        if self.week is not None:
            monday = today - ONE * today.weekday() + ONE * 7 * self.week
            yield monday + ONE * self.days[0], monday + ONE * (self.days[0] + length)
            return
        alone = length == 0
        for ahead in range(15):
            day = today + ONE * ahead
            if day.weekday() == self.days[0] or (alone and day.weekday() in self.days):
                yield day, day + ONE * length

    def _length(self) -> int:
        steps = [(after - before) % 7 for before, after in zip(self.days, self.days[1:], strict=False)]
        if self.run:
            return (self.days[-1] - self.days[0]) % 7
        return len(steps) if steps and all(step == 1 for step in steps) else 0


@dataclass(frozen=True, slots=True)
class Week:
    """A whole ISO week, or its weekend, counted from this one."""

    shift: int
    weekend: bool = False
    rolls: bool = False

    def options(self, today: dt.date, calendar: Calendar) -> Iterator[Span]:
        """The one week."""
        monday = today - ONE * today.weekday() + ONE * 7 * self.shift
        yield monday + ONE * (5 if self.weekend else 0), monday + ONE * 6


@dataclass(frozen=True, slots=True)
class Date:
    """A day of the month; without a month or a shift of months the next one to come, without a year likewise."""

    day: int
    month: int | None = None
    shift: int | None = None
    year: int | None = None

    @property
    def rolls(self) -> bool:
        """Open where neither a year nor a month counted from this one is named."""
        return self.year is None and self.shift is None

    def options(self, today: dt.date, calendar: Calendar) -> Iterator[Span]:
        """The days with this number, from today on where the month or year is open."""
        for year, month in _months(today, self.month, self.shift, self.year):
            day = _date(year, month, self.day)
            if day is not None and (day >= today or not self.rolls):
                yield day, day


@dataclass(frozen=True, slots=True)
class Month:
    """Days `first` to `last` of a month, counted from its end where negative (-1 is the last)."""

    first: int
    last: int
    month: int | None = None
    shift: int | None = None
    year: int | None = None

    @property
    def rolls(self) -> bool:
        """Open where neither a year nor a month counted from this one is named."""
        return self.year is None and self.shift is None

    def options(self, today: dt.date, calendar: Calendar) -> Iterator[Span]:
        """That part of the months that may be meant."""
        for year, month in _months(today, self.month, self.shift, self.year):
            first, last = (_counted(year, month, number) for number in (self.first, self.last))
            if last >= today or not self.rolls:
                yield first, last


@dataclass(frozen=True, slots=True)
class Nth:
    """A weekday of a month by its number, the last where that is negative: 下个月第一个周二."""

    nth: int
    weekday: int
    month: Month

    @property
    def rolls(self) -> bool:
        """As open as the month."""
        return self.month.rolls

    def options(self, today: dt.date, calendar: Calendar) -> Iterator[Span]:
        """That day of the months that may be meant and have it."""
        for first, last in self.month.options(today, calendar):
            days = [first + ONE * ahead for ahead in range((last - first).days + 1)]
            named = [day for day in days if day.weekday() == self.weekday]
            if abs(self.nth) <= len(named):
                day = named[self.nth - 1 if self.nth > 0 else -1]
                if day >= today or not self.rolls:
                    yield day, day


@dataclass(frozen=True, slots=True)
class Feast:
    """A festival, days before or after it, or with `whole` its public holiday."""

    name: str
    offset: int = 0
    whole: bool = False
    rolls: bool = True
    year: int | None = None

    def options(self, today: dt.date, calendar: Calendar) -> Iterator[Span]:
        """The festival's next days."""
        back = today - ONE * (self.offset + (7 if self.whole else 0))
        for day in calendar.upcoming(self.name, back if self.year is None else dt.date(self.year, 1, 1)):
            holiday = calendar.holiday(self.name, day.year) if self.whole else None
            first, last = holiday or (day, day)
            if last + ONE * self.offset >= today or self.year is not None:
                yield first + ONE * self.offset, last + ONE * self.offset


@dataclass(frozen=True, slots=True)
class Lunar:
    """A day of the lunar calendar; without a month the next day with this number."""

    day: int
    month: int | None = None
    rolls: bool = True

    def options(self, today: dt.date, calendar: Calendar) -> Iterator[Span]:
        """The next such days."""
        months = range(1, 13) if self.month is None else (self.month,)
        found = {day for month in months for day in calendar.lunar(month, self.day, today.year)}
        yield from ((day, day) for day in sorted(found) if day >= today)


@dataclass(frozen=True, slots=True)
class After:
    """Days counted from another expression's day: 第二天 is one after."""

    base: Day
    offset: int

    @property
    def rolls(self) -> bool:
        """As open as the day it counts from."""
        return self.base.rolls

    def options(self, today: dt.date, calendar: Calendar) -> Iterator[Span]:
        """The base's options, moved."""
        for first, last in self.base.options(today, calendar):
            yield first + ONE * self.offset, last + ONE * self.offset


def _months(today: dt.date, month: int | None, shift: int | None, year: int | None) -> Iterator[tuple[int, int]]:
    if shift is not None:
        years, index = divmod(today.month - 1 + shift, 12)
        yield today.year + years, index + 1
    elif year is not None:
        yield year, month or today.month
    elif month is not None:
        yield from ((today.year + ahead, month) for ahead in range(9))
    else:
        for ahead in range(4):
            years, index = divmod(today.month - 1 + ahead, 12)
            yield today.year + years, index + 1


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _counted(year: int, month: int, number: int) -> dt.date:
    if number > 0:
        return dt.date(year, month, number)
    years, index = divmod(month, 12)
    return dt.date(year + years, index + 1, 1) + ONE * number
