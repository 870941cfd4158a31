"""A county's areas by the names people use for them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass

import ahocorasick

from language.understanding import Span

_VILLAGE_ENDINGS = ("村民委员会", "村委会", "社区居民委员会", "居民委员会", "社区居委会", "居委会", "社区")
_TOWN_ENDINGS = ("街道办事处", "街道", "镇", "乡")
_SHORTEST_ALIAS = 2


@dataclass(frozen=True, slots=True)
class AreaName:
    """An area of the county: its code (6, 9 or 12 digits), official name and level ("county", "town", "village", "grid")."""

    code: str
    name: str
    level: str


@dataclass(frozen=True, slots=True)
class Found:
    """An area's alias found in a text."""

    span: Span
    codes: tuple[str, ...]


def aliases(name: str, level: str) -> set[str]:
    """The names by which an area goes: 张庄村委会 is also 张庄村 and 张庄, 马坝镇 also 马坝."""
    found = {name}
    if level == "village":
        for ending in _VILLAGE_ENDINGS:
            if name.endswith(ending):
                stem = name[: -len(ending)]
                base = stem.removesuffix("村") or stem
                found |= {stem, base, base + "村", base + "社区"}
                break
    elif level == "town":
        for ending in _TOWN_ENDINGS:
            if name.endswith(ending):
                found.add(name[: -len(ending)])
                break
    elif level == "county":
        found.add(re.sub(r"[县市区]$", "", name))
    return {alias for alias in found if len(alias) >= _SHORTEST_ALIAS}


class County:
    """The gazetteer of one county.

    An ambiguous name is settled by the town named beside it, then inside ``town`` (where the speaker lives), then by the
    higher level, and stays unsettled (no code) where several areas remain.
    """

    def __init__(
        self, code: str, zone: str = "Asia/Shanghai", rows: Iterable[tuple[str, str, str]] = (), town: str | None = None
    ) -> None:
        """``rows`` are (code, name, level) of every area in the county."""
        self.code = code
        self.zone = zone
        self.town = town
        self.areas = {row[0]: AreaName(*row) for row in rows}
        by_alias: dict[str, list[str]] = {}
        for area in self.areas.values():
            for alias in aliases(area.name, area.level):
                by_alias.setdefault(alias, []).append(area.code)
        self._automaton = ahocorasick.Automaton()
        for alias, codes in by_alias.items():
            self._automaton.add_word(alias, (alias, tuple(sorted(codes, key=len))))
        if by_alias:
            self._automaton.make_automaton()

    def find(self, text: str) -> list[Found]:
        """Areas named in the text, the longest names first where they overlap, in the order of the text."""
        if not self.areas:
            return []
        hits = [Found(Span(end - len(alias) + 1, end + 1), codes) for end, (alias, codes) in self._automaton.iter(text)]
        hits.sort(key=lambda hit: (hit.span.start - hit.span.end, hit.span.start))
        kept: list[Found] = []
        for hit in hits:
            if all(hit.span.end <= other.span.start or other.span.end <= hit.span.start for other in kept):
                kept.append(hit)
        return sorted(kept, key=lambda hit: hit.span.start)

    def seen_from(self, town: str | None) -> County:
        """The same county, cheaply, for a speaker who lives in ``town``."""
        view = copy(self)
        view.town = town
        return view

    def resolve(self, place: str) -> str | None:
        """The code of the smallest area that a place speaks of without doubt, or None ("马坝镇高桥村三组" is the village)."""
        found = self.find(place)
        towns = [hit.codes[0] for hit in found if len(hit.codes) == 1 and self.areas[hit.codes[0]].level == "town"]
        towns += [self.town] if self.town else []
        best: str | None = None
        for hit in found:
            code = self._settle(hit.codes, towns)
            if code and (best is None or len(code.rstrip("0")) > len(best.rstrip("0"))):
                best = code
        return best

    def _settle(self, codes: tuple[str, ...], towns: list[str]) -> str | None:
        if len(codes) == 1:
            return codes[0]
        for town in towns:
            inside = [code for code in codes if code != town and code.startswith(town[:9])]
            if len(inside) == 1:
                return inside[0]
        levels = [self.areas[code].level for code in codes]
        if levels.count("town") == 1:
            return codes[levels.index("town")]
        return None
