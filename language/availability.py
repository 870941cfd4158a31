"""When somebody is free, said in words: 每周二四上午有空, 国庆不在, 除了周末都行."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from language.calendar import DEFAULT, Calendar
from language.times.clocks import minutes_of
from language.times.days import After, Day, Feast, Week, Weekdays
from language.times.model import LAST_MINUTE, PARTS, Every, Kind, Phrase
from language.times.phrases import phrases
from language.times.recurrence import rule_text
from language.times.resolve import rule_of
from language.times.text import clean
from language.times.tokens import tokens

ALWAYS = "FREQ=DAILY"
FREE = re.compile(
    r"全天(?!都?[没不])|不上班|不加班|没事|没课|休息|不忙|有空|有时间|得空|空闲|"
    r"空着|在家|方便(?<!不方便)|(?<![不没])可以|都[行成中可好能]|(?<!不)行(?!李|"
    r"动)|(?<![不])能"
    r"|\b(?:free|available|works|can (?!'t|not)|could|fine|ok|good|off work|happy)\b"
)
BUSY = re.compile(
    r"不在|没空|没得空|没时间|没工夫|不行|不成|不中|不能|不可以|不方便|来不了|去不了|"
    r"出差|上班|加班|值班|有事|有课|上课|请假|旅游|住院|回老家|走亲戚|要带|要接|"
    r"要去|要陪|忙"
    r"|\b(?:not|can't|cannot|can not|away|busy|unavailable|no good|don't|doesn't|"
    r"won't|at work|on holiday|off sick|out of town|travelling|traveling|working|"
    r"work)\b"
)
ONCE = re.compile(r"不在|出差|请假|旅游|住院|回老家|走亲戚|有事|away|on holiday|out of town|off sick|travel")
EXCEPT = re.compile(r"(?:除了|除开|除去|除|except|except for|apart from|but not|other than)\s?(?:on )?$")
BESIDE = re.compile(r"\s?(?:除外|以外|之外|不算|不要排)")
STOP = re.compile(r"[，。；！？,;!?]")
TURN = re.compile(r"但|可是|不过|\bbut\b")
OTHERWISE = re.compile(r"平时|平常|其[他它余]|别的时间|\bother|\botherwise|any ?time|any ?day")
LONGEST = 10_000
ANY_TIME = re.compile(
    r"随时|什么时候都|哪天都|哪个时候都|天天都|都[行可]以?|all the time|any ?time|any ?day|every ?day|whenever"
)


@dataclass(frozen=True, slots=True)
class Availability:
    """One statement: free or not, on the days that `repeat` names between `first` and `last`, from `start` to `end` of the day.

    None leaves an edge open; a rule without `repeat` holds on each day from `first` to `last`. Later rules win over earlier ones.
    `span` indexes the text.
    """

    free: bool
    repeat: str | None
    first: dt.date | None
    last: dt.date | None
    start: dt.time | None
    end: dt.time | None
    span: tuple[int, int]


def read_availability(text: str, now: dt.datetime, calendar: Calendar = DEFAULT) -> list[Availability]:
    """The rules that the text states, as seen from `now` (naive local time), in the order in which they are to be applied."""
    ready = clean(text[:LONGEST])
    found = _joined(ready, [phrase for phrase in phrases(ready, tokens(ready)) if not phrase.past and not phrase.exact])
    stated = list(zip(found, _moods(ready, found), strict=True))
    stated.sort(key=lambda pair: _excepted(ready, pair[0]))
    read = (_rule(phrase, mood, ready, now, calendar) for phrase, mood in stated)
    rules = [one for rule in read if rule.repeat or rule.first or rule.last for one in _by_day(rule)]
    if _otherwise_free(ready, stated):
        rules.insert(0, Availability(True, ALWAYS, None, None, None, None, (0, len(text))))
    return rules


def _by_day(rule: Availability) -> Iterator[Availability]:
    """`今晚八点到明早六点` as the hours of each of its days."""
    first, last, one = rule.first, rule.last, dt.timedelta(days=1)
    if rule.repeat or not (first and last and rule.start and rule.end and rule.end <= rule.start):
        yield rule
        return
    yield replace(rule, last=first, end=None)
    if last - first > one:
        yield replace(rule, first=first + one, last=last - one, start=None, end=None)
    if last > first:
        yield replace(rule, first=last, start=None)


def _otherwise_free(text: str, stated: list[tuple[Phrase, bool]]) -> bool:
    """Whether what is said are the exceptions: 除了周末都行, 平时都行，周三不行, 随时."""
    if not stated:
        return ANY_TIME.search(text) is not None and BUSY.search(text) is None
    if any(mood for _, mood in stated):
        return False
    return any(_excepted(text, phrase) for phrase, _ in stated) or OTHERWISE.search(text) is not None


def _excepted(text: str, phrase: Phrase) -> bool:
    return (
        EXCEPT.search(text, max(0, phrase.start - 14), phrase.start) is not None
        or BESIDE.match(text, phrase.end) is not None
    )


def _joined(text: str, found: list[Phrase]) -> list[Phrase]:
    """`工作日下班后，六点到九点`: days and hours said apart are one statement; 那天 is the day said before it."""
    joined: list[Phrase] = []
    for phrase in found:
        last = joined[-1] if joined else None
        dayless = phrase.timed and phrase.day is None and phrase.every is None
        if last is None or last.timed or not dayless or _mood(text[last.end : phrase.start]) is not None:
            if phrase.that is not None and phrase.day is None:
                if last is None or last.day is None:
                    continue
                phrase.every = last.every
                phrase.day = last.day if last.every and not phrase.that else After(last.day, phrase.that)
            joined.append(phrase)
            continue
        last.part, last.part_to, last.clock, last.clock_to = phrase.part, phrase.part_to, phrase.clock, phrase.clock_to
        last.bound, last.end = phrase.bound, phrase.end
    return joined


def _moods(text: str, found: list[Phrase]) -> list[bool]:
    """Free or not for each phrase: by its own words, else as the next one, else free."""
    moods: list[bool] = []
    following: bool | None = None
    for index in range(len(found) - 1, -1, -1):
        phrase = found[index]
        begin = found[index - 1].end if index else 0
        finish = found[index + 1].start if index + 1 < len(found) else len(text)
        excepted = _excepted(text, phrase)
        mood = False if excepted else _own_mood(text, phrase, begin, finish)
        if mood is None and following is not None and not TURN.search(text, phrase.end, finish):
            mood = following
        if mood is None:
            mood = _mood(_last_clause(text[begin : phrase.start]) if index else text[: phrase.start])
        moods.append(True if mood is None else mood)
        following = None if excepted else mood
    return moods[::-1]


def _own_mood(text: str, phrase: Phrase, begin: int, finish: int) -> bool | None:
    """The mood of the words that go with the phrase: in English before it, in Chinese after it."""
    before, after = _last_clause(text[begin : phrase.start]), text[phrase.end : finish]
    if finish < len(text):
        after = after[: max(0, len(after) - len(_last_clause(after)))] or after * (not STOP.search(after))
    if text[phrase.start].isascii() and text[phrase.start].isalpha():
        mood = _mood(before)
        return _mood(after) if mood is None else mood
    return _mood(after)


def _last_clause(words: str) -> str:
    return STOP.split(words)[-1]


def _mood(words: str) -> bool | None:
    free, busy = FREE.search(words), BUSY.search(words)
    if free is None and busy is None:
        return None
    if busy is None or free is None:
        return busy is None
    return (free.start() <= busy.start() and free.end() >= busy.end()) or free.end() <= busy.start()


def _rule(phrase: Phrase, free: bool, text: str, now: dt.datetime, calendar: Calendar) -> Availability:
    repeat, first, last = _days(phrase, text, free, now, calendar)
    start, end = _hours(phrase)
    return Availability(free, repeat, first, last, start, end, (phrase.start, phrase.end))


def _days(
    phrase: Phrase, text: str, free: bool, now: dt.datetime, calendar: Calendar
) -> tuple[str | None, dt.date | None, dt.date | None]:
    every, day = phrase.every, phrase.day
    if every is None and phrase.day_to is None and _weekly(phrase, text, free):
        every = Every("WEEKLY")
    first = _first(phrase, now, calendar)
    if every is not None:
        every, day = rule_of(every, day)
        between = _between(phrase, day, now, calendar) if day is not None else (first, None)
        return rule_text(every), between[0] or first, between[1]
    if day is None:
        return ALWAYS, first, None
    return (None, *_between(phrase, day, now, calendar))


def _weekly(phrase: Phrase, text: str, free: bool) -> bool:
    """A bare weekday is every week's, unless what keeps one away happens once."""
    day = phrase.day
    bare = (isinstance(day, Weekdays) and day.week is None) or (
        isinstance(day, Week)
        and day.weekend
        and day.shift == 0
        and text[phrase.start : phrase.end].startswith(("周末", "双休", "weekend"))
    )
    return bare and (free or ONCE.match(text[phrase.end :].lstrip("都也要得 ")) is None)


def _first(phrase: Phrase, now: dt.datetime, calendar: Calendar) -> dt.date | None:
    if phrase.first is None:
        return None
    return next((first for first, _ in phrase.first.options(now.date(), calendar)), None)


def _between(phrase: Phrase, day: Day, now: dt.datetime, calendar: Calendar) -> tuple[dt.date | None, dt.date | None]:
    day = replace(day, whole=True) if isinstance(day, Feast) else day
    span = next(iter(day.options(now.date(), calendar)), None)
    if span is None:
        return None, None
    first, last = span
    if phrase.day_to is not None:
        ends = (
            end
            for _, end in phrase.day_to.options(first if phrase.day_to.rolls else now.date(), calendar)
            if end >= first
        )
        last = next(ends, last)
    timed = phrase.clock is not None or phrase.part is not None
    if phrase.bound is Kind.BEFORE and not timed:
        return None, first - dt.timedelta(days=1) if phrase.strict or isinstance(day, Feast) else last
    if phrase.bound is Kind.AFTER and not timed:
        return last + dt.timedelta(days=1) if phrase.strict or isinstance(day, Feast) else first, None
    return first, last


def _hours(phrase: Phrase) -> tuple[dt.time | None, dt.time | None]:
    if phrase.clock is None and phrase.part is None:
        return None, None
    start, end = PARTS["daytime"] if phrase.part == "daytime" and phrase.clock is None else minutes_of(phrase, None)
    if phrase.bound is Kind.BEFORE:
        return None, _time(start)
    if phrase.bound is Kind.AFTER:
        late = phrase.clock is None and phrase.part not in ("evening", "night")
        return _time(end if late and end is not None else start), None
    return _time(start), None if end is None else _time(end)


def _time(minutes: int) -> dt.time | None:
    """The time of day; None at or after midnight, where the day ends."""
    return None if minutes > LAST_MINUTE else dt.time(*divmod(minutes, 60))
