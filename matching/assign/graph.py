"""A sparse bipartite graph by rows, as arrays: who could do what, and at which cost.

Rows are the side that bids (here "persons"), columns what they bid for ("objects"); which of requests and volunteers
is which is for the caller to choose. Row i owns the edges start[i] to start[i + 1]; an edge has a column and a cost.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.assign.kernel import njit

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]


class Graph(NamedTuple):
    """Edges by row: `start` (rows + 1, int64), `column` and `cost` (edges, int32), and how many columns there are."""

    start: Longs
    column: Ints
    cost: Ints
    columns: int

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.start) - 1


class Turned(NamedTuple):
    """The same edges by column: `row`, `edge` (its place in the graph) and `cost` for start[j] to start[j + 1]."""

    start: Longs
    row: Ints
    edge: Ints
    cost: Ints


@njit
def _sort_rows(row: Ints, column: Ints, cost: Ints, rows: int, columns: int) -> tuple[Longs, Ints, Ints]:
    """Counting sort by row, then of edges between the same two only the cheapest is kept."""
    first = np.zeros(rows + 1, np.int64)
    for e in range(len(row)):
        first[row[e] + 1] += 1
    for i in range(rows):
        first[i + 1] += first[i]
    place = first[:-1].copy()
    to = np.empty(len(row), np.int32)
    price = np.empty(len(row), np.int32)
    for e in range(len(row)):
        q = place[row[e]]
        place[row[e]] = q + 1
        to[q] = column[e]
        price[q] = cost[e]
    seen = np.full(columns, -1, np.int64)
    start = np.zeros(rows + 1, np.int64)
    kept = 0
    for i in range(rows):
        begin = kept
        for q in range(first[i], first[i + 1]):
            j = to[q]
            if seen[j] >= begin:
                price[seen[j]] = min(price[seen[j]], price[q])
            else:
                seen[j] = kept
                to[kept] = j
                price[kept] = price[q]
                kept += 1
        start[i + 1] = kept
    return start, to[:kept].copy(), price[:kept].copy()


def build(row: Ints, column: Ints, cost: Ints, rows: int, columns: int) -> Graph:
    """A graph from a list of edges in any order; of duplicates the cheapest counts. Indices must be in range."""
    start, to, price = _sort_rows(row, column, cost, rows, columns)
    return Graph(start, to, price, columns)


@njit
def _turn(start: Longs, column: Ints, columns: int) -> tuple[Longs, Ints, Ints]:
    first = np.zeros(columns + 1, np.int64)
    for j in column:
        first[j + 1] += 1
    for j in range(columns):
        first[j + 1] += first[j]
    place = first[:-1].copy()
    row = np.empty(len(column), np.int32)
    edge = np.empty(len(column), np.int32)
    for i in range(len(start) - 1):
        for q in range(start[i], start[i + 1]):
            k = place[column[q]]
            place[column[q]] = k + 1
            row[k] = i
            edge[k] = q
    return first, row, edge


def turn(graph: Graph) -> Turned:
    """The edges by column."""
    start, row, edge = _turn(graph.start, graph.column, graph.columns)
    return Turned(start, row, edge, graph.cost[edge])


@njit
def _restrict(start: Longs, column: Ints, cost: Ints, rows: Ints, name: Ints) -> tuple[Longs, Ints, Ints]:
    begin = np.zeros(len(rows) + 1, np.int64)
    for k in range(len(rows)):
        held = 0
        for q in range(start[rows[k]], start[rows[k] + 1]):
            held += name[column[q]] >= 0
        begin[k + 1] = begin[k] + held
    to = np.empty(begin[-1], np.int32)
    price = np.empty(begin[-1], np.int32)
    place = 0
    for k in range(len(rows)):
        for q in range(start[rows[k]], start[rows[k] + 1]):
            if name[column[q]] >= 0:
                to[place] = name[column[q]]
                price[place] = cost[q]
                place += 1
    return begin, to, price


def restrict(graph: Graph, rows: Ints, columns: Ints) -> Graph:
    """The part of a graph between some rows and some columns, both numbered anew in the order given."""
    name = np.full(graph.columns, -1, np.int32)
    name[columns] = np.arange(len(columns), dtype=np.int32)
    return Graph(*_restrict(graph.start, graph.column, graph.cost, rows, name), len(columns))


def swap(graph: Graph) -> Graph:
    """The same graph with rows and columns changing places."""
    turned = turn(graph)
    return Graph(turned.start, turned.row, turned.cost, graph.rows)
