"""From tokens to phrases: what stands together makes one statement of time."""

import re
from dataclasses import replace

from language.times.cues import CHANGE
from language.times.days import Relative, Week, Weekdays
from language.times.model import Kind, Phrase, Token
from language.times.pieces import PUT, as_day

GLUE = re.compile(
    r"[\s、,的(（]*(?:就是|也就是|大概|大约|差不多|在|那个|这个|就|早点|晚点|最好|都|里|[)）])?[\s)）]*"
    r"|[\s,]*(?:at|on|in|the|of|about|around|for|from|between|of the|at about|at around|"
    r"say|best|only|please|pls|and|preferably|ideally|sometime|any ?time|@|starting)?[\s,]*"
)
LIST_GLUE = re.compile(r"[\s、,，]*(?:和|跟|与|及|同|还有|以及|,? ?and|&)?\s*")
TIGHT = re.compile(r"\s*")
BOUND_AFTER = re.compile(
    r"(?:钟|整|左右)?\s?(?:(?P<before>之前|以前|前头(?=来|去|要|把|送)|前(?![后面头台门边街几两天些阵年往去一半晌])"
    r")|(?P<from>(?:开始|开头|起(?![来床身码降飞不]))(?:计|算)?|onwards?|on\b)"
    r"|(?P<after>之后|以后|过后|往后|后(?![面头门边天个年半晌]|日|儿)|or later|or after))"
)
PUT_OFF = re.compile(r"\b(?:postpone|move|push|delay|put|wait|reschedule|leave)")
EXCEPT = re.compile(r"(?:除了|除开|除去|除|except|except for|apart from)\s?(?:on )?$")
STAYING = re.compile(r"(?:[看带忙待到]|(?:[陪守顾]|[看带]着)[^，。！？；,!?;\d]{0,4})$")
CLOSING = re.compile("(?:下班|关门|放学|天黑|停诊|收摊|打烊)前$")


def without_exceptions(text: str, found: list[Token]) -> list[Token]:
    """`每天，除了周末` as the days that are left: 每周一到周五."""
    result: list[Token] = []
    for token in found:
        left = _left(token.value) if EXCEPT.search(text, max(0, token.start - 14), token.start) else ()
        if token.kind is Kind.DAY and left:
            result.append(replace(token, kind=Kind.EVERY, value="weekly"))
            result.append(replace(token, value=Weekdays(left)))
        else:
            result.append(token)
    return result


def _left(value: object) -> tuple[int, ...]:
    if isinstance(value, Week) and value.weekend and value.shift == 0:
        return (0, 1, 2, 3, 4)
    named = value.days if isinstance(value, Weekdays) and value.week is None else ()
    return tuple(day for day in range(7) if day not in named) if named else ()


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
            if STAYING.search(self.text, max(0, link.start - 5), link.start):
                phrase.bound = Kind.BEFORE
            elif self.text[max(0, link.start - 1) : link.start] in set("写上干睡做站坐哭闹吵熬"):
                phrase.past = True
            return
        elif link.kind is Kind.TO and phrase.day is not None and self._ends_rule(link):
            phrase.bound = Kind.BEFORE
        elif link.kind is Kind.TO and self.text[link.start : link.end] in ("until", "till"):
            if PUT_OFF.search(self.text, max(0, link.start - 40), link.start):
                return
            phrase.bound = Kind.BEFORE
        elif link.kind is Kind.FROM and phrase.day is not None:
            phrase.first, phrase.day = phrase.day, None
        else:
            return
        phrase.start = link.start

    def _ends_rule(self, link: Token) -> bool:
        """`每天上午来，到下周五`, but not `周三的改到周五`."""
        repeated = any(before.every for before in self.phrases[-2:-1])
        return (
            repeated
            and self.text[link.start] in "到至"
            and not CHANGE.search(self.text, max(0, link.start - 12), link.end)
        )

    def _touches(self, phrase: Phrase, token: Token, link: Token | None) -> bool:
        if token.start < phrase.end:
            return True
        if phrase.past and token.kind is Kind.EVERY:
            return token.start == phrase.end  # 早先每周三, but not: last week, every morning
        if isinstance(phrase.day, Relative) and token.kind is Kind.DAY and "," in self.text[phrase.end : token.start]:
            return False  # not tomorrow, Friday
        if link is None:
            return (
                token.start == phrase.end
                or GLUE.fullmatch(self.text, phrase.end, token.start) is not None
                or (token.kind is Kind.DAY and LIST_GLUE.fullmatch(self.text, phrase.end, token.start) is not None)
            )
        return (phrase.end >= link.start or GLUE.fullmatch(self.text, phrase.end, link.start) is not None) and (
            max(link.end, phrase.end) >= token.start or GLUE.fullmatch(self.text, link.end, token.start) is not None
        )

    def _add(self, phrase: Phrase, token: Token, link: Token | None) -> bool:
        """Adds the token to the phrase if it has room for it."""
        if link is not None and link.kind in (Kind.BEFORE, Kind.AFTER):
            return not phrase.past and self._bounded(phrase, token, link)
        if link is not None and link.kind is Kind.FROM:
            return self._from(phrase, token)
        if phrase.now and link is not None and link.kind is Kind.TO and token.kind in (Kind.DAY, Kind.PART, Kind.CLOCK):
            return self._from_now(phrase, token)
        return PUT[token.kind](phrase, token.value, None if link is None else link.kind)

    def _bounded(self, phrase: Phrase, token: Token, link: Token) -> bool:
        """`tomorrow before 10`, `Friday after lunch`: the word bounds what follows it."""
        if token.kind is Kind.CLOCK and link.kind is Kind.BEFORE and phrase.clock is not None:
            return self._closed(phrase, token)
        if (
            phrase.bound is not None
            or token.kind not in (Kind.CLOCK, Kind.PART, Kind.DAY)
            or not PUT[token.kind](phrase, token.value, None)
        ):
            return False
        phrase.bound, phrase.strict = link.kind, link.value != "by"
        return True

    def _closed(self, phrase: Phrase, token: Token) -> bool:
        """`三点最晚四点`, `after 3 and before 5`."""
        if phrase.bound is Kind.BEFORE or not PUT[Kind.CLOCK](phrase, token.value, Kind.TO):
            return False
        phrase.bound = None
        return True

    def _from(self, phrase: Phrase, token: Token) -> bool:
        if token.kind is Kind.DAY and phrase.every is not None and phrase.first is None:
            phrase.first = as_day(token.value)
            return True
        return token.kind in (Kind.CLOCK, Kind.CLOCKS) and PUT[token.kind](phrase, token.value, None)

    def _from_now(self, phrase: Phrase, token: Token) -> bool:
        """`从现在到周日`, `现在到下午五点`, but not `马上到中秋了`."""
        if not self.text.startswith(("现在", "这会", "now"), phrase.start):
            return False
        phrase.now = False
        if token.kind is Kind.DAY:
            phrase.day = Relative(0)
            return PUT[Kind.DAY](phrase, token.value, Kind.TO)
        phrase.bound = Kind.BEFORE
        return PUT[token.kind](phrase, token.value, None)

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


def phrases(text: str, found: list[Token]) -> list[Phrase]:
    """The statements of time in a clean text, in order."""
    composer = Composer(text)
    for token in found:
        composer.take(token)
    return [phrase for phrase in composer.phrases if phrase.says]
