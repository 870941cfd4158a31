"""Questions about the figures that are understood: how much of what, where and when; which venues had nothing.

A pure function on text: what is not clearly such a question is none. It says what it took from the text, so that the answer
can say how it was understood.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from language.county import County

LONGEST = 200
_ASKS = re.compile(r"几|多少|哪些|哪个|哪几|有没有|how many|how much|how often|which", re.I)
_WHICH = re.compile(r"哪些|哪个|哪几|which", re.I)
_NOTHING = re.compile(
    r"没人|没有人|没服务|没有服务|没活动|没有活动|没动静|空着|nobody|no one|nothing|no service|idle", re.I
)
_WAITING = re.compile(r"没人接|等着|在等|没派出去|没接|还没人|waiting|not accepted|unmet", re.I)
_HOURS = re.compile(r"多少(?:个)?小时|几(?:个)?小时|时长|how many hours", re.I)
_PEOPLE = re.compile(r"(?:多少|几)(?:个|名|位)?(?:志愿者|人(?:去|服务|上门|参加))|how many (?:volunteers|people)", re.I)
_FILED = re.compile(r"几单|几个点单|多少(?:个)?(?:点单|单|需求|求助)|点了(?:多少|几)|how many requests", re.I)
_DONE = re.compile(r"几次|多少次|多少(?:个)?服务|how many (?:times|services|visits)|how often", re.I)
_DAYS = re.compile(r"(?:最近|近|过去|last|past)\s*(\d{1,3})\s*(?:天|日|days)", re.I)
_STOP = frozenset(("服务", "上门", "安全", "健康", "日常"))


class Asked(StrEnum):
    """What is asked for."""

    FILED = "filed"
    VISITS = "visits"
    HOURS = "hours"
    VOLUNTEERS = "volunteers"
    WAITING = "waiting"
    IDLE = "idle"


@dataclass(frozen=True, slots=True)
class Question:
    """A question as understood: days from `first` up to but without `after`; no area is everywhere, no item is every one."""

    asked: Asked
    first: dt.date
    after: dt.date
    area: str | None = None
    item: str | None = None


def read_question(text: str, today: dt.date, county: County, items: Mapping[str, Sequence[str]]) -> Question | None:
    """The question in a text, or None where it is none; `items` are the names of each item by its code. Never raises."""
    text = text.strip()
    if not _ASKS.search(text) or len(text) > LONGEST:
        return None
    asked = _asked(text)
    if asked is None:
        return None
    when, area, item = _when(text, today), county.resolve(text), _item(text, items)
    if when is None and area is None and item is None:
        return None
    return Question(asked, *(when or _week(today)), area, item)


def _asked(text: str) -> Asked | None:
    if _WHICH.search(text):
        return Asked.IDLE if _NOTHING.search(text) else None
    for asked, form in (
        (Asked.WAITING, _WAITING),
        (Asked.HOURS, _HOURS),
        (Asked.VOLUNTEERS, _PEOPLE),
        (Asked.FILED, _FILED),
        (Asked.VISITS, _DONE),
    ):
        if form.search(text):
            return asked
    return None


def _when(text: str, today: dt.date) -> tuple[dt.date, dt.date] | None:
    """The days that are said, if any."""
    if found := _DAYS.search(text):
        return today - dt.timedelta(days=int(found[1]) - 1), today + dt.timedelta(days=1)
    for form, span in _SPANS:
        if form.search(text):
            return span(today)
    return None


def _week(day: dt.date) -> tuple[dt.date, dt.date]:
    first = day - dt.timedelta(days=day.weekday())
    return first, first + dt.timedelta(days=7)


def _month(day: dt.date) -> tuple[dt.date, dt.date]:
    return day.replace(day=1), (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1)


def _year(year: int) -> tuple[dt.date, dt.date]:
    return dt.date(year, 1, 1), dt.date(year + 1, 1, 1)


def _day(day: dt.date) -> tuple[dt.date, dt.date]:
    return day, day + dt.timedelta(days=1)


def _before(day: dt.date, days: int) -> dt.date:
    return day - dt.timedelta(days=days)


_SPANS = (
    (re.compile(r"上上(?:个)?(?:周|星期|礼拜)|week before last", re.I), lambda day: _week(_before(day, 14))),
    (re.compile(r"上(?:个)?(?:周|星期|礼拜)|last week", re.I), lambda day: _week(_before(day, 7))),
    (re.compile(r"[这本](?:个)?(?:周|星期|礼拜)|this week", re.I), _week),
    (re.compile(r"上(?:个)?月|last month", re.I), lambda day: _month(_before(day.replace(day=1), 1))),
    (re.compile(r"[这本当](?:个)?月|this month", re.I), _month),
    (re.compile(r"去年|last year", re.I), lambda day: _year(day.year - 1)),
    (re.compile(r"今年|本年|this year", re.I), lambda day: _year(day.year)),
    (re.compile(r"前天", re.I), lambda day: _day(_before(day, 2))),
    (re.compile(r"昨[天日]|yesterday", re.I), lambda day: _day(_before(day, 1))),
    (re.compile(r"今[天日]|today", re.I), _day),
)


def _item(text: str, items: Mapping[str, Sequence[str]]) -> str | None:
    """The item of whose name the most stands in the text, two characters or more; none where two have as much."""
    lower = text.lower()
    scored = sorted(((_common(lower, names), code) for code, names in items.items()), reverse=True)
    if not scored or scored[0][0] == 0:
        return None
    return scored[0][1] if len(scored) == 1 or scored[0][0] > scored[1][0] else None


def _common(text: str, names: Sequence[str]) -> int:
    best = 0
    for name in names:
        least = 2 if not name.isascii() else 5
        for length in range(len(name), least - 1, -1):
            parts = (name[start : start + length].lower() for start in range(len(name) - length + 1))
            if any(part in text and part not in _STOP for part in parts):
                best = max(best, length)
                break
    return best
