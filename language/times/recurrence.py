"""Rules of repetition: their RFC 5545 text, and the days that they fall on."""

import datetime as dt

from language.times.model import Every

CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def rule_text(every: Every) -> str:
    """The RFC 5545 rule without its `RRULE:`."""
    parts = [f"FREQ={every.freq}"]
    if every.interval != 1:
        parts.append(f"INTERVAL={every.interval}")
    if every.weekdays:
        nth = str(every.nth) if every.nth else ""
        parts.append("BYDAY=" + ",".join(nth + CODES[day] for day in every.weekdays))
    if every.days:
        parts.append("BYMONTHDAY=" + ",".join(map(str, every.days)))
    return ";".join(parts)


def read_rule(text: str) -> Every:
    """The rule that such a text states; raises ValueError for parts that this reader does not write."""
    parts = dict(part.split("=", 1) for part in text.split(";"))
    nth, weekdays = _read_days(parts.pop("BYDAY", ""))
    every = Every(
        parts.pop("FREQ"),
        int(parts.pop("INTERVAL", "1")),
        weekdays,
        tuple(int(day) for day in parts.pop("BYMONTHDAY", "").split(",") if day),
        nth,
    )
    if parts:
        raise ValueError(f"not understood: {parts}")
    return every


def _read_days(text: str) -> tuple[int, tuple[int, ...]]:
    codes = [code for code in text.split(",") if code]
    nth = int(codes[0][:-2] or 0) if codes else 0
    return nth, tuple(CODES.index(code[-2:]) for code in codes)


def falls_on(every: Every, day: dt.date) -> bool:
    """Whether the rule, its interval left aside, names the day."""
    if every.nth:
        return (day.weekday() in every.weekdays and _nth(day) == every.nth) or (every.nth < 0 and _is_last(every, day))
    if every.weekdays:
        return day.weekday() in every.weekdays
    return not every.days or day.day in every.days or (-1 in every.days and _ends_month(day))


def _ends_month(day: dt.date) -> bool:
    return (day + dt.timedelta(days=1)).day == 1


def _nth(day: dt.date) -> int:
    return (day.day - 1) // 7 + 1


def _is_last(every: Every, day: dt.date) -> bool:
    return day.weekday() in every.weekdays and (day + dt.timedelta(days=7)).month != day.month
