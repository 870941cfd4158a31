"""Short ways to write down what a message should be understood as; it is Wednesday morning, 25 November 2026."""

import datetime as dt

from language.times import Times, read_times

NOW = dt.datetime.fromisoformat("2026-11-25T10:00")
MORNING = ("08:00", "12:00")
AFTERNOON = ("13:00", "18:00")
EVENING = ("18:00", "22:00")
NOTHING = Times()


def read(text: str, intent: str | None = "request", now: dt.datetime = NOW) -> Times:
    return read_times(text, now, intent=intent)


def at(day: str, time: str, rule: str | None = None) -> Times:
    return Times(_moment(day, time), None, rule)


def until(day: str, time: str) -> Times:
    return Times(None, _moment(day, time))


def hours(day: str, start: str, end: str, rule: str | None = None) -> Times:
    return Times(_moment(day, start), _moment(day, end), rule)


def run(first: str, start: str, last: str, end: str) -> Times:
    return Times(_moment(first, start), _moment(last, end))


def days(first: str, last: str | None = None) -> Times:
    return run(first, "00:00", last or first, "23:59")


def _moment(day: str, time: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{day if day.count('-') == 2 else '2026-' + day}T{time}")
