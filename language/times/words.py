"""A time said in words that `read_times` reads back as the same time."""

import datetime as dt
from dataclasses import dataclass

from language.times.model import LAST_MINUTE, MINUTE, PARTS, Every, Times
from language.times.recurrence import read_rule

WEEKDAYS = "一二三四五六日"
PARTS_ZH = {
    "dawn": "凌晨",
    "early": "早上",
    "forenoon": "上午",
    "noon": "中午",
    "afternoon": "下午",
    "dusk": "傍晚",
    "evening": "晚上",
}
PARTS_EN = {"forenoon": "morning", "noon": "noon", "afternoon": "afternoon", "evening": "evening"}
NUMBERS = "零一二三四五六七八九十"
DAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NTH_EN = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"}
UNITS = {
    "HOURLY": ("小时", "hour"),
    "DAILY": ("天", "day"),
    "WEEKLY": ("周", "week"),
    "MONTHLY": ("月", "month"),
    "YEARLY": ("年", "year"),
}
WORKDAYS = (0, 1, 2, 3, 4)


def say_times(times: Times, now: dt.datetime, language: str = "zh") -> str:
    """The time in words of `language` (zh or en), as said at `now`; empty where nothing is to be said.

    Raises ValueError for a rule that the reader does not write.
    """
    voice = ENGLISH if language == "en" else CHINESE
    window = _window(times, now, voice)
    if times.repeat is None:
        return window
    rule = voice.rule(read_rule(times.repeat))
    if not window:
        return rule
    start = times.start or times.end
    if start is None or (times.end is not None and times.end.date() != start.date()):
        return f"{window}{voice.comma}{rule}"
    hours = _hours(times, voice)
    first = voice.since.format(voice.date(start.date(), _distant(start, now, whole=not hours)))
    return voice.repeated.format(rule=rule, first=first, hours=hours).strip()


@dataclass(frozen=True)
class Voice:
    """What a language has to say; the templates take what their names tell."""

    comma: str
    since: str
    repeated: str
    until: str
    spell: str
    days: str
    parts: dict[str, str]

    def date(self, day: dt.date, with_year: bool) -> str:
        """The day with its weekday."""
        raise NotImplementedError

    def rule(self, every: Every) -> str:
        """How often."""
        raise NotImplementedError


class Chinese(Voice):
    """11月26日周四上午"""

    def date(self, day: dt.date, with_year: bool) -> str:
        """The day with its weekday."""
        year = f"{day.year}年" if with_year else ""
        return f"{year}{day.month}月{day.day}日周{WEEKDAYS[day.weekday()]}"

    def rule(self, every: Every) -> str:
        """How often: 每周二、周四, 每两周的周三, 每月5号."""
        unit = UNITS[every.freq][0]
        if every.freq == "WEEKLY" and every.weekdays == WORKDAYS and every.interval == 1:
            return "每个工作日"
        count = (
            "" if every.interval == 1 else NUMBERS[every.interval] if 2 < every.interval < 10 else str(every.interval)
        )
        count = "两" if every.interval == 2 else count
        often = f"每{count}{'个' if count and every.freq in ('MONTHLY', 'HOURLY') else ''}{unit}"
        if every.nth:
            nth = "最后一个" if every.nth < 0 else f"第{NUMBERS[every.nth]}个"
            return f"{often}{nth}周{WEEKDAYS[every.weekdays[0]]}"
        if every.weekdays:
            days = "、".join("周" + WEEKDAYS[day] for day in every.weekdays)
            return f"每{days}" if often == "每周" else f"{often}的{days}"
        return often + "、".join("最后一天" if day < 0 else f"{day}号" for day in every.days)


class English(Voice):
    """Thursday 26 Nov, morning"""

    def date(self, day: dt.date, with_year: bool) -> str:
        """The day with its weekday."""
        year = f" {day.year}" if with_year else ""
        return f"{DAYS_EN[day.weekday()]} {day.day} {MONTHS_EN[day.month - 1]}{year}"

    def rule(self, every: Every) -> str:
        """How often: every Tuesday and Thursday, every 2 weeks on Wednesday, every month on the 5th."""
        unit = UNITS[every.freq][1]
        if every.freq == "WEEKLY" and every.weekdays == WORKDAYS and every.interval == 1:
            return "every weekday"
        often = f"every {unit}" if every.interval == 1 else f"every {every.interval} {unit}s"
        if every.nth:
            return f"{often} on the {NTH_EN[every.nth]} {DAYS_EN[every.weekdays[0]]}"
        if every.weekdays:
            days = _listed([DAYS_EN[day] for day in every.weekdays])
            return f"every {days}" if often == "every week" else f"{often} on {days}"
        return often + (
            f" on {_listed(['the ' + ('last day' if day < 0 else _ordinal(day)) for day in every.days])}"
            if every.days
            else ""
        )


CHINESE = Chinese("，", "从{}起", "{first}{rule}{hours}", "{}之前", "{}到{}", "{}到{}", PARTS_ZH)
ENGLISH = English(", ", "starting {}", "{rule} {hours} {first}", "before {}", "from {} to {}", "{} to {}", PARTS_EN)


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def _ordinal(day: int) -> str:
    return f"{day}{'th' if 10 < day < 14 else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')}"


def _window(times: Times, now: dt.datetime, voice: Voice) -> str:
    start, end = times.start, times.end
    first = start or end
    if first is None:
        return ""
    hours = _hours(times, voice)
    day = voice.date(first.date(), _distant(first, now, whole=not hours))
    if start is None or end is None or start.date() == end.date():
        return f"{day}{' ' if voice is ENGLISH else ''}{hours}".strip()
    last = voice.date(end.date(), _distant(end, now, whole=False))
    if _whole(start, end):
        return voice.days.format(day, last)
    return voice.days.format(f"{day} {start:%H:%M}", f"{last} {end:%H:%M}")


def _hours(times: Times, voice: Voice) -> str:
    """The time of day of a moment, a bound or a window within a day; empty for a whole day."""
    start, end = times.start, times.end
    if start is None:
        return "" if end is None else voice.until.format(f"{end:%H:%M}")
    if end is None:
        return f"{'at ' if voice is ENGLISH else ''}{start:%H:%M}"
    if _whole(start, end):
        return ""
    part = _part(start, end)
    return voice.parts[part] if part in voice.parts else voice.spell.format(f"{start:%H:%M}", f"{end:%H:%M}")


def _part(start: dt.datetime, end: dt.datetime) -> str | None:
    minutes = (start.hour * 60 + start.minute, end.hour * 60 + end.minute)
    return next((name for name, window in PARTS.items() if window == minutes), None)


def _whole(start: dt.datetime, end: dt.datetime) -> bool:
    midnight = start.replace(hour=0, minute=0)
    return start == midnight and end == dt.datetime.combine(end.date(), dt.time()) + MINUTE * LAST_MINUTE


def _distant(day: dt.datetime, now: dt.datetime, *, whole: bool) -> bool:
    """Whether the day's year must be said, for without it the next such day is understood."""
    ahead = (day.date() - now.date()).days
    return not (0 < ahead < 360 or (ahead == 0 and (whole or day > now)))
