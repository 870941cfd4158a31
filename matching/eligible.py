"""Who can: every rule that keeps somebody from being asked, all reasons at once, as codes.

A refusal that is soft only warns. Nothing here is by force: these rules say who may be asked, never who must go.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from matching.hours import fits, grown, within, without
from matching.plain import CHINA, COUNTY, Asker, Busy, Candidate, Need, Refusal, Sex, TeamCandidate, Window
from matching.plain import RefusalCode as Code
from matching.travel import PACE, Pace, minutes_between


@dataclass(frozen=True, slots=True)
class Rules:
    """What a county sets. Minutes, years and counts.

    `grace` is the gap before and after another service under which a warning is given (or the way between the two,
    where that is longer); halved for services of at most `short` minutes. `emergency_travel` is how far somebody is
    asked to come in an emergency, whatever their own radius.
    """

    zone: tzinfo = CHINA
    adult: int = 18
    alone_from: int = 14
    pair: int = 2
    grace: int = 30
    short: int = 45
    weekly_limit: int = 600
    max_travel: int = 60
    emergency_travel: int = 90
    team_offers: int = 5
    pace: Pace = PACE


RULES = Rules()


def needs_pair(need: Need) -> bool:
    """Whether two adults must go: to minors, and with a vetted item into the home of one who lives alone."""
    return need.minor or (need.vetted and need.alone)


def people_needed(need: Need, rules: Rules = RULES) -> int:
    """How many people a visit needs at least, the two-person rules included."""
    return max(need.people, rules.pair) if needs_pair(need) else need.people


def eligible(
    need: Need, candidate: Candidate, now: datetime, rules: Rules = RULES, companion: bool = False
) -> tuple[Refusal, ...]:
    """All that speaks against asking one volunteer, hard and soft.

    A companion goes along only because two must, and needs neither the skill nor the certificate of the item.
    """
    checks: list[Callable[[Need, Candidate, datetime, Rules], Iterator[Refusal]]] = [
        _trust,
        _age,
        _wishes,
        _time,
        _load,
    ]
    if not companion:
        checks.insert(0, _skill)
    found = [refusal for check in checks for refusal in check(need, candidate, now, rules)]
    return (*found, *_common(need, candidate, now, rules))


def eligible_team(need: Need, team: TeamCandidate, now: datetime, rules: Rules = RULES) -> tuple[Refusal, ...]:
    """All that speaks against asking one team; whether its members can go was counted before (`can_staff`)."""
    found = list(_common(need, team, now, rules))
    wanted = people_needed(need, rules)
    if team.able < wanted or not team.staffable:
        found.append(Refusal(Code.TOO_FEW_PEOPLE, values={"able": team.able, "needed": wanted}))
    if team.open_offers >= rules.team_offers:
        found.append(Refusal(Code.TOO_MANY_OFFERS, soft=need.urgent, values={"open": team.open_offers}))
    return tuple(found)


def allowed(refusals: Iterable[Refusal]) -> bool:
    """Whether nothing hard stands against it."""
    return all(refusal.soft for refusal in refusals)


def can_staff(need: Need, candidates: Iterable[Candidate], now: datetime, rules: Rules = RULES) -> bool:
    """Whether these people make up a lawful crew for the need.

    As many as the item asks for must be able to do it; where the two-person rule asks for more, companions will do.
    Children who come with a guardian are welcome but are nobody's pair of hands.
    """
    hands = [c for c in candidates if c.age is None or c.age >= rules.alone_from]
    able = {c.person_id for c in hands if allowed(eligible(need, c, now, rules))}
    if len(able) < need.people:
        return False
    along = {c.person_id for c in hands if allowed(eligible(need, c, now, rules, companion=True))}
    return len(able | along) >= people_needed(need, rules)


def _skill(need: Need, who: Candidate, now: datetime, rules: Rules) -> Iterator[Refusal]:
    if need.item not in who.skills and need.category not in who.skills:
        yield Refusal(Code.SKILL, values={"item": need.item})
    if need.certificate is not None:
        yield from _certificate(need, need.certificate, who, now, rules)


def _certificate(need: Need, kind: str, who: Candidate, now: datetime, rules: Rules) -> Iterator[Refusal]:
    """Valid on the day, in the county's zone; a warning where it ends before the window does."""
    held = [certificate.expires for certificate in who.certificates if certificate.kind == kind]
    values = {"certificate": kind}
    dated = [expires for expires in held if expires is not None]
    if not held:
        yield Refusal(Code.CERTIFICATE_MISSING, values=values)
    elif len(dated) == len(held):
        window = need.window(now) or Window(now, now)
        last = max(dated)
        if last < window.start.astimezone(rules.zone).date():
            yield Refusal(Code.CERTIFICATE_EXPIRED, values={**values, "expired": last.isoformat()})
        elif last < window.end.astimezone(rules.zone).date():
            yield Refusal(Code.CERTIFICATE_ENDS, soft=True, values={**values, "expires": last.isoformat()})


def _trust(need: Need, who: Candidate, now: datetime, rules: Rules) -> Iterator[Refusal]:
    if (need.vetted or need.minor) and not who.vetted:
        yield Refusal(Code.NOT_VETTED)
    if need.resident_id is not None and need.resident_id == who.person_id:
        yield Refusal(Code.SELF)


def _age(need: Need, who: Candidate, now: datetime, rules: Rules) -> Iterator[Refusal]:
    if who.age is None or who.age >= rules.adult:
        return
    if who.age < rules.alone_from and not who.guardian_present:
        yield Refusal(Code.NEEDS_GUARDIAN, values={"age": who.age})
    if need.urgent:
        yield Refusal(Code.TOO_YOUNG_FOR_EMERGENCY, values={"age": who.age})
    if needs_pair(need):
        yield Refusal(Code.PAIR_NEEDS_ADULT, values={"age": who.age})


def _wishes(need: Need, who: Candidate, now: datetime, rules: Rules) -> Iterator[Refusal]:
    if need.language is not None and need.language not in who.languages:
        code = Code.LANGUAGE if who.languages else Code.LANGUAGE_UNKNOWN
        yield Refusal(code, soft=not who.languages, values={"language": need.language})
    if need.wish_woman and who.sex is not Sex.WOMAN:
        yield Refusal(Code.WISH_WOMAN)
    if need.wish_same_person and who.last_served is None:
        yield Refusal(Code.WISH_SAME_PERSON, soft=True)


def _time(need: Need, who: Candidate, now: datetime, rules: Rules) -> Iterator[Refusal]:
    """Somewhere in the window a visit must fit between what is promised already; too close on it is a warning."""
    window = need.window(now)
    if window is None:
        return
    length = _length(need)
    if window.start < now or window.end - window.start < length:
        yield Refusal(Code.NO_TIME_LEFT)
        return
    open_time = [window] if who.free is None else within(window, who.free)
    if who.free is None:
        yield Refusal(Code.FREE_UNKNOWN, soft=True)
    elif not fits(open_time, length):
        yield Refusal(Code.NOT_FREE)
        open_time = [window]
    if not fits(without(open_time, who.busy), length):
        yield Refusal(Code.OVERLAP)
    elif not fits(without(open_time, [grown(busy, _gap(need, busy, rules)) for busy in who.busy]), length):
        yield Refusal(Code.TIGHT, soft=True)


def _length(need: Need) -> timedelta:
    """How long the visit lasts: the item's time, or the agreed time where that is shorter."""
    usual = timedelta(minutes=need.minutes)
    agreed = need.end - need.start if need.start is not None and need.end is not None else usual
    return min(usual, agreed)


def _gap(need: Need, busy: Busy, rules: Rules) -> timedelta:
    """The time wanted between two services."""
    grace = rules.grace / 2 if need.minutes <= rules.short else rules.grace
    way = minutes_between(need.area, need.point, busy.area, busy.point, rules.pace) if busy.area or busy.point else 0.0
    return timedelta(minutes=max(grace, way))


def _load(need: Need, who: Candidate, now: datetime, rules: Rules) -> Iterator[Refusal]:
    limit = rules.weekly_limit if who.weekly_limit is None else who.weekly_limit
    if who.minutes_this_week + need.minutes > limit:
        yield Refusal(Code.WEEKLY_LIMIT, values={"minutes": who.minutes_this_week, "limit": limit})


def _common(need: Need, who: Asker, now: datetime, rules: Rules) -> Iterator[Refusal]:
    """What holds for people and teams alike: the way, and whether they may be disturbed."""
    yield from _way(need, who, rules)
    if who.paused_until is not None and who.paused_until > now:
        yield Refusal(Code.PAUSED)
    if who.rest_until is not None and who.rest_until > now:
        yield Refusal(Code.RESTING, soft=need.urgent)
    if need.request_id in who.asked_before:
        yield Refusal(Code.ASKED_BEFORE)
    if need.resident_id is not None and need.resident_id in who.blocked_residents:
        yield Refusal(Code.BLOCKED_PAIR)


def _way(need: Need, who: Asker, rules: Rules) -> Iterator[Refusal]:
    if need.area[:COUNTY] != who.area[:COUNTY]:
        yield Refusal(Code.OTHER_COUNTY)
        return
    own = rules.max_travel if who.radius is None else who.radius
    limit = max(own, rules.emergency_travel) if need.urgent else own
    minutes = minutes_between(who.area, who.point, need.area, need.point, rules.pace)
    if minutes > limit:
        yield Refusal(Code.TOO_FAR, values={"minutes": round(minutes), "limit": limit})
