"""The new time of a visit that is put off or brought forward."""

import re
from dataclasses import replace

from language.times.cues import SAME_TIME, SHIFT, UNITS
from language.times.days import After
from language.times.model import Phrase
from language.times.numerals import number
from language.times.roles import Role

DAY = 1440


def rescheduled(text: str, found: list[Role]) -> Phrase | None:
    new = [role for role in found if role.changed and not role.refused and not role.phrase.now]
    if not new:
        new = [
            role
            for role in found
            if not role.refused
            and not role.reason
            and not role.old
            and not role.phrase.now
            and (role.serves or not role.busy)
        ]
    if not new:
        return _moved(text, found)
    main = new[-1]
    phrase = replace(main.phrase, spans=list(main.phrase.spans))
    rest = [role for role in found if role is not main]
    for role in (*reversed([r for r in rest if r.order < main.order]), *(r for r in rest if r.order > main.order)):
        if role.order > main.order and (role.refused or (role.busy and not role.serves)):
            continue
        _inherit(phrase, role, text)
    return phrase


def _inherit(phrase: Phrase, role: Role, text: str) -> None:
    """A new time on the old day, a new day at the old time where the text says so."""
    other = role.phrase
    if phrase.exact or other.exact:
        return
    if phrase.day is None and other.day is not None and phrase.every is None:
        phrase.day = After(other.day, phrase.that) if phrase.that else other.day
        if phrase.clock is not None and phrase.part is None and not phrase.clock.fixed:
            phrase.part = other.part
    elif phrase.day is None and other.day is None and phrase.clock is not None and phrase.part is None:
        phrase.part = other.part
    elif not phrase.timed and other.timed and phrase.day == other.day:
        phrase.part, phrase.part_to, phrase.clock, phrase.clock_to = (
            other.part,
            other.part_to,
            other.clock,
            other.clock_to,
        )
    elif (
        phrase.part is not None
        and phrase.clock is None
        and other.clock is not None
        and other.day is None
        and not role.old
    ):
        phrase.clock, phrase.clock_to, phrase.bound = other.clock, other.clock_to, other.bound
    elif (
        not phrase.timed
        and other.timed
        and (SAME_TIME.search(text) or (other.day is None and not role.old and not role.refused))
    ):
        phrase.part, phrase.clock, phrase.clock_to, phrase.bound = other.part, other.clock, other.clock_to, other.bound


def _moved(text: str, found: list[Role]) -> Phrase | None:
    """`往后推一个小时`: the old time, moved."""
    shift = SHIFT.search(text)
    old = next((role.phrase for role in found if not role.phrase.exact), None)
    if shift is None or old is None or not (shift["way"] or shift["english"]):
        return None
    minutes = _shift_minutes(shift)
    return replace(old, moved=minutes) if old.timed or minutes % DAY == 0 else None


def _shift_minutes(shift: re.Match[str]) -> int:
    unit = UNITS[shift["unit"].removesuffix("s")]
    word = shift["n"]
    minutes = (
        unit // 2 if word.startswith(("半", "half")) else unit * number(word) + (unit // 2 if shift["half"] else 0)
    )
    back = re.search("提|前|早|forward|earlier", (shift["way"] or "") + (shift["english"] or "")) is not None
    return -minutes if back else minutes
