"""Dates, durations and numbers in the words of a language, as they stand in chat and on pages."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from language.times import Times, say_times

EPOCH = datetime.fromtimestamp(0, UTC).replace(tzinfo=None)  # a rule in words does not depend on the day
WEEKDAYS = {"zh": "一二三四五六日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
PARTS = ((5, "凌晨"), (8, "早上"), (11, "上午"), (13, "中午"), (18, "下午"), (24, "晚上"))


def say_day(at: datetime, zone: ZoneInfo, language: str) -> str:
    """The day: 11月24日 周二, or Tue 24 Nov."""
    local = at.astimezone(zone)
    weekday = WEEKDAYS["en" if language == "en" else "zh"][local.weekday()]
    if language == "en":
        return f"{weekday} {local.day} {MONTHS[local.month - 1]}"
    return f"{local.month}月{local.day}日（周{weekday}）"


def say_date(day: date, language: str) -> str:
    """A day with its year: 2026年11月24日, or 24 Nov 2026."""
    if language == "en":
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"


def say_clock(at: datetime, zone: ZoneInfo, language: str) -> str:
    """The time of day: 下午2:30, or 14:30."""
    local = at.astimezone(zone)
    if language == "en":
        return f"{local:%H:%M}"
    part = next(word for hour, word in PARTS if local.hour < hour)
    hour = local.hour if local.hour <= 12 else local.hour - 12
    return f"{part}{hour}:{local.minute:02d}"


def say_when(at: datetime, zone: ZoneInfo, language: str) -> str:
    """Day and time."""
    return f"{say_day(at, zone, language)} {say_clock(at, zone, language)}"


def say_window(start: datetime | None, end: datetime | None, zone: ZoneInfo, language: str) -> str:
    """A window: a whole day, a span on one day, a span over days, a bound, or any time."""
    if start is None and end is None:
        return "any time" if language == "en" else "时间不限"
    if start is None or end is None:
        return _bound(start, end, zone, language)
    if _is_whole_days(start, end, zone):
        first, last = say_day(start, zone, language), say_day(end, zone, language)
        whole = ", any time" if language == "en" else "，全天都行"
        return (first if first == last else _join(first, last, language)) + whole
    last = say_clock(end, zone, language) if _same_day(start, end, zone) else say_when(end, zone, language)
    return _join(say_when(start, zone, language), last, language)


def say_minutes(minutes: int, language: str) -> str:
    """A duration: 1小时30分钟, or 1 h 30 min."""
    hours, rest = divmod(int(minutes), 60)
    if language == "en":
        return " ".join(filter(None, (f"{hours} h" if hours else "", f"{rest} min" if rest or not hours else "")))
    return (f"{hours}小时" if hours else "") + (f"{rest}分钟" if rest or not hours else "")


def say_repeat(rule: str, language: str) -> str:
    """A recurrence (RRULE without its name) in words: 每周二、周四, or every Tuesday and Thursday."""
    return say_times(Times(None, None, rule, ()), EPOCH, language)


def _bound(start: datetime | None, end: datetime | None, zone: ZoneInfo, language: str) -> str:
    if start is not None:
        return say_when(start, zone, language)
    if end is None:
        raise ValueError("a bound needs a start or an end")
    said = say_when(end, zone, language)
    return f"before {said}" if language == "en" else f"{said}之前"


def _join(first: str, last: str, language: str) -> str:
    return f"{first} – {last}" if language == "en" else f"{first}到{last}"


def _same_day(one: datetime, other: datetime, zone: ZoneInfo) -> bool:
    return one.astimezone(zone).date() == other.astimezone(zone).date()


def _is_whole_days(start: datetime, end: datetime, zone: ZoneInfo) -> bool:
    first, last = start.astimezone(zone), end.astimezone(zone)
    return (first.hour, first.minute) == (0, 0) and (last + timedelta(minutes=1)).hour == 0 and last.minute == 59
