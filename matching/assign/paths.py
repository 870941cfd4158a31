"""The exact finish: shortest paths over reduced costs, so that every input ends in an optimum however the auction went.

Successive shortest paths with prices (Edmonds and Karp 1972; for assignment Jonker and Volgenant 1987). What is kept:
every matched row's edge is exactly its best, and prices are not negative. `seat` gives each free row a column along a
shortest path, raising prices on the way. `discount` takes each column nobody holds but that still has a price and
lowers it, with what hangs on it, until a row moves over or some price reaches zero. Afterwards only free columns have
price zero by right, and the assignment is optimal. Each search costs at most m log n; after an auction most end at once.
"""

import numpy as np

from matching.assign.auction import FAR
from matching.assign.graph import Ints, Longs
from matching.assign.kernel import njit

UNSEEN, DONE = -1, -2


@njit
def _push(keys: Longs, items: Ints, place: Ints, size: int, item: int, key: int) -> int:
    """Put an item into the heap, or move it up to a smaller key; returns the new size."""
    k = place[item]
    if k < 0:
        k = size
        size += 1
    while k > 0:
        above = (k - 1) >> 1
        if keys[above] <= key:
            break
        keys[k] = keys[above]
        items[k] = items[above]
        place[items[k]] = k
        k = above
    keys[k] = key
    items[k] = item
    place[item] = k
    return size


@njit
def _pop(keys: Longs, items: Ints, place: Ints, size: int) -> int:
    """Drop the smallest item, marking it done; returns the new size."""
    place[items[0]] = DONE
    size -= 1
    if size == 0:
        return 0
    key, item, k = keys[size], items[size], 0
    while True:
        below = 2 * k + 1
        if below >= size:
            break
        if below + 1 < size and keys[below + 1] < keys[below]:
            below += 1
        if keys[below] >= key:
            break
        keys[k] = keys[below]
        items[k] = items[below]
        place[items[k]] = k
        k = below
    keys[k] = key
    items[k] = item
    place[item] = k
    return size


@njit
def seat(
    start: Longs,
    column: Ints,
    cost: Ints,
    low: int,
    scale: int,
    price: Longs,
    mate: Ints,
    owner: Ints,
    budget: int,
) -> int:
    """Match every free row, or stop once `budget` edges were looked at; returns how many were, or -1 if a row cannot be matched."""
    columns = len(price)
    keys = np.empty(columns, np.int64)
    items = np.empty(columns, np.int32)
    place = np.full(columns, UNSEEN, np.int32)
    way = np.empty(columns, np.int64)
    via = np.empty(columns, np.int64)
    via_row = np.empty(columns, np.int32)
    met = np.empty(columns, np.int32)
    looked = 0
    for root in range(len(mate)):
        if mate[root] >= 0:
            continue
        if looked >= budget:
            break
        least = FAR
        for q in range(start[root], start[root + 1]):
            least = min(least, (np.int64(cost[q]) - low) * scale + price[column[q]])
        i, far, size, count = root, np.int64(0), 0, 0
        shortest, last = FAR, -1
        while True:
            looked += start[i + 1] - start[i]
            for q in range(start[i], start[i + 1]):
                j = column[q]
                reach = far + (np.int64(cost[q]) - low) * scale + price[j] - least
                if reach >= shortest or place[j] == DONE:
                    continue
                if owner[j] < 0:
                    shortest, last = reach, j
                    via[j], via_row[j] = q, i
                elif place[j] == UNSEEN or reach < way[j]:
                    if place[j] == UNSEEN:
                        met[count] = j
                        count += 1
                    way[j], via[j], via_row[j] = reach, q, i
                    size = _push(keys, items, place, size, j, reach)
            if size == 0 or keys[0] >= shortest:
                break
            j, far = items[0], keys[0]
            size = _pop(keys, items, place, size)
            i = owner[j]
            least = (np.int64(cost[mate[i]]) - low) * scale + price[j]
        if last < 0:
            return -1
        for k in range(count):
            j = met[k]
            if place[j] == DONE:
                price[j] += shortest - way[j]
            place[j] = UNSEEN
        while True:
            i = via_row[last]
            before = mate[i]
            mate[i] = via[last]
            owner[last] = i
            if i == root:
                break
            last = column[before]
    return looked


@njit
def discount(
    start: Longs,
    row: Ints,
    edge: Ints,
    by_column: Ints,
    column: Ints,
    cost: Ints,
    low: int,
    scale: int,
    price: Longs,
    mate: Ints,
    owner: Ints,
    budget: int,
) -> int:
    """Bring every column nobody holds to price zero, or stop once `budget` edges were looked at; returns how many were.

    Every row must be matched along a best edge; that still holds on return. The graph is given by column.
    """
    columns = len(price)
    keys = np.empty(columns, np.int64)
    items = np.empty(columns, np.int32)
    place = np.full(columns, UNSEEN, np.int32)
    way = np.empty(columns, np.int64)
    via = np.empty(columns, np.int32)
    met = np.empty(columns, np.int32)
    looked = 0
    for root in range(columns):
        if owner[root] >= 0 or price[root] == 0:
            continue
        if looked >= budget:
            break
        met[0] = root
        count = 1
        way[root] = 0
        size = _push(keys, items, place, 0, root, 0)
        shortest, last = price[root], root
        while size > 0 and keys[0] < shortest:
            j, far = items[0], keys[0]
            size = _pop(keys, items, place, size)
            if far + price[j] < shortest:
                shortest, last = far + price[j], j
            looked += start[j + 1] - start[j]
            for k in range(start[j], start[j + 1]):
                held = mate[row[k]]
                other = column[held]
                if place[other] == DONE:
                    continue
                pays = (np.int64(cost[held]) - low) * scale + price[other]
                reach = far + (np.int64(by_column[k]) - low) * scale + price[j] - pays
                if reach < shortest and (place[other] == UNSEEN or reach < way[other]):
                    if place[other] == UNSEEN:
                        met[count] = other
                        count += 1
                    way[other], via[other] = reach, edge[k]
                    size = _push(keys, items, place, size, other, reach)
        for k in range(count):
            j = met[k]
            if place[j] == DONE and way[j] < shortest:
                price[j] -= shortest - way[j]
            place[j] = UNSEEN
        mover = owner[last]
        owner[last] = -1
        while last != root:
            mate[mover] = via[last]
            last = column[via[last]]
            mover, owner[last] = owner[last], mover
    return looked
