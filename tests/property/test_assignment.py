"""Whatever the graph: the assignment is what trying everything finds, and carries its proof."""

from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from matching.assign import assign

Edge = tuple[int, int, int]
COSTS = st.one_of(
    st.integers(0, 1), st.integers(-3, 3), st.integers(0, 1000), st.integers(-(2**31), 2**31 - 1), st.just(2**31 - 1)
)


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[Edge], int, int]:
    requests, volunteers = draw(st.integers(0, 9)), draw(st.integers(0, 9))
    if not requests or not volunteers:
        return [], requests, volunteers
    ends = st.tuples(
        st.integers(0, requests - 1), st.integers(0, volunteers - 1), draw(st.sampled_from([COSTS, st.integers(0, 2)]))
    )
    return draw(st.lists(ends, max_size=40)), requests, volunteers


@settings(max_examples=300, deadline=None)
@given(graphs())
def test_most_requests_first_then_least_cost(graph: tuple[list[Edge], int, int]) -> None:
    edges, requests, volunteers = graph
    table = np.array(edges, dtype=np.int64).reshape(-1, 3)
    request, volunteer, cost = (table[:, k].astype(np.int32) for k in range(3))
    answer = assign(request, volunteer, cost, requests, volunteers)
    least: dict[tuple[int, int], int] = {}
    for i, j, price in edges:
        least[i, j] = min(price, least.get((i, j), price))
    absent = 2**36
    matrix = np.full((requests, volunteers), absent, dtype=np.int64)
    for (i, j), price in least.items():
        matrix[i, j] = price
    taken = matrix[linear_sum_assignment(matrix)]
    pairs = [(i, j) for i, j in enumerate(answer.volunteer_of.tolist()) if j >= 0]
    assert len(pairs) == len({j for _, j in pairs}) == int((taken != absent).sum())
    assert sum(least[pair] for pair in pairs) == int(taken[taken != absent].sum()) == answer.certificate.cost
    assert answer.certificate.optimal


@settings(max_examples=100, deadline=None)
@given(graphs(), st.randoms(use_true_random=False))
def test_the_order_of_the_edges_does_not_matter(graph: tuple[list[Edge], int, int], random: Random) -> None:
    edges, requests, volunteers = graph
    mixed = list(edges)
    random.shuffle(mixed)
    proofs = []
    for order in (edges, mixed, edges + edges):
        table = np.array(order, dtype=np.int64).reshape(-1, 3).astype(np.int32)
        proofs.append(
            assign(table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy(), requests, volunteers).certificate
        )
    assert proofs[0] == proofs[1] == proofs[2]
