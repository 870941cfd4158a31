"""The arithmetic behind one request's waves: who would be asked when, and how likely that covers it.

Throughout, `grid` cuts the time left into equal steps, `count[g, j]` is the chance that exactly j of the `missing`
yeses have come by step g (the Poisson binomial distribution, cut off at `missing`), minutes are floats. Plain NumPy: a
plan for sixty candidates takes a few milliseconds, and a running county need not hold a compiler in memory for it.
"""

from math import erf, log, sqrt

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def answered(after: float, median: float, spread: float) -> float:
    """Share of answers that have come after so many minutes (log-normal, as in `AnswerDelay`)."""
    times = after / median
    return 0.5 * (1.0 + erf(log(times) / (spread * sqrt(2.0)))) if times > 0.0 else 0.0


def add_one(count: Floats, chance: float | Floats) -> None:
    """One more who may say yes: the counts' distributions (last axis) after it, in place; a chance for each, or one for all."""
    chances = np.asarray(chance)[..., None]
    if count.shape[-1] > 1:
        count[..., 1:] += (count[..., :-1] - count[..., 1:]) * chances
    count[..., :1] *= 1.0 - chances


def still_yes(chance: float, before: float, then: float | Floats, declines: float) -> float | Floats:
    """Chance of a yes between two moments from one silent until the first; see `AnswerDelay.still_yes`."""
    heard = before * (chance + (1.0 - chance) * declines)
    return chance * (then - before) / (1.0 - heard) if heard < 1.0 else 0.0 * then


def waiting(silent: Floats, ages: Floats, left: float, missing: int, steps: int, delay: Floats) -> Floats:
    """The count's distribution at each step of the grid from those already asked and silent for `ages` minutes."""
    count = np.zeros((steps + 1, missing))
    count[:, 0] = 1.0
    median, spread, declines = delay.tolist()
    for chance, age in zip(silent.tolist(), ages.tolist(), strict=True):
        then = np.array([answered(age + left * g / steps, median, spread) for g in range(steps + 1)])
        add_one(count, still_yes(chance, then[0], then, declines))
    return count


def growth(left: float, steps: int, delay: Floats) -> Floats:
    """Share of answers within g steps of the grid, for each g."""
    median, spread, _ = delay.tolist()
    return np.array([answered(left * g / steps, median, spread) for g in range(steps + 1)])


def lay_out(count: Floats, fresh: Floats, curve: Floats, hope: float, when: NDArray[np.int64]) -> float:
    """Ask the next whenever the hope left falls below `hope`; `when[i]` is the step, -1 never. Return the coverage.

    Hope is the chance that those already asked cover it by the deadline, given they have not by this step. `curve[g]`
    is the share of answers within g steps. Changes `count`.
    """
    steps = count.shape[0] - 1
    when[:] = -1
    i = 0
    for g in range(steps):
        while i < fresh.shape[0]:
            short, at_end = float(count[g].sum()), float(count[steps].sum())
            if short < 1e-12 or (short - at_end) >= hope * short:
                break
            when[i] = g
            add_one(count[g + 1 :], fresh[i] * curve[1 : steps - g + 1])
            i += 1
    return float(1.0 - count[steps].sum())


def all_from(
    silent: Floats, ages: Floats, fresh: Floats, since: float, left: float, missing: int, delay: Floats
) -> float:
    """The coverage, given what was heard, had everybody been asked `since` minutes ago."""
    row = np.zeros(missing)
    row[0] = 1.0
    median, spread, declines = delay.tolist()
    then = answered(since + left, median, spread)
    for chance, age in zip(silent.tolist(), ages.tolist(), strict=True):
        add_one(row, still_yes(chance, answered(age, median, spread), then, declines))
    for chance in fresh.tolist():
        add_one(row, chance * then)
    return float(1.0 - row.sum())


def least_hope(
    base: Floats, fresh: Floats, curve: Floats, needed: float, when: NDArray[np.int64], rounds: int
) -> float:
    """The lowest hope whose plan covers with at least the chance `needed`, by bisection; fills `when` with that plan.

    Where even asking all now (hope 1) is not enough, that is the plan. Returns the plan's coverage.
    """
    low, high = 0.0, 1.0
    for _ in range(rounds):
        middle = 0.5 * (low + high)
        if lay_out(base.copy(), fresh, curve, middle, when) >= needed:
            high = middle
        else:
            low = middle
    if high == 1.0:
        high = 2.0
    return float(lay_out(base.copy(), fresh, curve, high, when))
