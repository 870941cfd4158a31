"""From a phrase and the clock to start, end and rule."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from language.calendar import Calendar
from language.times.clocks import minutes_of
from language.times.days import ONE, Date, Day, Feast, Lunar, Month, Nth, Relative, Span, Week, Weekdays
from language.times.model import MINUTE, Every, Kind, Phrase
from language.times.recurrence import falls_on, rule_text

Ends = tuple[dt.datetime | None, dt.datetime | None]
# How far ahead a first occurrence is looked for; the rarest is a month's 31st.
HORIZON = 400


def resolve(
    phrase: Phrase, now: dt.datetime, calendar: Calendar
) -> tuple[dt.datetime | None, dt.datetime | None, str | None]:
    """Start, end and rule of a phrase said at `now`; all None where no such day exists."""
    start, end, rule = _resolve(phrase, now, calendar)
    moved = MINUTE * phrase.moved
    return start and start + moved, end and end + moved, rule


def _resolve(
    phrase: Phrase, now: dt.datetime, calendar: Calendar
) -> tuple[dt.datetime | None, dt.datetime | None, str | None]:
    if phrase.exact:
        return (*_counted(phrase, now), None)
    if phrase.every is not None:
        return _repeated(phrase, phrase.every, now, calendar)
    return (*_once(phrase, phrase.day or phrase.first, now, calendar), None)


def _counted(phrase: Phrase, now: dt.datetime) -> Ends:
    if phrase.within is not None:
        return now, now + MINUTE * phrase.within
    return now + MINUTE * (phrase.delta or 0), None


def _once(phrase: Phrase, day: Day | None, now: dt.datetime, calendar: Calendar) -> Ends:
    last_seen: Ends = (None, None)
    for span in _spans(phrase, day, now.date(), calendar):
        ends = _place(phrase, span, now)
        if last_seen == (None, None):
            last_seen = ends
        if day is not None and not day.rolls:
            return ends
        if _ahead(
            ends,
            now,
            strict=phrase.clock is not None
            or isinstance(day, Weekdays)
            or (isinstance(day, Lunar) and day.month is None),
        ):
            return ends
    return last_seen


def _spans(phrase: Phrase, day: Day | None, today: dt.date, calendar: Calendar) -> Iterator[Span]:
    if day is None:
        yield from ((today + ONE * ahead, today + ONE * ahead) for ahead in (0, 1))
        return
    for first, last in day.options(today, calendar):
        if phrase.day_to is None:
            yield first, last
        else:
            begin = first if phrase.day_to.rolls else today
            ends = (end for _, end in phrase.day_to.options(begin, calendar) if end >= first)
            yield first, next(ends, last)


def _ahead(ends: Ends, now: dt.datetime, *, strict: bool) -> bool:
    start, end = ends
    edge = start or end if strict else end or start
    return edge is not None and (edge > now or (edge == now and None not in ends))


def _repeated(
    phrase: Phrase, every: Every, now: dt.datetime, calendar: Calendar
) -> tuple[dt.datetime | None, dt.datetime | None, str | None]:
    every, base = rule_of(every, phrase.day)
    rule = rule_text(every)
    begin = phrase.first or base
    if (
        every.freq == "YEARLY"
        or (isinstance(base, Month | Feast) and phrase.first is None)
        or phrase.day_to is not None
    ):
        return (*(_once(phrase, begin, now, calendar) if begin is not None else (None, None)), rule)
    if every.loose and not (every.weekdays or every.days):
        return (*_once(phrase, begin, now, calendar), None) if begin is not None or phrase.timed else (None, None, None)
    if begin is None and not phrase.timed and not every.weekdays and not every.days:
        return None, None, rule
    for day in _days(begin, now.date(), calendar):
        if not falls_on(every, day):
            continue
        ends = _place(phrase, (day, day), now)
        if _ahead(ends, now, strict=True) or isinstance(begin, Relative) or (begin is not None and not begin.rolls):
            return (*ends, rule)
    return None, None, rule


def _days(begin: Day | None, today: dt.date, calendar: Calendar) -> Iterator[dt.date]:
    first = today
    if begin is not None:
        span = next(iter(begin.options(today, calendar)), (today, today))
        first = span[0] if isinstance(begin, Relative) or not isinstance(begin, Week) else max(today, span[0])
    yield from (first + ONE * ahead for ahead in range(HORIZON))


def rule_of(every: Every, day: Day | None) -> tuple[Every, Day | None]:
    """The rule with the days that the phrase names, and the day that is left to say when it begins."""
    if isinstance(day, Weekdays):
        days = tuple(sorted(set(_all(day))))
        freq = "WEEKLY" if every.freq == "DAILY" else every.freq
        left = Week(day.week) if day.week else None
        return replace(every, freq=freq, weekdays=days), left
    if isinstance(day, Nth) and every.freq == "MONTHLY":
        return replace(every, nth=day.nth, weekdays=(day.weekday,)), day if day.month.shift else None
    if isinstance(day, Week) and day.weekend and day.shift == 0:
        return replace(every, freq="WEEKLY", weekdays=(5, 6)), None
    if isinstance(day, Date) and every.freq == "MONTHLY" and day.month is None and day.shift is None:
        return replace(every, days=tuple(sorted({*every.days, day.day}))), None
    return every, day


def _all(day: Weekdays) -> Iterator[int]:
    if day.run:
        yield from ((day.days[0] + step) % 7 for step in range((day.days[-1] - day.days[0]) % 7 + 1))
    else:
        yield from day.days


def _place(phrase: Phrase, span: Span, now: dt.datetime) -> Ends:
    """The phrase's time of day, put on the first and last of its days, and cut by its bound."""
    first, last = (dt.datetime.combine(day, dt.time()) for day in span)
    from_minute, to_minute = minutes_of(phrase, now if span[0] == now.date() else None)
    start = first + MINUTE * from_minute
    end = None if to_minute is None else last + MINUTE * to_minute
    if end is not None and end < start:
        end = None  # 下午到今天上午
    if phrase.bound is Kind.BEFORE:
        return None, _until(phrase, start, end)
    if phrase.bound is Kind.AFTER:
        return _since(phrase, start, end), None
    return start, end


def _until(phrase: Phrase, start: dt.datetime, end: dt.datetime | None) -> dt.datetime:
    if phrase.clock is not None:
        return start
    if phrase.part is not None:
        return start.replace(hour=12) if phrase.part == "noon" else start
    if phrase.strict or isinstance(phrase.day, Feast):
        return start - MINUTE
    return end or start


def _since(phrase: Phrase, start: dt.datetime, end: dt.datetime | None) -> dt.datetime:
    if phrase.clock is not None or end is None:
        return start
    if phrase.part is not None:
        return start if phrase.part in ("evening", "night") else end
    return end + MINUTE if phrase.strict or isinstance(phrase.day, Feast) else start
