"""From tokens to phrases: what stands together makes one statement of time."""

import re
from dataclasses import replace
from typing import Any, TypeGuard

from language.times.days import After, Date, Day, Lunar, Month, Relative, Week, Weekdays
from language.times.model import Clock, Every, Kind, Phrase, Token

GLUE = re.compile(
    r"[\s、,的(（]*(?:就是|也就是|大概|大约|差不多|在|那个|这个|就|早点|晚点|最好|都|里|[)）])?[\s)）]*"
    r"|[\s,]*(?:at|on|in|the|of|about|around|for|from|between|of the|at about|at around|say|best|only|please|pls|and|preferably|ideally|sometime|any ?time|@|starting)?[\s,]*"
)
LIST_GLUE = re.compile(r"[\s、,，]*(?:和|跟|与|及|同|还有|以及|,? ?and|&)?\s*")
TIGHT = re.compile(r"\s*")
BOUND_AFTER = re.compile(
    r"(?:钟|整|左右)?\s?(?:(?P<before>之前|以前|前头(?=来|去|要|把|送)|前(?![后面头台门边街几两天些阵年往去一半晌]))|(?P<from>(?:开始|开头|起(?![来床身码降飞不]))(?:计|算)?|onwards?|on\b)"
    r"|(?P<after>之后|以后|过后|往后|后(?![面头门边天个年半晌]|日|儿)|or later|or after))"
)
PUT_OFF = re.compile(r"\b(?:postpone|move|push|delay|put|wait|reschedule|leave)")
CLOSING = re.compile("(?:下班|关门|放学|天黑|停诊|收摊|打烊)前$")


class Composer:
    """Takes the tokens one by one and keeps the phrase that is being made."""

    def __init__(self, text: str) -> None:
        """`text` is the clean text that the tokens index."""
        self.text = text
        self.phrases: list[Phrase] = []
        self.phrase: Phrase | None = None
        self.pending: Token | None = None

    def take(self, token: Token) -> None:
        """Puts one token where it belongs."""
        if token.kind in (Kind.TO, Kind.OR, Kind.BEFORE, Kind.AFTER, Kind.FROM):
            self.pending = token
            return
        link, self.pending = self.pending, None
        if token.kind is Kind.THAT and link is not None and link.kind is Kind.TO and self.phrase is not None:
            self.pending, self.phrase.end = link, token.end  # 晚上十一点到第二天早上七点
            return
        phrase = self.phrase
        if phrase is None or not self._touches(phrase, token, link) or not self._add(phrase, token, link):
            phrase = self._begin(token, link)
        phrase.end = max(phrase.end, token.end)
        phrase.spans.append((token.start, token.end))
        self._bound(phrase, token)

    def _begin(self, token: Token, link: Token | None) -> Phrase:
        phrase = Phrase(token.start, token.end)
        self.phrase = phrase
        self.phrases.append(phrase)
        self._add(phrase, token, None)
        if token.kind is Kind.CLOCK and CLOSING.search(self.text, max(0, token.start - 4), token.start):
            phrase.bound = Kind.BEFORE
        if link is not None and GLUE.fullmatch(self.text, link.end, token.start):
            self._lead(phrase, link)
        return phrase

    def _lead(self, phrase: Phrase, link: Token) -> None:
        if link.kind in (Kind.BEFORE, Kind.AFTER):
            phrase.bound, phrase.strict = link.kind, link.value != "by"
        elif link.kind is Kind.TO and phrase.timed and not self.text[link.start].isascii():
            if self.text[max(0, link.start - 1) : link.start] in set("看带陪忙待守顾到"):
                phrase.bound = Kind.BEFORE
            return
        elif link.kind is Kind.TO and self.text[link.start : link.end] in ("until", "till"):
            if PUT_OFF.search(self.text, max(0, link.start - 40), link.start):
                return
            phrase.bound = Kind.BEFORE
        elif link.kind is Kind.FROM and phrase.day is not None:
            phrase.first, phrase.day = phrase.day, None
        else:
            return
        phrase.start = link.start

    def _touches(self, phrase: Phrase, token: Token, link: Token | None) -> bool:
        if token.start < phrase.end:
            return True
        if link is None:
            return token.start == phrase.end or GLUE.fullmatch(self.text, phrase.end, token.start) is not None or (
                token.kind is Kind.DAY and LIST_GLUE.fullmatch(self.text, phrase.end, token.start) is not None
            )
        return (phrase.end >= link.start or GLUE.fullmatch(self.text, phrase.end, link.start) is not None) and (
            max(link.end, phrase.end) >= token.start or GLUE.fullmatch(self.text, link.end, token.start) is not None
        )

    def _add(self, phrase: Phrase, token: Token, link: Token | None) -> bool:
        """Adds the token to the phrase if it has room for it."""
        if link is not None and link.kind in (Kind.BEFORE, Kind.AFTER):
            return not phrase.past and phrase.bound is None and self._bounded(phrase, token, link)
        if link is not None and link.kind is Kind.FROM:
            return self._from(phrase, token)
        return _PUT[token.kind](phrase, token.value, None if link is None else link.kind)

    def _bounded(self, phrase: Phrase, token: Token, link: Token) -> bool:
        """`tomorrow before 10`, `Friday after lunch`: the word bounds what follows it."""
        if token.kind not in (Kind.CLOCK, Kind.PART, Kind.DAY) or not _PUT[token.kind](phrase, token.value, None):
            return False
        phrase.bound, phrase.strict = link.kind, link.value != "by"
        return True

    def _from(self, phrase: Phrase, token: Token) -> bool:
        if token.kind is Kind.DAY and phrase.every is not None and phrase.first is None:
            phrase.first = _as_day(token.value)
            return True
        return token.kind in (Kind.CLOCK, Kind.CLOCKS) and _PUT[token.kind](phrase, token.value, None)

    def _bound(self, phrase: Phrase, token: Token) -> None:
        """Reads 前, 后, 起 that follow directly."""
        found = BOUND_AFTER.match(self.text, token.end)
        if found is None or phrase.bound is not None or phrase.past:
            return
        if found["from"]:
            self._opens(phrase, token, found)
            return
        if token.kind not in (Kind.DAY, Kind.PART, Kind.CLOCK, Kind.CLOCKS):
            return
        phrase.bound = Kind.BEFORE if found["before"] else Kind.AFTER
        phrase.end = found.end()

    def _opens(self, phrase: Phrase, token: Token, found: re.Match[str]) -> None:
        if token.kind is Kind.DAY and phrase.first is None and phrase.day is not None:
            phrase.first, phrase.day = phrase.day, None
            phrase.end = found.end()
        elif token.kind is Kind.CLOCK:
            phrase.bound, phrase.end = Kind.AFTER, found.end()


def _as_day(value: object) -> Day:
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
    return isinstance(day, Date) and isinstance(value, Date) and value.month in (None, day.month) and value.day == day.day + 1


def _bare(day: Day) -> TypeGuard[Date]:
    return isinstance(day, Date) and day.month is None and day.shift is None


def _day_to(phrase: Phrase, value: Day) -> bool:
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
    if phrase.clock is None:
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
    if phrase.past or phrase.exact:
        return False
    if phrase.every is None:
        phrase.every = every
        return True
    if phrase.every.freq == every.freq == "WEEKLY" and 1 in (phrase.every.interval, every.interval):
        phrase.every = replace(phrase.every, interval=max(phrase.every.interval, every.interval))
        return True
    return phrase.every == every


def _put_nth(phrase: Phrase, value: tuple[int, int], link: Kind | None) -> bool:
    if phrase.every is None or phrase.every.freq != "MONTHLY":
        return True
    phrase.every = replace(phrase.every, nth=value[0], weekdays=(value[1],))
    return True


def _put_exact(kind: Kind) -> Any:
    def put(phrase: Phrase, value: Any, link: Kind | None) -> bool:
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
    if phrase.day is not None or phrase.timed or phrase.every is not None or phrase.exact:
        return False
    phrase.past = True
    return True


def _put_that(phrase: Phrase, value: int, link: Kind | None) -> bool:
    if phrase.day is not None:
        if value:
            phrase.day = After(phrase.day, value)
        return True
    if phrase.past or phrase.exact:
        return False
    phrase.that = value
    return True


_PUT: dict[Kind, Any] = {
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


def phrases(text: str, found: list[Token]) -> list[Phrase]:
    """The statements of time in a clean text, in order."""
    composer = Composer(text)
    for token in found:
        composer.take(token)
    return [phrase for phrase in composer.phrases if phrase.says]
