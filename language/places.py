"""Places in free text by their shape: a name with a place word, a house number, "Room 308, Xinhua Dormitory"."""

from __future__ import annotations

import re
import tomllib
from functools import cache

from language.lexicon import data_text
from language.understanding import Span

_NUMBER = r"(?:[\dA-Za-z]{1,4}|[一二三四五六七八九十百零]{1,4})"
# A place name does not run across these.
_STOPS = (
    "在到去来从往给把让请帮是住的了我他她您你们要想有就也跟与及对送接陪家那这个说用能会可当找叫派还没不得"
    "里天午晚早周末日月号点半前后上下今明昨每过看，。？！、；：,.?!;:（）()\\s“”\"'"
)
_CAPITAL = r"(?:[A-Z][\w'&-]*|\d+(?:th|st|nd|rd)?)"
_ENGLISH_WORD = (
    r"(?:Hospital|Clinic|School|Kindergarten|College|University|Library|Museum|Station|Airport|Market|"
    r"Park|Garden|Gardens|"
    r"Road|Street|Lane|Avenue|Village|Town|Township|Community|Centre|Center|Pharmacy|Factory|Mill|Dormitory|Hall|Court|"
    r"Square|Bridge|Hotel|Supermarket|Bank|Home|Estate|Apartments?|Residence|Mansion|Plaza|Building|"
    r"Office|Workshop|Bay|"
    r"Temple|Church|Stadium|Gym|Pier|Farm|Mall|Theatre|Theater|Block|Flat|Room|Unit|No\.?)"
)
_ENGLISH = re.compile(
    rf"(?:(?:Room|Flat|Unit|Building|Block|No\.?|Apt|Floor|Bldg)\s?\d+\w?(?:-\d+)*,?\s+)*"
    rf"(?:{_CAPITAL}\s+){{0,4}}{_CAPITAL}\s+{_ENGLISH_WORD}s?(?:\s+(?:{_ENGLISH_WORD}|"
    rf"\d+\w?))*(?:,\s*(?:Room|Flat|Unit|Building|Block|No\.?|Bldg)\s?\d+\w?(?:-\d+)*)*"
)
_ENGLISH_IN = re.compile(r"\b(?:in|at|to|from|near)\s+((?:the\s+)?[A-Z][a-z]+(?:\s+[A-Z][a-z]+)*)")
_NOT_PLACES = re.compile(
    r"(?:^|\s)(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|"
    r"May|June|July|August|"
    r"September|October|November|December|Spring|New|Mid|Dragon|Lantern|Christmas|National|WeChat|English|"
    r"Chinese|Year|Tai)\b"
)


@cache
def place_words() -> dict[str, tuple[str, ...]]:
    """The lists of ``places.toml``, the longest words first."""
    lists = tomllib.loads(data_text("places.toml"))
    return {name: tuple(sorted(lists[name], key=len, reverse=True)) for name in ("named", "alone", "after")}


@cache
def _chinese() -> re.Pattern[str]:
    words = place_words()
    named, alone, after = ("|".join(map(re.escape, words[name])) for name in ("named", "alone", "after"))
    tail = (
        rf"(?:第?{_NUMBER}\s?(?:村民小组|小组|组|队|号楼|幢|栋|号院|号|单元|室|座|排|弄|楼|房间|房|床|病区|区|期)"
        rf"|\d+(?:-\d+)+|(?<=[幢栋楼元座号])\d{{2,4}}(?:室)?|(?:{after}))"
    )
    core = rf"[^{_STOPS}]{{1,6}}?(?:{named})(?:[^{_STOPS}]{{0,4}}?(?:{named}))*"
    return re.compile(rf"(?:(?:{core})(?:{alone})?|(?:[县镇乡村区市])?(?:{alone})){tail}*")


def shaped_places(text: str) -> list[Span]:
    """Stretches that look like a place, best first: the longest, and those with a house number before others."""
    spans = [Span(*match.span()) for match in _chinese().finditer(text)]
    spans += [Span(*match.span()) for match in _ENGLISH.finditer(text)]
    if not spans:
        spans += [Span(*match.span(1)) for match in _ENGLISH_IN.finditer(text) if not _NOT_PLACES.search(match[1])]
    return sorted(spans, key=lambda span: (not re.search(r"\d", text[span.start : span.end]), span.start - span.end))
