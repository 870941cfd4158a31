"""Minutes of the day: what a clock time means beside a part of day, and where a window ends."""

import datetime as dt

from language.times.model import LAST_MINUTE, PARTS, Clock, Phrase

EARLIEST, LATEST = 7 * 60, 21 * 60
HALF_DAY = 12 * 60


def minutes_of(phrase: Phrase, today: dt.datetime | None) -> tuple[int, int | None]:
    """Minutes of the day of start and end; `today` is the clock where the day is today."""
    if phrase.clock is None:
        return _part_minutes(phrase)
    part = phrase.part
    if phrase.day_to is not None:
        return _on_clock(phrase.clock, part, today), _last_minutes(phrase)
    if phrase.clock_to is None:
        return _on_clock(phrase.clock, part, today), None
    if part is None and not phrase.clock.fixed and (phrase.part_to is not None or phrase.clock_to.fixed):
        end = _on_clock(phrase.clock_to, phrase.part_to, today)
        early = _raw(phrase.clock)
        return (early + HALF_DAY if early + HALF_DAY < end and early < EARLIEST else early), end
    start = _on_clock(phrase.clock, part, today)
    end = _on_clock(phrase.clock_to, phrase.part_to or part, None)
    return start, _later(end, start, phrase.clock_to.fixed or phrase.part_to is not None)


def _part_minutes(phrase: Phrase) -> tuple[int, int | None]:
    if phrase.part is None or phrase.part == "daytime":
        return 0, LAST_MINUTE
    start, end = PARTS[phrase.part]
    if phrase.part_to is not None and phrase.day_to is not None:
        return start, _last_minutes(phrase)
    if phrase.part_to is not None:
        other, end_to = PARTS[phrase.part_to]
        return min(start, other), max(end, end_to)
    return start, end


def _last_minutes(phrase: Phrase) -> int | None:
    """The end on the last of several days: 今晚八点到明早, 今晚到明早六点."""
    if phrase.clock_to is not None:
        return _on_clock(phrase.clock_to, phrase.part_to, None)
    return None if phrase.part_to is None else PARTS[phrase.part_to][1]


def _later(end: int, start: int, fixed: bool) -> int:
    """The end, moved half a day on until it comes after the start."""
    while end <= start:
        end += 2 * HALF_DAY if fixed else HALF_DAY
    return end


def _raw(clock: Clock) -> int:
    return clock.hour * 60 + clock.minute


def _on_clock(clock: Clock, part: str | None, today: dt.datetime | None) -> int:
    minutes = _raw(clock)
    if clock.fixed or clock.hour == 0:
        return minutes
    if part is None or part == "daytime":
        return _likely(minutes, today)
    if part in ("afternoon", "dusk"):
        return minutes + HALF_DAY if clock.hour < 12 else minutes
    if part in ("evening", "night"):
        return minutes + (HALF_DAY if clock.hour >= 5 else 2 * HALF_DAY)
    if part == "noon":
        return minutes + HALF_DAY if clock.hour < 5 else minutes
    return minutes - HALF_DAY if part == "dawn" and clock.hour == 12 else minutes


def _likely(minutes: int, today: dt.datetime | None) -> int:
    """Without a part of day: the next one to come between 07:00 and 21:00."""
    fitting = [each for each in (minutes, minutes + HALF_DAY) if EARLIEST <= each <= LATEST]
    passed = 0 if today is None else today.hour * 60 + today.minute
    return next((each for each in fitting if each >= passed), fitting[0] if fitting else minutes)
