"""The arithmetic behind one request's waves: who would be asked when, and how likely that covers it.

Throughout, `grid` cuts the time left into equal steps, `count[g, j]` is the chance that exactly j of the `missing`
yeses have come by step g (the Poisson binomial distribution, cut off at `missing`), minutes are floats.
"""

import sys
from collections.abc import Callable
from math import erf, log, sqrt
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Function = TypeVar("Function", bound=Callable[..., Any])


def quick(function: Function) -> Function:
    """Compiled where the process has numba in it, as the benchmarks do, which plan millions of times. As plain NumPy it takes
    some milliseconds for sixty candidates; a running county can spare the 60 MB of a compiler for that.
    """
    if "numba" not in sys.modules:
        return function
    from matching.assign.kernel import njit

    return njit(function)


@quick
def answered(after: float, median: float, spread: float) -> float:
    """Share of answers that have come after so many minutes (log-normal, as in `AnswerDelay`)."""
    times = after / median
    return 0.5 * (1.0 + erf(log(times) / (spread * sqrt(2.0)))) if times > 0.0 else 0.0


@quick
def add_one(count: Floats, chance: Floats) -> None:
    """One more who may say yes: each row's distribution after it, in place; `chance` has one for each row."""
    for j in range(count.shape[1] - 1, 0, -1):
        count[:, j] += (count[:, j - 1] - count[:, j]) * chance
    count[:, 0] *= 1.0 - chance


@quick
def still_yes(chance: float, before: float, then: Floats, declines: float) -> Floats:
    """Chance of a yes between two moments from one silent until the first; see `AnswerDelay.still_yes`."""
    heard = before * (chance + (1.0 - chance) * declines)
    return chance * (then - before) / (1.0 - heard) if heard < 1.0 else 0.0 * then


@quick
def growth(since: float, left: float, steps: int, delay: Floats) -> Floats:
    """Share of answers within g steps of the grid after `since` minutes, for each g."""
    curve = np.empty(steps + 1)
    for g in range(steps + 1):
        curve[g] = answered(since + left * g / steps, delay[0], delay[1])
    return curve


@quick
def waiting(silent: Floats, ages: Floats, left: float, missing: int, steps: int, delay: Floats) -> Floats:
    """The count's distribution at each step of the grid from those already asked and silent for `ages` minutes."""
    count = np.zeros((steps + 1, missing))
    count[:, 0] = 1.0
    for i in range(silent.shape[0]):
        then = growth(ages[i], left, steps, delay)
        add_one(count, still_yes(silent[i], then[0], then, delay[2]))
    return count


@quick
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
            short, at_end = count[g].sum(), count[steps].sum()
            if short < 1e-12 or (short - at_end) >= hope * short:
                break
            when[i] = g
            add_one(count[g + 1 :], fresh[i] * curve[1 : steps - g + 1])
            i += 1
    return float(1.0 - count[steps].sum())


@quick
def all_from(
    silent: Floats, ages: Floats, fresh: Floats, since: float, left: float, missing: int, delay: Floats
) -> float:
    """The coverage, given what was heard, had everybody been asked `since` minutes ago."""
    row = np.zeros((1, missing))
    row[:, 0] = 1.0
    then = growth(since + left, 0.0, 1, delay)[:1]
    for i in range(silent.shape[0]):
        before = answered(ages[i], delay[0], delay[1])
        add_one(row, still_yes(silent[i], before, then, delay[2]))
    for i in range(fresh.shape[0]):
        add_one(row, fresh[i] * then)
    return float(1.0 - row.sum())


@quick
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
