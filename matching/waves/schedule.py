"""The arithmetic behind one request's waves, compiled: who would be asked when, and how likely that covers it.

Throughout, `grid` cuts the time left into equal steps, `count[g, j]` is the chance that exactly j of the `missing`
yeses have come by step g (the Poisson binomial distribution, cut off at `missing`), minutes are floats.
"""

from math import erf, log, sqrt

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@njit(cache=True)
def answered(after: float, median: float, spread: float) -> float:
    """Share of answers that have come after so many minutes (log-normal, as in `AnswerDelay`)."""
    if after <= 0.0:
        return 0.0
    return float(0.5 * (1.0 + erf(log(after / median) / (spread * sqrt(2.0)))))


@njit(cache=True)
def add_one(row: Floats, chance: float) -> None:
    """One more who may say yes: the count's distribution after it, in place."""
    for j in range(row.shape[0] - 1, 0, -1):
        row[j] = row[j] * (1.0 - chance) + row[j - 1] * chance
    row[0] *= 1.0 - chance


@njit(cache=True)
def still_yes(chance: float, before: float, then: float, declines: float) -> float:
    """Chance of a yes between two moments from one silent until the first; see `AnswerDelay.still_yes`."""
    heard = before * (chance + (1.0 - chance) * declines)
    return chance * (then - before) / (1.0 - heard) if heard < 1.0 else 0.0


@njit(cache=True)
def waiting(silent: Floats, ages: Floats, left: float, missing: int, steps: int, delay: Floats) -> Floats:
    """The count's distribution at each step of the grid from those already asked and silent for `ages` minutes."""
    count = np.zeros((steps + 1, missing))
    count[:, 0] = 1.0
    for i in range(silent.shape[0]):
        before = answered(ages[i], delay[0], delay[1])
        for g in range(1, steps + 1):
            then = answered(ages[i] + left * g / steps, delay[0], delay[1])
            add_one(count[g], still_yes(silent[i], before, then, delay[2]))
    return count


@njit(cache=True)
def growth(left: float, steps: int, delay: Floats) -> Floats:
    """Share of answers within g steps of the grid, for each g."""
    curve = np.empty(steps + 1)
    for g in range(steps + 1):
        curve[g] = answered(left * g / steps, delay[0], delay[1])
    return curve


@njit(cache=True)
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
            short, short_at_end = count[g].sum(), count[steps].sum()
            if short < 1e-12 or (short - short_at_end) >= hope * short:
                break
            when[i] = g
            for h in range(g + 1, steps + 1):
                add_one(count[h], fresh[i] * curve[h - g])
            i += 1
    return float(1.0 - count[steps].sum())


@njit(cache=True)
def all_from(
    silent: Floats, ages: Floats, fresh: Floats, since: float, left: float, missing: int, delay: Floats
) -> float:
    """The coverage, given what was heard, had everybody been asked `since` minutes ago."""
    row = np.zeros(missing)
    row[0] = 1.0
    for i in range(silent.shape[0]):
        before = answered(ages[i], delay[0], delay[1])
        then = answered(since + left, delay[0], delay[1])
        add_one(row, still_yes(silent[i], before, then, delay[2]))
    for i in range(fresh.shape[0]):
        add_one(row, fresh[i] * answered(since + left, delay[0], delay[1]))
    return float(1.0 - row.sum())


@njit(cache=True)
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
