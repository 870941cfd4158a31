"""The calendar people speak by: festivals, lunar dates, and which days are worked.

Official working days (调休) are known for the years that `chinesecalendar` knows and for those in an uploaded table; for
every other year a plain Monday to Friday is assumed and said to be assumed.
"""

import datetime as dt
import functools
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

SOLAR = {
    "元旦": (1, 1),
    "情人节": (2, 14),
    "雷锋日": (3, 5),
    "妇女节": (3, 8),
    "植树节": (3, 12),
    "劳动节": (5, 1),
    "青年节": (5, 4),
    "护士节": (5, 12),
    "儿童节": (6, 1),
    "建党节": (7, 1),
    "建军节": (8, 1),
    "教师节": (9, 10),
    "国庆": (10, 1),
    "万圣节": (10, 31),
    "志愿者日": (12, 5),
    "公祭日": (12, 13),
    "平安夜": (12, 24),
    "圣诞": (12, 25),
    "跨年夜": (12, 31),
}
LUNAR = {
    "春节": (1, 1),
    "元宵": (1, 15),
    "龙抬头": (2, 2),
    "端午": (5, 5),
    "七夕": (7, 7),
    "中元": (7, 15),
    "中秋": (8, 15),
    "重阳": (9, 9),
    "腊八": (12, 8),
    "小年": (12, 23),
}
TERMS = {"立春", "春分", "清明", "谷雨", "立夏", "夏至", "大暑", "立秋", "秋分", "霜降", "立冬", "冬至", "小寒", "大寒"}
# The nth Sunday of a month.
SUNDAYS = {"母亲节": (5, 2), "父亲节": (6, 3)}
OFFICIAL = {
    "元旦": "New Year's Day",
    "春节": "Spring Festival",
    "除夕": "Spring Festival",
    "清明": "Tomb-sweeping Day",
    "劳动节": "Labour Day",
    "端午": "Dragon Boat Festival",
    "中秋": "Mid-autumn Festival",
    "国庆": "National Day",
}
USUAL_DAYS = {"春节": 8, "国庆": 7, "劳动节": 5}


class CalendarError(ValueError):
    """An uploaded table that cannot be used; the message says which entry and why."""


@dataclass(frozen=True, slots=True)
class Year:
    """One year's notice: the days off that would be worked, and the weekend days that are worked."""

    off: frozenset[dt.date]
    work: frozenset[dt.date]


@dataclass(frozen=True, slots=True)
class Working:
    """Whether a day is worked; `certain` is false where no notice for its year is known."""

    working: bool
    certain: bool


@dataclass(frozen=True)
class Calendar:
    """Festivals, lunar dates and working days; `years` holds uploaded notices, which come before the package's."""

    years: Mapping[int, Year] = field(default_factory=lambda: MappingProxyType({}))

    def festival(self, name: str, year: int) -> dt.date | None:
        """The day of the festival that falls in the solar year, or None for a name that is not known."""
        if name in SOLAR:
            return dt.date(year, *SOLAR[name])
        if name in SUNDAYS:
            month, nth = SUNDAYS[name]
            first = dt.date(year, month, 1)
            return first + dt.timedelta(days=6 - first.weekday() + 7 * (nth - 1))
        if name in TERMS:
            return _term(name, year)
        return next((day for day in self._lunar_festival(name, year) if day.year == year), None)

    def upcoming(self, name: str, day: dt.date) -> Iterator[dt.date]:
        """The days of the festival from the given day on, for two years; nothing for a name that is not known."""
        if name == "除夕" or name in LUNAR:
            found = {date for year in (day.year, day.year + 1) for date in self._lunar_festival(name, year)}
        else:
            found = {date for year in range(day.year, day.year + 3) if (date := self.festival(name, year))}
        yield from sorted(date for date in found if date >= day)

    def _lunar_festival(self, name: str, year: int) -> Iterator[dt.date]:
        if name == "除夕":
            yield from (date - dt.timedelta(days=1) for date in self.lunar(1, 1, year))
        elif name in LUNAR:
            yield from self.lunar(*LUNAR[name], year)

    def lunar(self, month: int, day: int, year: int) -> Iterator[dt.date]:
        """The solar days, in order, of a lunar month (1 to 12) and day in the lunar years before, of and after `year`."""
        for lunar_year in (year - 1, year, year + 1):
            found = _solar_of(lunar_year, month, day)
            if found is not None:
                yield found

    def working(self, day: dt.date) -> Working:
        """Whether the day is an official working day, make-up days counted."""
        notice = self.years.get(day.year)
        if notice is not None:
            return Working(day in notice.work or (day.weekday() < 5 and day not in notice.off), True)
        official = _official(day)
        return Working(day.weekday() < 5, False) if official is None else Working(official[0], True)

    def knows(self, year: int) -> bool:
        """Whether the official notice of the year is known; where not, show the warning and ask for the table."""
        return year in self.years or _official(dt.date(year, 1, 1)) is not None

    def holiday(self, name: str, year: int) -> tuple[dt.date, dt.date] | None:
        """First and last day off of a festival's public holiday, the usual length where the notice is not known."""
        day = self.festival(name, year)
        if day is None:
            return None
        if name not in OFFICIAL or not self.knows(year):
            return day, day + dt.timedelta(days=USUAL_DAYS.get(name, 1) - 1)
        first = last = day
        while self._free(first - dt.timedelta(days=1), name):
            first -= dt.timedelta(days=1)
        while self._free(last + dt.timedelta(days=1), name):
            last += dt.timedelta(days=1)
        return first, last

    def _free(self, day: dt.date, name: str) -> bool:
        notice = self.years.get(day.year)
        if notice is not None:
            return day not in notice.work and (day in notice.off or day.weekday() >= 5)
        official = _official(day)
        return official is not None and not official[0] and official[1] == OFFICIAL[name]


def read_table(text: str) -> dict[int, Year]:
    """The notices in an uploaded TOML table: `[2027]`, `off = ["2027-02-05/2027-02-11", …]`, `work = ["2027-01-30", …]`.

    Raises CalendarError for text that is not such a table, a date outside its year, or a day both off and worked.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CalendarError(f"not TOML: {error}") from error
    return {_year_of(name): _notice(_year_of(name), entry) for name, entry in table.items()}


def _year_of(name: str) -> int:
    if not (name.isdecimal() and 1990 <= int(name) <= 2199):
        raise CalendarError(f"not a year: {name}")
    return int(name)


def _notice(year: int, entry: object) -> Year:
    if not isinstance(entry, dict) or not set(entry) <= {"off", "work"}:
        raise CalendarError(f"{year}: expected the lists off and work")
    off, work = (frozenset(_days(year, entry.get(key, []))) for key in ("off", "work"))
    if both := off & work:
        raise CalendarError(f"{min(both)}: both off and worked")
    return Year(off, work)


def _days(year: int, entries: object) -> Iterator[dt.date]:
    if not isinstance(entries, list):
        raise CalendarError(f"{year}: expected a list of dates")
    for entry in entries:
        first, _, last = str(entry).partition("/")
        day, end = _date(year, first), _date(year, last or first)
        if end < day:
            raise CalendarError(f"{entry}: ends before it begins")
        while day <= end:
            yield day
            day += dt.timedelta(days=1)


def _date(year: int, text: str) -> dt.date:
    try:
        day = dt.date.fromisoformat(text.strip())
    except ValueError as error:
        raise CalendarError(f"not a date: {text}") from error
    if day.year != year:
        raise CalendarError(f"{text}: not in {year}")
    return day


@functools.lru_cache(maxsize=512)
def _solar_of(year: int, month: int, day: int) -> dt.date | None:
    from lunar_python import Lunar

    try:
        solar = Lunar.fromYmd(year, month, day).getSolar()
    except Exception:  # the library raises bare Exception for a day that the month does not have
        return None
    return dt.date(solar.getYear(), solar.getMonth(), solar.getDay())


@functools.lru_cache(maxsize=256)
def _term(name: str, year: int) -> dt.date | None:
    from lunar_python import Solar

    table = Solar.fromYmd(year, 7, 1).getLunar().getJieQiTable()  # runs from one winter solstice to the next
    found = table.get("DONG_ZHI" if name == "冬至" else name)
    return None if found is None else dt.date(found.getYear(), found.getMonth(), found.getDay())


def _official(day: dt.date) -> tuple[bool, str | None] | None:
    import chinese_calendar

    try:
        working = bool(chinese_calendar.is_workday(day))
        return working, chinese_calendar.get_holiday_detail(day)[1]
    except NotImplementedError:
        return None


DEFAULT = Calendar()
