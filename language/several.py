"""Several needs in one message, taken apart into one understanding each."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from language.county import County
from language.understanding import Span, Understanding

if TYPE_CHECKING:
    from language.understand import Reader

_LINK = (
    r"(?:另外|此外|还有(?!空|人|没有|吗|点|几)|再就是|再一个|"
    r"再(?:帮|请|给|麻烦|来|派|叫)|顺便|顺带|同时(?:也|还)|"
    r"第[一二三四]|其次|然后(?:再|还)|还(?:想|要|得|需要|请|麻烦)|也(?:想|要|请|麻烦)(?!去)|also\b|"
    r"and (?:also|can|could)|as well as|plus\b|"
    r"[1-4一二三][、.．)）])"
)
_SEAM = re.compile(rf"[。！？!?；;\n]+|\.\s+|(?:^|[，,、\s])(?={_LINK})", re.I)
_LINKED = re.compile(rf"\s*{_LINK}", re.I)
_SURE = 0.25
_MAYBE = 0.2
# A sentence that nothing links to the one before is mostly why the help is needed. It is a need of its own where it is certainly
# one and has a time of its own, or clearly one and the whole message speaks for it too.
_CERTAIN = 0.75
_CLEAR = 0.5
_WHOLE_SPEAKS = 0.05
_SHORTEST = 4


def split_needs(reader: Reader, text: str, now: datetime, county: County | None) -> list[Understanding]:
    """Read the whole, then its clauses: they stand for themselves only where two of them are requests for different items."""
    whole = reader.read(text, now, county)
    if whole.intent != "request" or whole.danger:
        return [whole]
    needs: list[tuple[Span, Understanding]] = []
    for span in clauses(text):
        part = reader.read(text[span.start : span.end], now, county)
        code = part.items[0].code
        if any(code == need.item for _, need in needs):
            continue
        linked = _LINKED.match(text, span.start) is not None
        if code == whole.item or (_asks(part) if linked else _stands_alone(part, whole)):
            needs.append((span, replace(part, intent="request", item=code)))
    if len(needs) < 2 or whole.item not in {need.item for _, need in needs}:
        return [whole]
    return [_in_context(need, span, whole) for span, need in needs]


def _asks(part: Understanding) -> bool:
    """A clause alone says less of what it is for than the whole message, which is a request."""
    wanted = any(intent.code == "request" and intent.chance >= _MAYBE for intent in part.intents)
    return wanted and part.items[0].chance >= _SURE


def _stands_alone(part: Understanding, whole: Understanding) -> bool:
    first = part.items[0]
    spoken = next((item.chance for item in whole.items if item.code == first.code), 0.0)
    for_itself = first.chance >= _CERTAIN and part.start is not None
    return part.intent == "request" and (for_itself or (first.chance >= _CLEAR and spoken >= _WHOLE_SPEAKS))


def clauses(text: str) -> list[Span]:
    """The stretches of a text between full stops and words that begin another need."""
    cuts = [0]
    for match in _SEAM.finditer(text):
        cuts += [match.start(), match.end()]
    cuts.append(len(text))
    spans = [Span(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=True)]
    return [span for span in spans if len(text[span.start : span.end].strip()) >= _SHORTEST]


def _in_context(need: Understanding, at: Span, whole: Understanding) -> Understanding:
    """What a clause leaves open is taken from the whole message: place, person, and the time where it names none."""
    spans = {name: Span(span.start + at.start, span.end + at.start) for name, span in need.spans.items()}
    timed = need.start or need.end or need.repeat
    if not timed:
        spans |= {name: span for name, span in whole.spans.items() if name.startswith("when")}
    if not need.place and "place" in whole.spans:
        spans["place"] = whole.spans["place"]
    return replace(
        need,
        start=need.start if timed else whole.start,
        end=need.end if timed else whole.end,
        repeat=need.repeat if timed else whole.repeat,
        place=need.place or whole.place,
        area=need.area if need.place else whole.area,
        people=need.people or whole.people,
        other=need.other or whole.other,
        spans=spans,
    )
