"""When something was, in words: "昨天下午两点到四点", "上周六 9:00 两个半小时", "yesterday 2pm to 4pm".

The reader of requests looks ahead. So the day is read here, looking back, and the hours of the rest are read by it as of that day.
"""

import re
from datetime import date, datetime, timedelta

from language.times import read_times

DAYS_AGO = {
    "大前天": 3,
    "前天": 2,
    "昨天": 1,
    "昨晚": 1,
    "今天": 0,
    "今早": 0,
    "the day before yesterday": 2,
    "yesterday": 1,
    "today": 0,
}
SAME = re.compile("|".join(DAYS_AGO), re.IGNORECASE)
WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
WEEKDAY = re.compile(r"(上上|上个|上|本|这个|这)?(?:周|星期|礼拜)([一二三四五六日天])")
ENGLISH_WEEKDAY = re.compile(r"(last\s+|on\s+)?\b(mon|tue|wed|thu|fri|sat|sun)[a-z]*\b", re.IGNORECASE)
ISO = re.compile(r"(20\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?")
MONTH_DAY = re.compile(r"(\d{1,2})月(\d{1,2})[日号]?")
DAY = re.compile(r"(?<![\d月])(\d{1,2})[日号]")
HOURS = re.compile(
    r"([\d.]+|[一二两三四五六七八九十]|半)\s*个?(半)?\s*(?:小时|钟头|hours?|h(?![a-z]))(半)?", re.IGNORECASE
)
MINUTES = re.compile(r"(\d+)\s*(?:分钟|minutes?|min)", re.IGNORECASE)
DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
CLOCK = re.compile(r"[\d一二两三四五六七八九十]\s*[点时:：]|\d\s*(?:am|pm)|noon|中午|正午", re.IGNORECASE)
EVENING = "昨晚"
ONLY_THE_DAY = 1


def read_past(text: str, now: datetime) -> tuple[datetime, datetime] | None:
    """(start, end) of what lies before `now`, all naive local; None where the words do not say both."""
    found = _day(text, now.date())
    if found is None:
        return None
    day, rest = found
    length = _minutes(rest)
    hours = _without_length(rest) if length else rest
    if day > now.date() or not CLOCK.search(hours):
        return None
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - local, as everything here
    said = read_times("今天" + hours, midnight, intent="request")
    if said.start is None or len(said.spans) == ONLY_THE_DAY:
        return None  # an hour that there is none, as in "25点", says no time of the day
    start = said.start
    end = start + timedelta(minutes=length) if length else said.end
    return (start, end) if end is not None and start < end and start.date() == day else None


def _day(text: str, today: date) -> tuple[date, str] | None:
    """The day that is meant, and the words without it."""
    if one := SAME.search(text):
        word = one[0].lower()
        return today - timedelta(days=DAYS_AGO[word]), _cut(text, one, "晚上" if word == EVENING else "")
    if one := ISO.search(text):
        return _made(int(one[1]), int(one[2]), int(one[3])), _cut(text, one)
    if one := MONTH_DAY.search(text):
        day = _made(today.year, int(one[1]), int(one[2]))
        return (day if day <= today else _made(today.year - 1, int(one[1]), int(one[2]))), _cut(text, one)
    return _weekday(text, today) or _day_of_month(text, today)


def _weekday(text: str, today: date) -> tuple[date, str] | None:
    if one := WEEKDAY.search(text):
        monday = today - timedelta(days=today.weekday())
        weeks = {"上上": 2, "上个": 1, "上": 1}.get(one[1] or "", 0)
        day = monday + timedelta(days=WEEKDAYS[one[2]] - 7 * weeks)
        return (day if day <= today else day - timedelta(days=7)), _cut(text, one)
    if one := ENGLISH_WEEKDAY.search(text):
        wanted = ("mon", "tue", "wed", "thu", "fri", "sat", "sun").index(one[2].lower())
        back = (today.weekday() - wanted) % 7
        return today - timedelta(days=back or (7 if one[1] else 0)), _cut(text, one)
    return None


def _day_of_month(text: str, today: date) -> tuple[date, str] | None:
    one = DAY.search(text)
    if one is None:
        return None
    first = today.replace(day=1)
    month = first if int(one[1]) <= today.day else (first - timedelta(days=1)).replace(day=1)
    return _made(month.year, month.month, int(one[1])), _cut(text, one)


def _made(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        return date.max


def _cut(text: str, one: re.Match[str], put: str = "") -> str:
    return f"{text[: one.start()]} {put}{text[one.end() :]}"


def _minutes(text: str) -> int | None:
    """A length of time in words, in minutes."""
    hours, minutes = HOURS.search(text), MINUTES.search(text)
    if hours is None:
        return int(minutes[1]) if minutes else None
    number, half = hours[1], bool(hours[2] or hours[3])
    if number == "半":
        return 30
    try:
        whole = float(DIGITS.get(number, number))
    except ValueError:
        return None
    return round(whole * 60) + (30 if half else 0) + (int(minutes[1]) if minutes else 0)


def _without_length(text: str) -> str:
    return MINUTES.sub(" ", HOURS.sub(" ", text, count=1), count=1)
