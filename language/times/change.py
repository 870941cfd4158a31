"""The new time of a visit that is put off or brought forward."""

import re
from dataclasses import replace

from language.times.cues import SAME_TIME, SHIFT, UNITS
from language.times.days import After
from language.times.joining import joined
from language.times.model import Phrase
from language.times.numerals import number
from language.times.roles import Role

DAY = 1440


def rescheduled(text: str, found: list[Role]) -> Phrase | None:
    """The new time: what follows 改到 and its like, else a shift of the old time, else what is neither old nor refused."""
    now_left_out = [role for role in found if role.changed or not role.phrase.now]
    new = [role for role in now_left_out if role.changed and not role.refused]
    if not new:
        moved = _moved(text, now_left_out)
        if moved is not None:
            return moved
        new = [role for role in now_left_out if not (role.refused or role.reason or role.old) and role.likely]
    return _completed(new[-1], now_left_out, text) if new else None


def _completed(main: Role, found: list[Role], text: str) -> Phrase:
    """The new time with what it leaves to the rest of the message, the nearest before it first."""
    phrase = replace(main.phrase, spans=list(main.phrase.spans))
    earlier = [role for role in found if role.order < main.order]
    later = [role for role in found if role.order > main.order and not role.refused and role.likely]
    for role in (*reversed(earlier), *later):
        if not phrase.exact and not role.phrase.exact:
            _inherit(phrase, role, text)
    return phrase


def _inherit(phrase: Phrase, role: Role, text: str) -> None:
    """A new time on the old day, a new day at the old time where the text says so."""
    other = role.phrase
    if phrase.day is None and other.day is not None and phrase.every is None:
        phrase.day = After(other.day, phrase.that) if phrase.that else other.day
        if phrase.clock is not None and phrase.part is None and not phrase.clock.fixed:
            phrase.part = other.part
    elif phrase.day is None and other.day is None and phrase.clock is not None and phrase.part is None:
        phrase.part = other.part
    elif not phrase.timed and other.timed and _same_time(phrase, role, text):
        phrase.take_time(other)
    elif phrase.clock is None and other.clock is not None and other.day is None and not role.old:
        phrase.clock, phrase.clock_to, phrase.bound = other.clock, other.clock_to, other.bound


def _same_time(phrase: Phrase, role: Role, text: str) -> bool:
    """Whether the day's time of day is the one said beside another day, or beside none."""
    apart = role.phrase.day is None and not role.old and not role.refused
    return phrase.day == role.phrase.day or apart or SAME_TIME.search(text) is not None


def _moved(text: str, found: list[Role]) -> Phrase | None:
    """`往后推一个小时`: the old time, moved."""
    shift = SHIFT.search(text)
    if shift is None or not found or not (shift["way"] or shift["english"]):
        return None
    minutes = _shift_minutes(shift)
    if any(_says_it(role, shift.end(), minutes) for role in found):
        return None
    old = joined(found[0], found[1:])
    return replace(old, moved=minutes) if old.timed or minutes % DAY == 0 else None


def _says_it(role: Role, end: int, minutes: int) -> bool:
    """Whether the phrase, after the shift, names the new time itself: `早半个钟头，十一点半`."""
    named = role.phrase.clock is not None if minutes % DAY else role.phrase.day is not None
    return named and role.phrase.start >= end and not (role.old or role.refused or role.reason)


def _shift_minutes(shift: re.Match[str]) -> int:
    unit = UNITS[shift["unit"].removesuffix("s")]
    word = shift["n"]
    minutes = (
        unit // 2 if word.startswith(("半", "half")) else unit * number(word) + (unit // 2 if shift["half"] else 0)
    )
    back = re.search("提|前|早|forward|earlier", (shift["way"] or "") + (shift["english"] or "")) is not None
    return -minutes if back else minutes
