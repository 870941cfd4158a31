"""The compiled parts of `rest`: choosing for one request, valuing rest, rolling a plan out."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

# Where somebody is worth asking, the others leave a request open somewhat more often than on average. Measured: at 1.1
# the same coverage takes a tenth fewer messages than at 1, and at 1.25 coverage falls again.
NEED = 1.1


@njit(cache=True)
def active(age: int, deep: int, wake: float) -> float:
    """Chance to be active so many slots after being asked; the deepest age means rested."""
    return 1.0 if age >= deep else float(1.0 - (1.0 - wake) ** age)


@njit(cache=True)
def choose(
    accept: Floats,
    wake: float,
    cost: Floats,
    ages: Ints,
    loads: Floats,
    price: float,
    fairness: float,
    picked: Flags,
) -> float:
    """Mark whom to ask for one request and return the chance that nobody says yes.

    Shapes: `accept`, `ages`, `loads`, `picked` volunteers; `cost` volunteers × ages. In order of gain for cost, as long
    as the gain that is left exceeds the cost.
    """
    people, deep = cost.shape[0], cost.shape[1] - 1
    gain = np.empty(people)
    paid = np.empty(people)
    usual = loads.mean()
    for v in range(people):
        gain[v] = accept[v] * active(ages[v], deep, wake)
        paid[v] = max(cost[v, min(ages[v], deep)] + fairness * (loads[v] - usual), 0.0) + price
    still_open = 1.0
    picked[:] = False
    for v in np.argsort(-gain / paid):
        if still_open * gain[v] > paid[v]:
            picked[v] = True
            still_open *= 1.0 - gain[v]
    return still_open


@njit(cache=True)
def value_of_rest(accept: Floats, rates: Floats, wake: float, theta: Floats, price: float, memory: int) -> Floats:
    """What asking costs each person, in requests covered: value if left alone minus value if asked now.

    Backward dynamic programming over slots and slots since asked, one person at a time; a request of kind s in slot t is
    worth `NEED * theta[s, t]`. Shape volunteers × slots × (ages + 1); the last age is rested, age 0 is not used.
    """
    people, kinds = accept.shape
    slots = theta.shape[1]
    deep = min(memory, slots) + 1
    cost = np.zeros((people, slots, deep + 1))
    later = np.zeros(deep + 1)
    value = np.zeros(deep + 1)
    for v in range(people):
        later[:] = 0.0
        for t in range(slots - 1, -1, -1):
            for age in range(1, deep + 1):
                alone = later[min(age + 1, deep)]
                cost[v, t, age] = max(alone - later[1], 0.0)
                here = active(age, deep, wake)
                total = alone
                for s in range(kinds):
                    extra = NEED * theta[s, t] * accept[v, s] * here - price - cost[v, t, age]
                    if extra > 0.0:
                        total += rates[s] * extra
                value[age] = total
            later[:] = value
    return cost


@njit(cache=True)
def gini(values: Floats) -> float:
    """Gini coefficient; 0 where nobody has anything."""
    total = values.sum()
    if total == 0.0:
        return 0.0
    ranked = np.sort(values)
    count = values.shape[0]
    weighted = 0.0
    for i in range(count):
        weighted += (2 * i + 1 - count) * ranked[i]
    return float(weighted / (count * total))


@njit(cache=True)
def roll_out(
    accept: Floats, wake: float, cost: Floats, kinds: Ints, price: float, fairness: float
) -> tuple[Floats, Floats, float, float, float]:
    """Follow a plan along sequences of requests (runs × slots, -1 none).

    Returns the summed chances to stay open and the number of requests, each kinds × slots; requests covered in a run on
    average; messages for a request; mean Gini coefficient of messages in a run. Exact but for the sequences: nothing
    depends on how people answer.
    """
    people = accept.shape[0]
    runs, slots = kinds.shape
    deep = cost.shape[2] - 1
    open_left = np.zeros((accept.shape[1], slots))
    seen = np.zeros((accept.shape[1], slots))
    picked = np.zeros(people, dtype=np.bool_)
    messages = 0
    uneven = 0.0
    for run in range(runs):
        ages = np.full(people, deep)
        loads = np.zeros(people)
        for t in range(slots):
            s = kinds[run, t]
            if s >= 0:
                left = choose(accept[:, s], wake, cost[:, t], ages, loads, price, fairness, picked)
                open_left[s, t] += left
                seen[s, t] += 1.0
                for v in range(people):
                    if picked[v]:
                        messages += 1
                        loads[v] += 1.0
                        ages[v] = 0
            for v in range(people):
                ages[v] = min(ages[v] + 1, deep)
        uneven += gini(loads)
    total = seen.sum()
    return open_left, seen, (total - open_left.sum()) / runs, messages / max(total, 1.0), uneven / runs


@njit(cache=True)
def everybody(accept: Floats, wake: float, kinds: Ints) -> float:
    """Requests covered in a run on average when everybody is asked every time."""
    runs, slots = kinds.shape
    covered = 0.0
    for run in range(runs):
        here = 1.0
        for t in range(slots):
            s = kinds[run, t]
            if s >= 0:
                left = 1.0
                for v in range(accept.shape[0]):
                    left *= 1.0 - accept[v, s] * here
                covered += 1.0 - left
                here = 0.0
            here += (1.0 - here) * wake
    return float(covered / runs)
