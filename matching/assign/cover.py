"""Most requests first: a maximum matching, and the split of the graph it implies.

Hopcroft and Karp, "An n^5/2 algorithm for maximum matchings in bipartite graphs" (1973). What can be reached by
alternating paths from rows left open splits the graph (Dulmage and Mendelsohn, 1958): every maximum matching uses all
columns of the short part and all rows of the other, and no edge between the two. So covering most and costing least
can be done one after the other, exactly, without a made-up price for leaving a request open.

The kernels look at tight edges only, those with (cost - low) * scale + price[column] == best[row]; with a scale of
zero, and prices and bests of zero, that is every edge. `mate` holds each row's edge, `owner` each column's row; -1 is none.
"""

from typing import NamedTuple

import numpy as np

from matching.assign.graph import Graph, Ints, Longs, restrict, swap
from matching.assign.kernel import njit


@njit
def _layers(
    start: Longs,
    column: Ints,
    cost: Ints,
    low: int,
    scale: int,
    price: Longs,
    best: Longs,
    mate: Ints,
    owner: Ints,
    level: Ints,
    queue: Ints,
) -> bool:
    """Breadth first from all free rows; true if a free column was met. Levels are left for `_deepen`."""
    head = tail = 0
    for i in range(len(mate)):
        level[i] = -1
        if mate[i] < 0:
            level[i] = 0
            queue[tail] = i
            tail += 1
    last = len(mate) + 1
    while head < tail:
        i = queue[head]
        head += 1
        if level[i] >= last:
            break
        for q in range(start[i], start[i + 1]):
            j = column[q]
            if (np.int64(cost[q]) - low) * scale + price[j] != best[i]:
                continue
            k = owner[j]
            if k < 0:
                last = level[i]
                break
            if level[k] < 0:
                level[k] = level[i] + 1
                queue[tail] = k
                tail += 1
    return last <= len(mate)


@njit
def _deepen(
    root: int,
    start: Longs,
    column: Ints,
    cost: Ints,
    low: int,
    scale: int,
    price: Longs,
    best: Longs,
    mate: Ints,
    owner: Ints,
    level: Ints,
    cursor: Longs,
    stack: Ints,
) -> bool:
    """Depth first along the levels from one free row; moves everybody on the path found and says whether there was one."""
    stack[0] = root
    top = 0
    while top >= 0:
        i = stack[top]
        q = cursor[i]
        if q == start[i + 1]:
            level[i] = -1
            top -= 1
            if top >= 0:
                cursor[stack[top]] += 1
            continue
        j = column[q]
        if (np.int64(cost[q]) - low) * scale + price[j] == best[i]:
            k = owner[j]
            if k < 0:
                for depth in range(top + 1):
                    mover = stack[depth]
                    mate[mover] = cursor[mover]
                    owner[column[cursor[mover]]] = mover
                    level[mover] = -1
                return True
            if level[k] == level[i] + 1:
                top += 1
                stack[top] = k
                continue
        cursor[i] += 1
    return False


@njit
def extend(
    start: Longs,
    column: Ints,
    cost: Ints,
    low: int,
    scale: int,
    price: Longs,
    best: Longs,
    mate: Ints,
    owner: Ints,
) -> Ints:
    """Grow `mate` and `owner` in place to a maximum matching of tight edges.

    Returns levels: not negative for rows that an alternating path leads to from a free row.
    """
    rows = len(mate)
    for i in range(rows):
        if mate[i] >= 0:
            continue
        for q in range(start[i], start[i + 1]):
            j = column[q]
            if owner[j] < 0 and (np.int64(cost[q]) - low) * scale + price[j] == best[i]:
                mate[i] = q
                owner[j] = i
                break
    level = np.empty(rows, np.int32)
    queue = np.empty(rows, np.int32)
    while _layers(start, column, cost, low, scale, price, best, mate, owner, level, queue):
        cursor = start[:-1].copy()
        for i in range(rows):
            if mate[i] < 0:
                _deepen(i, start, column, cost, low, scale, price, best, mate, owner, level, cursor, queue)
    return level


class Part(NamedTuple):
    """A piece of the problem in which every row must be matched: its graph, and what its rows and columns are."""

    graph: Graph
    rows: Ints
    columns: Ints
    volunteers_bid: bool


def split(graph: Graph) -> list[Part]:
    """Cut a graph of requests (rows) by volunteers into parts whose rows can all be matched; the scarce side bids.

    The first part, if any, holds the requests that compete for too few volunteers, with those volunteers as rows.
    """
    mate = np.full(graph.rows, -1, np.int32)
    owner = np.full(graph.columns, -1, np.int32)
    price, best = np.zeros(graph.columns, np.int64), np.zeros(graph.rows, np.int64)
    level = extend(graph.start, graph.column, graph.cost, 0, 0, price, best, mate, owner)
    everybody = np.arange(graph.columns, dtype=np.int32)
    short = np.flatnonzero(level >= 0).astype(np.int32)
    if len(short) == 0:
        return [Part(graph, np.arange(graph.rows, dtype=np.int32), everybody, False)]
    wanted = np.zeros(graph.columns, np.bool_)
    wanted[graph.column[mate[short][mate[short] >= 0]]] = True
    scarce = everybody[wanted]
    served, spare = np.flatnonzero(level < 0).astype(np.int32), everybody[~wanted]
    return [
        Part(swap(restrict(graph, short, scarce)), scarce, short, True),
        Part(restrict(graph, served, spare), served, spare, False),
    ]
