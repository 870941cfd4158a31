"""Corrections in words: "不是明天，是后天下午", "是修灯不是修水管", "不是我，是我妈"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, time
from typing import TYPE_CHECKING

from language.county import County
from language.people import people_helped
from language.times import Times, read_times
from language.understanding import Span, Understanding

if TYPE_CHECKING:
    from language.understand import Reader

_NOT_THIS_BUT = re.compile(
    r"^.*?(?:不是|不要|别|莫|错了|not)\s*(?P<no>[^，,。；;]{1,20}?)\s*(?:[，,。；;]\s*|(?=是|而是|改成|要|"
    r"but))(?:而?是|改成|改为|换成|要|应该是|but|it's|i meant)?\s*(?P<yes>.+)$",
    re.I | re.S,
)
_THIS_NOT = re.compile(
    r"^(?:我?(?:说的|要的)?是|应该是|改成|要|i meant|it's|"
    r"it is)?\s*(?P<yes>[^，,。；;]{1,40}?)\s*[，,。；;]?\s*(?:不是|而不是|"
    r"not)\s*(?P<no>[^，,。；;]{1,20})[。.！!]?$",
    re.I | re.S,
)
_CHANGE_TO = re.compile(
    r"(?:改成|改为|改到|换成|换到|应该是|搞错了|弄错了|说错了|错了|我是说|i meant|make it|"
    r"change it to)[，, ]*(?:是)?(?P<yes>.+)$",
    re.I | re.S,
)
_FOR_ME = re.compile(
    r"^(?:是)?(?:给)?(?:我|俺)(?:自己|本人)?(?:要的|用的|的)?$|我自己|俺自己|我本人|for me\b|myself|it's me", re.I
)
_FOR_OTHERS = re.compile(
    r"(?:我|俺|咱|家里|隔壁|邻居|对门|楼下|楼上).{0,3}(?:爸|妈|爷|奶|外公|外婆|婆|公|老伴|老公|老婆|儿|女|"
    r"孙|哥|姐|弟|妹|叔|伯|舅|姑|姨|娃|孩|爹|娘|大爷|大妈|阿姨|邻居)"
    r"|^(?:是)?(?:给|帮|替).{0,6}(?:他|她|人家|别人)|\bmy (?:mum|mom|mother|dad|father|gran|grandma|"
    r"grandpa|wife|husband|son|daughter|neighbou?r|uncle|aunt)",
    re.I,
)
_ITEM_SURE = 0.3
_DAY_LONG = (time(0, 0), time(23, 59))


def corrected_part(text: str) -> tuple[str, int]:
    """The words that say what is right, and where they begin: "后天下午" out of "不是明天，是后天下午"."""
    for pattern in (_NOT_THIS_BUT, _THIS_NOT, _CHANGE_TO):
        if match := pattern.match(text) if pattern is not _CHANGE_TO else pattern.search(text):
            return match["yes"].strip(), match.start("yes")
    return text, 0


def read_correction(
    reader: Reader, text: str, previous: Understanding, now: datetime, county: County | None = None
) -> Understanding:
    """The previous understanding with what the text puts right; unchanged where it says nothing that can be used.

    A new day keeps the hour that was said before, a new hour or part of day keeps the day.
    """
    yes, offset = corrected_part(text)
    said = reader.read(yes, now, county)
    times = read_times(yes, now, intent=previous.intent)
    changed = previous
    if times.start or times.end or times.repeat:
        changed = _with_times(changed, times, now)
    if said.place:
        changed = replace(changed, place=said.place, area=said.area)
    if counted := people_helped(yes):
        changed = replace(changed, people=counted[0])
    if _FOR_OTHERS.search(yes):
        changed = replace(changed, other=True)
    elif _FOR_ME.search(yes):
        changed = replace(changed, other=False)
    left = _without(yes, times, said)
    named = reader.read(left, now, county) if len(left) > 1 else None
    if named and previous.intent == "request" and named.items[0].chance >= _ITEM_SURE and names_item(left, named):
        changed = replace(changed, item=named.items[0].code, items=named.items, margin=named.margin)
    if said.danger:
        changed = replace(changed, danger=True, danger_kind=said.danger_kind)
    spans = {name: Span(span.start + offset, span.end + offset) for name, span in said.spans.items()}
    return replace(changed, spans=previous.spans | spans) if changed is not previous else previous


def names_item(text: str, said: Understanding) -> bool:
    """Whether the lists know a sign of the item that was understood, so that a stray word does not change the service."""
    from language.features import look

    return any(hit.group == said.items[0].code and hit.weight > 1 for hit in look(text).hits)


def _without(text: str, times: Times, said: Understanding) -> str:
    taken = [*times.spans, *((span.start, span.end) for name, span in said.spans.items() if name == "place")]
    return "".join(c for at, c in enumerate(text) if not any(a <= at < b for a, b in taken)).strip("，,。 的是")


def _with_times(previous: Understanding, times: Times, now: datetime) -> Understanding:
    start, end = times.start, times.end
    before = previous.start or previous.end
    if before and start and _only_day(times) and previous.start and not _whole_day(previous.start, previous.end):
        start = datetime.combine(start.date(), previous.start.time())
        end = datetime.combine(times.start.date(), previous.end.time()) if previous.end and times.start else None
    elif before and not _names_day(times, now):
        start = datetime.combine(before.date(), start.time()) if start else None
        end = datetime.combine(before.date(), end.time()) if end else None
    repeat = times.repeat or (None if _names_day(times, now) and not previous.repeat else previous.repeat)
    return replace(previous, start=start or (previous.start if not end else None), end=end, repeat=repeat)


def _whole_day(start: datetime, end: datetime | None) -> bool:
    return bool(end) and (start.time(), end.time() if end else None) == _DAY_LONG


def _only_day(times: Times) -> bool:
    return bool(times.start) and _whole_day(times.start, times.end) if times.start else False


def _names_day(times: Times, now: datetime) -> bool:
    """A text that names no day is read as today or, where that is past, as tomorrow."""
    said = times.start or times.end
    return bool(said) and (said.date() - now.date()).days > 1 if said else False
