"""The auction: rows bid for columns, prices rise; and, where columns are left over, columns court rows, prices fall.

Bertsekas, "A distributed algorithm for the assignment problem" (1979) and, for unequal sides, Bertsekas and Castañon,
"A forward/reverse auction algorithm for asymmetric assignment problems" (1992). Costs count from `low` and are
multiplied by `scale`, all in whole numbers. What is kept throughout is eps-complementary slackness: a matched row's
cost plus price is within eps of its best, and prices are never negative.
"""

import numpy as np

from matching.assign.graph import Ints, Longs
from matching.assign.kernel import njit

FAR = np.int64(1) << 62


@njit
def bid(
    start: Longs,
    column: Ints,
    cost: Ints,
    low: int,
    scale: int,
    eps: int,
    lone: int,
    price: Longs,
    mate: Ints,
    owner: Ints,
    budget: int,
) -> int:
    """Let free rows bid until all are matched or `budget` bids are spent; returns how many bids were made.

    A row with one column only overbids by `lone`, more than any difference in cost. Every row must have an edge.
    """
    stack = np.empty(len(mate), np.int32)
    top = 0
    for i in range(len(mate) - 1, -1, -1):
        if mate[i] < 0:
            stack[top] = i
            top += 1
    bids = 0
    while top > 0 and bids < budget:
        bids += 1
        top -= 1
        i = stack[top]
        first = second = FAR
        chosen = start[i]
        for q in range(start[i], start[i + 1]):
            worth = (np.int64(cost[q]) - low) * scale + price[column[q]]
            if worth < first:
                second = first
                first = worth
                chosen = q
            elif worth < second:
                second = worth
        j = column[chosen]
        price[j] += max(second - first, eps) if second < FAR else lone + eps
        evicted = owner[j]
        owner[j] = i
        mate[i] = chosen
        if evicted >= 0:
            mate[evicted] = -1
            stack[top] = evicted
            top += 1
    return bids


@njit
def court(
    start: Longs,
    row: Ints,
    edge: Ints,
    by_column: Ints,
    column: Ints,
    cost: Ints,
    low: int,
    scale: int,
    eps: int,
    price: Longs,
    mate: Ints,
    owner: Ints,
    budget: int,
) -> int:
    """Once all rows are matched: let priced columns nobody holds lower their price until a row takes them or it is zero.

    `start`, `row`, `edge` and `by_column` are the graph by column. Returns how many offers were made; the budget ends it
    early. A row's payment only changes when it moves, so it is kept rather than looked up.
    """
    pays = np.empty(len(mate), np.int64)
    for i in range(len(mate)):
        pays[i] = (np.int64(cost[mate[i]]) - low) * scale + price[column[mate[i]]]
    stack = np.empty(len(price), np.int32)
    top = 0
    for j in range(len(price)):
        if owner[j] < 0 and price[j] > 0:
            stack[top] = j
            top += 1
    offers = 0
    while top > 0 and offers < budget:
        offers += 1
        top -= 1
        j = stack[top]
        first = second = -FAR
        chosen = start[j]
        for k in range(start[j], start[j + 1]):
            gain = pays[row[k]] - (np.int64(by_column[k]) - low) * scale
            if gain > first:
                second = first
                first = gain
                chosen = k
            elif gain > second:
                second = gain
        if first <= eps:
            price[j] = 0
            continue
        price[j] = max(np.int64(0), second - eps)
        i = row[chosen]
        left = column[mate[i]]
        owner[left] = -1
        owner[j] = i
        mate[i] = edge[chosen]
        pays[i] = (np.int64(by_column[chosen]) - low) * scale + price[j]
        if price[left] > 0:
            stack[top] = left
            top += 1
    return offers


@njit
def release(
    start: Longs,
    column: Ints,
    cost: Ints,
    low: int,
    scale: int,
    eps: int,
    price: Longs,
    best: Longs,
    mate: Ints,
    owner: Ints,
) -> int:
    """Free the rows whose edge is more than eps worse than their best, and note each row's best; returns how many are free."""
    free = 0
    for i in range(len(mate)):
        least = FAR
        for q in range(start[i], start[i + 1]):
            least = min(least, (np.int64(cost[q]) - low) * scale + price[column[q]])
        best[i] = least
        held = mate[i]
        if held >= 0 and (np.int64(cost[held]) - low) * scale + price[column[held]] > least + eps:
            owner[column[held]] = -1
            mate[i] = -1
        if mate[i] < 0:
            free += 1
    return free
