"""Who is asked first: a score of parts between 0 and 1, each with a weight, and reasons for people to read.

The order is the same whatever order the candidates come in; equal scores are told apart by a hash of request and
candidate, so that nobody is always last for having registered late.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from hashlib import blake2b

from matching.chance import Chances, unlearned
from matching.plain import CHINA, Asker, Level, Need, Reason, covers
from matching.reasons import Facts, reasons_for
from matching.travel import PACE, Pace, minutes_between


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts how much; settings map onto it. The seven weights need not add up to one.

    `far` is the way in minutes that is worth nothing; `busy` the minutes in 90 days that halve the worth of fairness;
    `faded` the days after which being known halves; `wish` multiplies continuity where the resident asks for the same person.
    """

    travel: float = 0.25
    level: float = 0.20
    continuity: float = 0.15
    fairness: float = 0.20
    reliability: float = 0.10
    chance: float = 0.10
    far: float = 60.0
    busy: float = 600.0
    faded: float = 60.0
    wish: float = 4.0
    pace: Pace = PACE
    zone: tzinfo = CHINA


WEIGHTS = Weights()


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with their score (0–1), its parts (0–1 each, before weights), their chance to accept, and why."""

    candidate: Asker
    score: float
    chance: float
    parts: dict[str, float]
    reasons: tuple[Reason, ...]


def rank(
    need: Need, candidates: Iterable[Asker], now: datetime, weights: Weights = WEIGHTS, chances: Chances | None = None
) -> list[Ranked]:
    """Those who can, best first. Who can is for `eligible` to say; nobody is left out here."""
    pool = list(candidates)
    learned = chances if chances is not None else unlearned()
    facts = [_facts(need, who, now, weights, learned) for who in pool]
    least = min((fact.served for fact in facts), default=0)
    ranked = [_ranked(need, who, fact, weights, least) for who, fact in zip(pool, facts, strict=True)]
    return sorted(ranked, key=lambda one: (-one.score, _lot(need, one.candidate), one.candidate.key))


def _facts(need: Need, who: Asker, now: datetime, weights: Weights, learned: Chances) -> Facts:
    hour = now.astimezone(weights.zone).hour
    days = None if who.last_served is None else max(0, (now - who.last_served).days)
    return Facts(
        minutes=minutes_between(who.area, who.point, need.area, need.point, weights.pace),
        level=who.level,
        steps=steps(need.starts_at, who.level),
        days=days,
        served=who.minutes_90_days,
        kept=who.record.kept,
        promised=who.record.kept + who.record.cancelled_late + who.record.no_show,
        chance=learned.chance(need.item, hour, who.minutes_this_week, who.answers),
    )


def _ranked(need: Need, who: Asker, fact: Facts, weights: Weights, least: int) -> Ranked:
    parts = {
        "travel": max(0.0, 1.0 - fact.minutes / weights.far),
        "level": 1.0 - fact.steps / 2,
        "continuity": 0.0 if fact.days is None else 0.5 ** (fact.days / weights.faded),
        "fairness": weights.busy / (weights.busy + max(0, fact.served)),
        "reliability": reliability(fact.kept, who.record.cancelled_late, who.record.no_show),
        "chance": fact.chance,
    }
    shares = _shares(need, weights)
    score = sum(shares[name] * parts[name] for name in parts)
    reasons = reasons_for(fact, {name: shares[name] * parts[name] for name in parts}, parts, least)
    return Ranked(who, round(score, 9), fact.chance, parts, reasons)


def _shares(need: Need, weights: Weights) -> dict[str, float]:
    """Each part's share of the whole, for this need."""
    raw = {
        "travel": weights.travel,
        "level": weights.level,
        "continuity": weights.continuity * (weights.wish if need.wish_same_person else 1.0),
        "fairness": weights.fairness,
        "reliability": weights.reliability,
        "chance": weights.chance,
    }
    whole = sum(raw.values())
    if min(raw.values()) < 0 or whole <= 0:
        raise ValueError("weights must not be negative, and one must be positive")
    return {name: value / whole for name, value in raw.items()}


def steps(starts_at: Level, level: Level) -> int:
    """How many levels are asked before this one: upwards from where the item starts, then what lies below it."""
    order = [at for at in Level if at >= starts_at] + sorted((at for at in Level if at < starts_at), reverse=True)
    return order.index(level)


def reliability(kept: int, cancelled_late: int, no_show: int) -> float:
    """Mean of a Beta(9, 1) belief after what was kept and not; a late cancellation weighs half a no-show."""
    return (9.0 + kept) / (10.0 + kept + no_show + 0.5 * cancelled_late)


def at_level(need: Need, candidates: Sequence[Asker], level: Level) -> list[Asker]:
    """Those of one level whose venue's area holds the need: whom a request at that level is put to."""
    return [who for who in candidates if who.level == level and covers(who.venue_area, need.area)]


def _lot(need: Need, who: Asker) -> bytes:
    kind, number = who.key
    return blake2b(f"{need.request_id}:{kind}:{number}".encode(), digest_size=8).digest()
