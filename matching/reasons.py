"""Why them: which facts about a candidate weigh most, as codes and figures that templates make a sentence of."""

from collections.abc import Mapping
from dataclasses import dataclass

from matching.plain import Level, Reason, ReasonCode

SHOWN = 3
WORTH_SAYING = 0.5


@dataclass(frozen=True, slots=True)
class Facts:
    """What a ranking knows of one candidate: the way in minutes, levels asked before theirs, days since they last
    served this resident, minutes served in 90 days, promises kept of those made, chance to accept."""

    minutes: float
    level: Level
    steps: int
    days: int | None
    served: int
    kept: int
    promised: int
    chance: float


def reasons_for(
    facts: Facts, weighed: Mapping[str, float], parts: Mapping[str, float], least: int
) -> tuple[Reason, ...]:
    """The reasons worth saying, weightiest first; at most three.

    `weighed` are the parts after weights, `parts` before; a part under one half is no reason for anybody.
    `least` is the least anybody in the same ranking has served. There is always one: the way.
    """
    said = {
        "travel": Reason(ReasonCode.NEAR, {"minutes": round(facts.minutes)}),
        "level": Reason(ReasonCode.LEVEL, {"level": facts.level.name.lower()}),
        "continuity": _known(facts),
        "fairness": _fair(facts, least),
        "reliability": _reliable(facts),
        "chance": Reason(ReasonCode.LIKELY, {"percent": round(facts.chance * 100)}),
    }
    order = sorted(said, key=lambda name: (-weighed[name], name))
    worth = [reason for name in order if (reason := said[name]) is not None and parts[name] >= WORTH_SAYING]
    return tuple(worth[:SHOWN]) or (Reason(ReasonCode.NEAR, {"minutes": round(facts.minutes)}),)


def _known(facts: Facts) -> Reason | None:
    return None if facts.days is None else Reason(ReasonCode.KNOWN, {"days": facts.days})


def _fair(facts: Facts, least: int) -> Reason:
    code = ReasonCode.SERVED_LEAST if facts.served <= least else ReasonCode.SERVED_LITTLE
    return Reason(code, {"minutes": facts.served})


def _reliable(facts: Facts) -> Reason | None:
    return Reason(ReasonCode.RELIABLE, {"kept": facts.kept, "promised": facts.promised}) if facts.promised else None
