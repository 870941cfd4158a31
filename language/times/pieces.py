"""How each kind of token is added to a phrase: each answers whether the phrase had room for it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeGuard

from language.times.days import After, Date, Day, Lunar, Month, Nth, Relative, Week, Weekdays
from language.times.model import Clock, Every, Kind, Phrase

# Phrase, the token's value, and the word that joins it to what stands before.
Put = Callable[[Phrase, Any, Kind | None], bool]


def as_day(value: object) -> Day:
    return value  # type: ignore[return-value]


def _put_day(phrase: Phrase, value: Any, link: Kind | None) -> bool:
    if phrase.past:
        return True
    if phrase.exact:
        return False
    if link is Kind.TO:
        if phrase.day is None and phrase.first is not None and phrase.every is None:
            phrase.day, phrase.first = phrase.first, None  # 从今天起到周日
        return _day_to(phrase, value)
    if isinstance(phrase.day_to, Weekdays) and isinstance(value, Date):
        phrase.day_to = value
        return True
    if phrase.timed and isinstance(phrase.day, Weekdays) and isinstance(value, Weekdays):
        return False
    if isinstance(phrase.first, Weekdays) and isinstance(value, Date):
        phrase.first = value
        return True
    if phrase.day is None:
        phrase.day = value
        return True
    every = phrase.every
    if every is not None and every.freq == "MONTHLY" and _bare(phrase.day) and _bare(value):
        phrase.every, phrase.day = replace(every, days=(*every.days, phrase.day.day)), value
        return True
    if every is not None and isinstance(phrase.day, Month) and phrase.first is None and isinstance(value, Weekdays):
        phrase.first, phrase.day = phrase.day, value
        return True
    if link is None and _follows(phrase.day, value) and phrase.day_to is None and not phrase.timed:
        phrase.day_to = value
        return True
    joined = _join(phrase.day, value, link, phrase.every is not None)
    if joined is None:
        return False
    phrase.day = joined
    return True


def _follows(day: Day, value: Day) -> bool:
    """28号29号: two dates, one day apart."""
    return (
        isinstance(day, Date)
        and isinstance(value, Date)
        and value.month in (None, day.month)
        and value.day == day.day + 1
    )


def _bare(day: Day) -> TypeGuard[Date]:
    return isinstance(day, Date) and day.month is None and day.shift is None


def _day_to(phrase: Phrase, value: Day) -> bool:
    if phrase.day is None and phrase.timed and phrase.every is None:
        phrase.day = Relative(0)  # 下午三点到明天九点
    if phrase.day is None and phrase.every is not None:
        return True  # 每天到周五: when it ends no rule of ours says
    if phrase.day is None or phrase.day_to is not None:
        return False
    if isinstance(value, Date) and isinstance(phrase.day, Date) and value.month is None and value.shift is None:
        value = replace(value, month=phrase.day.month, shift=phrase.day.shift, year=phrase.day.year)
    if isinstance(value, Weekdays) and value.week is None and isinstance(phrase.day, Weekdays):
        value = replace(value, week=phrase.day.week)
    phrase.day_to = value
    return True


def _join(day: Day, value: Day, link: Kind | None, repeated: bool) -> Day | None:
    """One day said in two pieces: 下周 and 周三, 12月5号 and 周六, 周二 and 周四."""
    if isinstance(value, Weekdays) and isinstance(day, Weekdays) and value.week == day.week and link is Kind.OR:
        return replace(day, days=(*day.days, *value.days), either=True)
    if isinstance(value, Weekdays) and value.week is None:
        if isinstance(day, Week):
            return replace(value, week=day.shift)
        if isinstance(day, Weekdays) and link is None:
            return replace(day, days=(*day.days, *value.days))
        return day if isinstance(day, Relative | Date | Lunar | After) else None
    if isinstance(day, Month) and isinstance(value, Date | Month) and value.month is None and value.shift is None:
        return replace(value, shift=day.shift, month=day.month)
    if isinstance(day, Weekdays | Relative) and isinstance(value, Date | Lunar) and link is None and not repeated:
        return value
    if isinstance(day, Weekdays) and isinstance(value, Week) and link is None:
        return replace(day, week=value.shift)
    if isinstance(day, Relative) and isinstance(value, Relative) and link in (Kind.OR, None):
        return Relative(day.first, value.first) if value.first == day.first + 1 else None
    return None


def _put_part(phrase: Phrase, value: Any, link: Kind | None) -> bool:
    if phrase.exact:
        return False
    if phrase.day_to is not None and phrase.timed and phrase.part_to is None and link is None:
        phrase.part_to = value  # 今晚八点到明早
        return True
    if phrase.part is None and (phrase.clock is None or link is None):
        phrase.part = value
        return True
    if link in (Kind.TO, Kind.OR) and phrase.part_to is None:
        if value == "noon" and phrase.clock is not None:
            phrase.clock_to = Clock(12)
        phrase.part_to = value
        return True
    if link is None and phrase.part_to is None and phrase.clock is None and not phrase.past:
        phrase.part_to = None if value == phrase.part else value
        return True
    return False


def _put_clock(phrase: Phrase, value: Clock, link: Kind | None) -> bool:
    if phrase.past:
        return True
    if phrase.exact:
        return False
    if phrase.clock is None and (phrase.day_to is None or phrase.part_to is None):
        phrase.clock = value
        return True
    if phrase.clock_to is None and (link is Kind.TO or phrase.part_to is not None or phrase.day_to is not None):
        phrase.clock_to = value
        return True
    return False


def _put_clocks(phrase: Phrase, value: tuple[Clock, Clock], link: Kind | None) -> bool:
    if phrase.clock is not None or phrase.exact:
        return False
    phrase.clock, phrase.clock_to = value
    return True


def _put_every(phrase: Phrase, value: Any, link: Kind | None) -> bool:
    every = Every("WEEKLY") if value == "weekly" else value
    if phrase.past:
        return True
    if phrase.exact:
        return False
    if phrase.every is None:
        phrase.every = every
        return True
    if phrase.every.freq == every.freq == "WEEKLY" and 1 in (phrase.every.interval, every.interval):
        phrase.every = replace(phrase.every, interval=max(phrase.every.interval, every.interval))
        return True
    # 工作日每天: the week's days are the finer statement.
    return phrase.every == every or {phrase.every.freq, every.freq} == {"DAILY", "WEEKLY"}


def _put_nth(phrase: Phrase, value: tuple[int, int], link: Kind | None) -> bool:
    if phrase.every is not None and phrase.every.freq == "MONTHLY":
        phrase.every = replace(phrase.every, nth=value[0], weekdays=(value[1],))
    elif phrase.day is None or isinstance(phrase.day, Month):
        phrase.day = Nth(*value, replace(phrase.day or Month(1, -1), first=1, last=-1))
    return True


def _put_exact(kind: Kind) -> Put:
    def put(phrase: Phrase, value: Any, link: Kind | None) -> bool:
        if phrase.day == Relative(0) and not phrase.timed and phrase.every is None:
            phrase.day = None  # 今天半小时后
        if phrase.day is not None or phrase.timed or phrase.every is not None or phrase.exact or phrase.past:
            return False
        if kind is Kind.NOW:
            phrase.now = True
        elif kind is Kind.DELTA:
            phrase.delta = value
        else:
            phrase.within = value
        return True

    return put


def _put_past(phrase: Phrase, value: Any, link: Kind | None) -> bool:
    if phrase.day == Relative(0) and phrase.every is None:
        phrase.past = True  # 今天刚才
        return True
    if phrase.day is not None or phrase.timed or phrase.every is not None or phrase.exact:
        return False
    phrase.past = True
    return True


def _put_that(phrase: Phrase, value: int, link: Kind | None) -> bool:
    if phrase.day is not None:
        if value:
            phrase.day = After(phrase.day, value)
        return True
    if phrase.exact:
        return False
    phrase.that = value
    return True


PUT: dict[Kind, Put] = {
    Kind.DAY: _put_day,
    Kind.PART: _put_part,
    Kind.CLOCK: _put_clock,
    Kind.CLOCKS: _put_clocks,
    Kind.EVERY: _put_every,
    Kind.NTH: _put_nth,
    Kind.NOW: _put_exact(Kind.NOW),
    Kind.DELTA: _put_exact(Kind.DELTA),
    Kind.WITHIN: _put_exact(Kind.WITHIN),
    Kind.PAST: _put_past,
    Kind.THAT: _put_that,
}
