"""Which of a message's times is the service's, and which only tell the story."""

import datetime as dt
import re
from dataclasses import replace

from language.calendar import Calendar
from language.times.change import rescheduled
from language.times.cues import (
    BLOOD,
    HABIT,
    HAPPENED,
    HOUR_IS,
    NOW_ENGLISH,
    NOW_SERVES,
    OLD_AFTER,
    OVER,
    PREFERRED,
    SERVICE,
    STRONG,
    SURGERY,
    USUAL,
)
from language.times.days import Date, Feast, Month, Relative, Week, Weekdays
from language.times.joining import joined
from language.times.model import Every, Phrase
from language.times.resolve import resolve
from language.times.roles import Role, roles

# A message with more statements of time than this is no sentence.
MOST = 40
SILENT = frozenset({"complaint", "thanks", "help", "other"})


def choose(text: str, found: list[Phrase], now: dt.datetime, intent: str | None, calendar: Calendar) -> Phrase | None:
    """The one statement of time that the message makes about its service, put together from its phrases."""
    every_role = roles(text, found[:MOST])
    if intent == "reschedule" or (
        intent is None and any(role.changed and role.before[-1:] in "到成在为至" for role in every_role)
    ):
        return rescheduled(text, every_role)
    candidates = [role for role in every_role if _counts(text, role, now, intent, calendar)]
    if not candidates:
        return None
    main = max(candidates, key=lambda role: _weight(role, intent, now, calendar))
    phrase = joined(main, [role for role in candidates if role is not main])
    if phrase.every is None and isinstance(phrase.day, Weekdays) and phrase.day.scattered:
        phrase.every = Every("WEEKLY")
    return phrase


def _counts(text: str, role: Role, now: dt.datetime, intent: str | None, calendar: Calendar) -> bool:
    """Whether the phrase can be the service's time at all."""
    phrase = role.phrase
    if (phrase.every is None and USUAL.search(role.before)) or (BLOOD.search(text) and SURGERY.search(role.clause)):
        return False
    if phrase.clock is not None and phrase.day is None and _tells_the_hour(text, role):
        return False
    if phrase.now:
        return intent not in ("cancel", "status") and _serves_now(role)
    if intent in ("cancel", "status"):
        told = "了" in role.after and not role.old and not SERVICE.search(role.after)
        return not (told and phrase.timed and phrase.day in (None, Relative(0)) and _is_over(phrase, now, calendar))
    if phrase.every is not None:
        return not _habit(role)
    if phrase.day is None and phrase.first is None and not phrase.exact and phrase.that is None:
        return _counts_undated(role, now, calendar)
    return _counts_today(role, now, calendar) if phrase.day == Relative(0) else True


def _tells_the_hour(text: str, role: Role) -> bool:
    """都十点了; 现在三点，灯坏了."""
    return role.after.startswith("了") or (
        not role.after.strip() and HOUR_IS.search(text, max(0, role.phrase.start - 8), role.phrase.start) is not None
    )


def _counts_undated(role: Role, now: dt.datetime, calendar: Calendar) -> bool:
    """A time of day alone: not where it tells what happened, or when something usually does."""
    if HAPPENED.match(role.after) or (role.phrase.clock is None and _only_tells(role)):
        return False
    return not (OVER.search(role.clause) and not STRONG.search(role.after) and _is_over(role.phrase, now, calendar))


def _counts_today(role: Role, now: dt.datetime, calendar: Calendar) -> bool:
    if role.phrase.timed:
        return not (OVER.search(role.after) and _is_over(role.phrase, now, calendar))
    return not ("了" in role.after and not SERVICE.search(role.after))


def _only_tells(role: Role) -> bool:
    """A part of day alone that tells when something happens, not when help is to come."""
    if role.phrase.part in ("dawn", "night") and not role.alone:
        return STRONG.match(role.after) is None
    return role.phrase.part == "daytime" or (role.busy and not role.serves)


def _is_over(phrase: Phrase, now: dt.datetime, calendar: Calendar, *, wholly: bool = False) -> bool:
    """Whether, taken as today's, the time has begun, or with `wholly` has gone by."""
    start, end, _ = resolve(replace(phrase, day=Relative(0)), now, calendar)
    edge = end or start
    return edge is not None and (edge < now or (not wholly and start is not None and start < now))


def _serves_now(role: Role) -> bool:
    if NOW_ENGLISH.search(role.clause) and not re.search(r"\b(?:by|until|till|up to|is|are) $", role.before):
        return not re.match(r"\s(?:that|on)\b", role.after)
    if role.alone:
        return True
    return NOW_SERVES.match(role.after) is not None or (
        not role.after.strip() and STRONG.search(role.before) is not None
    )


def _habit(role: Role) -> bool:
    """A rule that tells what somebody does or suffers every day; one that names its days or hour is meant for the help."""
    every = role.phrase.every
    if every is None or every.freq != "DAILY" or role.phrase.clock is not None or isinstance(role.phrase.day, Weekdays):
        return False
    after = role.after or role.before
    found = HABIT.search(after)
    if found is None:
        return False
    helped = STRONG.search(after)
    return helped is None or (helped.start() > found.start() and not STRONG.search(role.before))


def _weight(role: Role, intent: str | None, now: dt.datetime, calendar: Calendar) -> float:
    phrase = role.phrase
    weight = -0.1 * role.order
    if intent in ("cancel", "status"):
        return (
            weight
            + 2 * (OLD_AFTER.match(role.after) is not None)
            - 2 * (re.match(r"[^，。]{0,2}要", role.after) is not None)
            - (re.search(r"我|她|他|儿|女", role.before) is not None)
        )
    weight += 2 * role.serves - role.busy * (not role.serves) - 4 * role.refused - 2 * role.reason + 3 * role.changed
    weight += 1.5 * (phrase.every is not None) + 2 * (phrase.timed and phrase.day is not None)
    weight += (
        0.3 * (phrase.clock is not None)
        + 0.5 * isinstance(phrase.day, Date)
        - 1.0 * isinstance(phrase.day, Feast) * (phrase.bound is not None)
    )
    weight += PREFERRED.search(role.before) is not None
    weight -= 0.5 * isinstance(phrase.day, Week | Month)
    weight -= 3 * (phrase.day == Relative(0) and phrase.timed and _is_over(phrase, now, calendar, wholly=True))
    weight -= 1.5 * phrase.now + 2 * (phrase.that is not None and phrase.day is None)
    weight -= 0.5 * (not phrase.timed and phrase.day is None and phrase.every is None)
    return weight
