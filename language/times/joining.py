"""One statement of time put together from the pieces that a message gives in several clauses."""

from dataclasses import replace

from language.times.days import After, Nth, Weekdays
from language.times.model import Every, Kind, Phrase
from language.times.roles import Role


def joined(main: Role, others: list[Role]) -> Phrase:
    """The main phrase with what the others add: the day, the time of day, the rule, the beginning."""
    phrase = replace(main.phrase, spans=list(main.phrase.spans))
    if phrase.exact:
        return phrase
    for role in sorted(others, key=lambda role: abs(role.order - main.order)):
        other = role.phrase
        if role.refused or other.exact:
            continue
        if other.that and other.day is None and phrase.day is not None and role.serves:
            phrase.day = After(phrase.day, other.that)
        taken = _take_rule(phrase, role) | _take_day(phrase, role) | _take_time(phrase, role)
        if taken:
            phrase.spans += other.spans
    return phrase


def _take_rule(phrase: Phrase, role: Role) -> bool:
    other = role.phrase
    taken = False
    if phrase.first is None and other.first is not None:
        phrase.first, taken = other.first, True
    if other.every is not None and _has_room(phrase, other.every):
        phrase.every, taken = other.every, True
    return taken


def _has_room(phrase: Phrase, every: Every) -> bool:
    """Whether the rule goes with what the phrase says; a finer rule of the same frequency takes the place of a plain one."""
    if phrase.every is None:
        kinds = {"WEEKLY": Weekdays, "MONTHLY": Nth}
        return phrase.day is None or isinstance(phrase.day, kinds.get(every.freq, ()))
    finer = every.freq in (phrase.every.freq, "WEEKLY") and phrase.every.freq in ("DAILY", every.freq)
    return finer and not phrase.every.weekdays and phrase.every.interval == 1


def _take_day(phrase: Phrase, role: Role) -> bool:
    other = role.phrase
    if other.day is None or phrase.day is not None:
        return False
    if phrase.every is not None and other.bound is Kind.BEFORE:
        return False  # 每天来，到周五: it ends then, which no rule of ours says
    if phrase.every is not None and (phrase.every.weekdays or phrase.every.days) and phrase.first is not None:
        return False
    if phrase.timed and other.timed and phrase.that is None and (other.clock is not None or phrase.part is not None):
        return False
    if phrase.clock is not None and phrase.part is None:
        phrase.part = other.part
    phrase.day, phrase.day_to = other.day, other.day_to
    if phrase.that:
        phrase.day = After(phrase.day, phrase.that)
    return True


def _take_time(phrase: Phrase, role: Role) -> bool:
    other = role.phrase
    if (other.day is not None and other.day != phrase.day) or not other.timed:
        return False
    if other.clock is None and role.busy and not role.serves:
        return False
    if not phrase.timed:
        phrase.take_time(other)
        return True
    if phrase.clock is None and other.clock is not None and phrase.bound is None and other.part is None:
        phrase.clock, phrase.clock_to, phrase.bound = other.clock, other.clock_to, other.bound
        return True
    return False
