"""How likely somebody says yes: learned from answers by item, hour and load, starting from a prior.

Two layers, both logistic and both shrunk. `learn` fits what holds for everybody (a base, an effect for each item,
part of the day and load) by Newton's method on the penalised likelihood, the penalty being a normal prior around
zero for each effect and around the county's prior for the base. `chance` then adds one person's own lean: the
posterior mode of a normal offset given how often they were asked and said yes. Few answers move either little.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import exp, log

import numpy as np
from numpy.typing import NDArray

from matching.plain import Asked

# First hour of each part of the day: night, early, morning, midday, afternoon, evening; loads in minutes this week.
DAY_PARTS = (0, 6, 9, 12, 14, 18, 21)
LOADS = (0, 1, 121, 301)


@dataclass(frozen=True, slots=True)
class Prior:
    """What is believed before anybody answered: a usual chance, and how far things may differ, in log-odds."""

    chance: float = 0.25
    base_spread: float = 1.0
    effect_spread: float = 0.5
    person_spread: float = 0.8


@dataclass(frozen=True, slots=True)
class Tally:
    """Answers alike: item, local hour the question was put (0–23), minutes promised that week; asked and yeses."""

    item: str
    hour: int
    load: int
    asked: int = 1
    accepted: int = 0


@dataclass(frozen=True, slots=True)
class Chances:
    """What was learned, in log-odds; plain enough to be stored as JSON."""

    base: float
    items: dict[str, float] = field(default_factory=dict, hash=False)
    day_parts: tuple[float, ...] = (0.0,) * len(DAY_PARTS)
    loads: tuple[float, ...] = (0.0,) * len(LOADS)
    person_spread: float = 0.8

    def general(self, item: str, hour: int, load: int) -> float:
        """The log-odds of a yes for somebody nothing is known of."""
        effects = self.day_parts[_band(DAY_PARTS, hour)] + self.loads[_band(LOADS, load)]
        return self.base + self.items.get(item, 0.0) + effects

    def chance(self, item: str, hour: int, load: int, own: Asked) -> float:
        """The chance that a person with these answers behind them says yes."""
        return _sigmoid(self.general(item, hour, load) + lean(self.base, own, self.person_spread))


def unlearned(prior: Prior | None = None) -> Chances:
    """What to go by before there are answers."""
    prior = prior or Prior()
    return Chances(base=_logit(prior.chance), person_spread=prior.person_spread)


def learn(tallies: Iterable[Tally], prior: Prior | None = None) -> Chances:
    """Fit base and effects to answers; without any it is the prior. Raises ValueError for an impossible tally."""
    prior = prior or Prior()
    cells = list(tallies)
    if any(not 0 <= cell.accepted <= cell.asked for cell in cells):
        raise ValueError("a tally must have 0 <= accepted <= asked")
    items = sorted({cell.item for cell in cells})
    columns = [
        [0, 1 + items.index(cell.item), _day_column(items, cell.hour), _load_column(items, cell.load)] for cell in cells
    ]
    width = 1 + len(items) + len(DAY_PARTS) + len(LOADS)
    spread = np.full(width, prior.effect_spread)
    spread[0] = prior.base_spread
    centre = np.zeros(width)
    centre[0] = _logit(prior.chance)
    fitted = _newton(_design(columns, width), cells, centre, spread**-2.0)
    day, load = 1 + len(items), 1 + len(items) + len(DAY_PARTS)
    return Chances(
        base=float(fitted[0]),
        items={item: float(fitted[1 + place]) for place, item in enumerate(items)},
        day_parts=tuple(fitted[day:load].tolist()),
        loads=tuple(fitted[load:].tolist()),
        person_spread=prior.person_spread,
    )


def lean(base: float, own: Asked, spread: float) -> float:
    """One person's offset in log-odds: the mode of `own.accepted` yeses of `own.asked` at base + offset, under N(0, spread²).

    The penalised likelihood is concave; bisection between the bounds the prior sets always finds its top.
    """
    if own.asked == 0:
        return 0.0
    reach = own.asked * spread * spread
    low, high = -reach, reach
    for _ in range(60):
        middle = (low + high) / 2
        slope = own.accepted - own.asked * _sigmoid(base + middle) - middle / (spread * spread)
        low, high = (middle, high) if slope > 0 else (low, middle)
    return (low + high) / 2


def _newton(
    design: NDArray[np.float64], cells: Sequence[Tally], centre: NDArray[np.float64], weight: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Maximise the penalised log-likelihood; steps are halved until they do not make it worse."""
    asked = np.array([cell.asked for cell in cells], dtype=np.float64)
    yes = np.array([cell.accepted for cell in cells], dtype=np.float64)

    def worth(at: NDArray[np.float64]) -> float:
        odds = design @ at
        return float(yes @ odds - asked @ np.logaddexp(0.0, odds) - 0.5 * weight @ (at - centre) ** 2)

    at = centre.copy()
    for _ in range(50):
        chance = 1.0 / (1.0 + np.exp(-(design @ at)))
        slope = design.T @ (yes - asked * chance) - weight * (at - centre)
        curve = (design.T * (asked * chance * (1.0 - chance))) @ design + np.diag(weight)
        step = np.linalg.solve(curve, slope)
        while worth(at + step) < worth(at) - 1e-9:
            step /= 2
        at = at + step
        if float(np.abs(step).max()) < 1e-9:
            break
    return at


def _design(columns: Sequence[Sequence[int]], width: int) -> NDArray[np.float64]:
    design = np.zeros((len(columns), width))
    for row, places in enumerate(columns):
        design[row, places] = 1.0
    return design


def _day_column(items: Sequence[str], hour: int) -> int:
    return 1 + len(items) + _band(DAY_PARTS, hour)


def _load_column(items: Sequence[str], load: int) -> int:
    return 1 + len(items) + len(DAY_PARTS) + _band(LOADS, load)


def _band(edges: Sequence[int], value: int) -> int:
    """Which band a value falls in; below the first edge counts as the first."""
    return max(0, sum(value >= edge for edge in edges) - 1)


def _sigmoid(odds: float) -> float:
    return 1.0 / (1.0 + exp(-odds)) if odds >= 0 else exp(odds) / (1.0 + exp(odds))


def _logit(chance: float) -> float:
    return log(chance / (1.0 - chance))
