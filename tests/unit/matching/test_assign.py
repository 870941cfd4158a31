"""The assignment of all requests at once: small cases by hand, nasty shapes against SciPy, and its proof."""

from collections.abc import Callable
from dataclasses import replace
from itertools import permutations

import numba
import numpy as np
import pytest
from numba.core import caching
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from matching.assign import Assignment, Certificate, assign, solve
from matching.assign.certificate import certify, total
from matching.assign.kernel import njit

Edges = list[tuple[int, int, int]]
INT32_MAX, INT32_MIN = 2**31 - 1, -(2**31)


def arrays(edges: Edges) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    table = np.array(edges, dtype=np.int32).reshape(-1, 3)
    return table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy()


def solved(edges: Edges, requests: int, volunteers: int) -> tuple[list[int], int]:
    answer = assign(*arrays(edges), requests, volunteers)
    assert answer.certificate.optimal
    return answer.volunteer_of.tolist(), answer.certificate.cost


@pytest.mark.parametrize(
    ("story", "edges", "requests", "volunteers", "volunteer_of", "cost"),
    [
        ("nothing at all", [], 0, 0, [], 0),
        ("no requests", [], 0, 3, [], 0),
        ("no volunteers", [], 2, 0, [-1, -1], 0),
        ("nobody can", [], 2, 2, [-1, -1], 0),
        ("one and one", [(0, 0, 5)], 1, 1, [0], 5),
        ("a request nobody can do", [(1, 0, 5)], 2, 1, [-1, 0], 5),
        ("the cheaper", [(0, 0, 5), (0, 1, 4)], 1, 2, [1], 4),
        ("the cheaper of two requests", [(0, 0, 5), (1, 0, 4)], 2, 1, [-1, 0], 4),
        ("covering both comes before cost", [(0, 0, 1), (0, 1, 1000), (1, 0, 1)], 2, 2, [1, 0], 1001),
        ("crosswise is dearer", [(0, 0, 1), (0, 1, 3), (1, 0, 2), (1, 1, 3)], 2, 2, [0, 1], 4),
        ("duplicates: the cheapest counts", [(0, 0, 9), (0, 0, 2), (0, 0, 7)], 1, 1, [0], 2),
        ("edges in any order", [(1, 1, 1), (0, 0, 2), (1, 0, 1), (0, 1, 5)], 2, 2, [0, 1], 3),
        ("costs below zero", [(0, 0, -5), (0, 1, -9)], 1, 2, [1], -9),
        ("a dear pair is still better than none", [(0, 0, INT32_MAX)], 1, 1, [0], INT32_MAX),
        ("the widest costs", [(0, 0, INT32_MIN), (0, 1, INT32_MAX), (1, 0, INT32_MIN)], 2, 2, [1, 0], -1),
        (
            "parts: one short of volunteers, one of requests",
            [(0, 0, 3), (1, 0, 2), (2, 1, 7), (2, 2, 6)],
            3,
            3,
            [-1, 0, 2],
            8,
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_small_cases(
    story: str, edges: Edges, requests: int, volunteers: int, volunteer_of: list[int], cost: int
) -> None:
    assert solved(edges, requests, volunteers) == (volunteer_of, cost)


def by_scipy(answer: Assignment, case: "Case") -> int:
    """The least cost of as many pairs as can be, by SciPy on the full matrix: an absent edge costs more than all others."""
    request, volunteer, cost, requests, volunteers = case
    absent = (int(np.abs(cost.astype(np.int64)).max(initial=0)) + 1) * 2 * (min(requests, volunteers) + 1)
    matrix = np.full((requests, volunteers), absent, dtype=np.int64)
    order = np.argsort(-cost.astype(np.int64), kind="stable")
    matrix[request[order], volunteer[order]] = cost[order]
    rows, columns = linear_sum_assignment(matrix)
    taken = matrix[rows, columns]
    assert answer.certificate.matched == int((taken != absent).sum())
    return int(taken[taken != absent].sum())


Case = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32], int, int]


def scattered(requests: int, volunteers: int, each: int, top: int, seed: int) -> Case:
    draw = np.random.default_rng(seed)
    request = np.repeat(np.arange(requests, dtype=np.int32), each)
    volunteer = draw.integers(0, volunteers, len(request)).astype(np.int32)
    cost = draw.integers(0, top + 1, len(request)).astype(np.int32)
    return request, volunteer, cost, requests, volunteers


def shuffled(case: Case, seed: int = 1) -> Case:
    order = np.random.default_rng(seed).permutation(len(case[0]))
    return case[0][order], case[1][order], case[2][order], case[3], case[4]


def turned(case: Case) -> Case:
    return case[1], case[0], case[2], case[4], case[3]


def with_pairs(case: Case, seed: int = 2) -> Case:
    """Some way to match all of the smaller side is added at the highest cost."""
    draw, few = np.random.default_rng(seed), min(case[3], case[4])
    ends = [draw.permutation(size)[:few].astype(np.int32) for size in case[3:]]
    dear = np.full(few, case[2].max(), np.int32)
    return np.r_[case[0], ends[0]], np.r_[case[1], ends[1]], np.r_[case[2], dear], case[3], case[4]


def priced(case: Case, price: Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[np.int64]]) -> Case:
    cost = price(case[0].astype(np.int64), case[1].astype(np.int64)).astype(np.int32)
    return case[0], case[1], cost, case[3], case[4]


def band(size: int, width: int, extra: int, seed: int) -> Case:
    """A chain: each request sees the volunteers about its own place only."""
    request = np.repeat(np.arange(size, dtype=np.int32), width)
    volunteer = (request + np.tile(np.arange(width, dtype=np.int32), size)).clip(0, size + extra - 1)
    cost = np.random.default_rng(seed).integers(0, 1000, len(request)).astype(np.int32)
    return request, volunteer, cost, size, size + extra


def on_a_map(requests: int, volunteers: int, each: int, seed: int) -> Case:
    draw = np.random.default_rng(seed)
    here, there = draw.random((requests, 2)), draw.random((volunteers, 2))
    away = np.sqrt(((here[:, None] - there[None]) ** 2).sum(axis=2))
    near = np.argsort(away, axis=1)[:, :each].astype(np.int32)
    cost = (np.take_along_axis(away, near, 1) * 10000).astype(np.int32).ravel()
    return np.repeat(np.arange(requests, dtype=np.int32), each), near.ravel(), cost, requests, volunteers


def blocks(seed: int) -> Case:
    """Disconnected villages, some short of volunteers, some of requests, one even."""
    draw = np.random.default_rng(seed)
    parts, rows, columns = [], 0, 0
    for requests, volunteers in ((40, 10), (10, 40), (30, 30), (1, 50), (50, 1), (5, 0), (0, 5)):
        if requests and volunteers:
            request, volunteer, cost, *_ = scattered(requests, volunteers, 4, 50, int(draw.integers(1000)))
            parts.append((request + rows, volunteer + columns, cost))
        rows, columns = rows + requests, columns + volunteers
    joined = [np.concatenate([part[k] for part in parts]).astype(np.int32) for k in range(3)]
    return joined[0], joined[1], joined[2], rows, columns


def one_for_all(size: int) -> Case:
    """One volunteer everybody could have, a few others."""
    case = scattered(size, size // 2, 2, 9, 5)
    everybody, first = np.arange(size, dtype=np.int32), np.zeros(size, np.int32)
    return np.r_[case[0], everybody], np.r_[case[1], first], np.r_[case[2], everybody], size, size // 2


SHAPES: dict[str, Callable[[], Case]] = {
    "many volunteers": lambda: scattered(150, 450, 20, 1000, 1),
    "hardly enough volunteers": lambda: scattered(300, 310, 8, 1000, 2),
    "too few volunteers": lambda: scattered(300, 200, 8, 1000, 3),
    "far too few volunteers": lambda: scattered(400, 20, 5, 1000, 4),
    "fifty candidates each": lambda: scattered(100, 300, 50, 1000, 5),
    "one candidate each": lambda: scattered(300, 300, 1, 100, 6),
    "even sides": lambda: with_pairs(scattered(300, 300, 6, 1000, 7)),
    "even sides, few costs": lambda: with_pairs(scattered(300, 300, 6, 3, 8)),
    "one volunteer to spare": lambda: with_pairs(scattered(300, 301, 5, 1000, 9)),
    "all equal": lambda: scattered(300, 300, 6, 0, 10),
    "all equal, wrong way round": lambda: scattered(400, 200, 6, 0, 11),
    "zero or one": lambda: scattered(300, 280, 6, 1, 12),
    "int32 costs": lambda: with_pairs(scattered(300, 310, 6, INT32_MAX, 13)),
    "negative costs": lambda: priced(scattered(200, 220, 6, 9, 14), lambda r, v: -((r * 37 + v * 91) % 1000)),
    "both signs to the limits": lambda: priced(
        with_pairs(scattered(200, 210, 6, 9, 15)), lambda r, v: ((r * 7919 + v * 104729) % 2**32) - 2**31
    ),
    "products": lambda: priced(with_pairs(scattered(250, 250, 8, 9, 16)), lambda r, v: (r + 1) * (v + 1)),
    "products, some to spare": lambda: priced(
        with_pairs(scattered(250, 280, 8, 9, 17)), lambda r, v: (r + 1) * (v + 1)
    ),
    "popular ones": lambda: priced(with_pairs(scattered(250, 260, 8, 9, 18)), lambda r, v: v * 100 + (r * v) % 7),
    "a chain": lambda: band(400, 4, 0, 19),
    "a chain with one to spare": lambda: band(400, 4, 1, 20),
    "a map": lambda: on_a_map(250, 300, 10, 21),
    "a map, even": lambda: with_pairs(on_a_map(250, 250, 10, 22)),
    "villages apart": lambda: blocks(23),
    "one for all": lambda: one_for_all(300),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_nasty_shapes_are_solved_as_by_scipy(shape: str) -> None:
    for case in (SHAPES[shape](), shuffled(SHAPES[shape]()), turned(SHAPES[shape]())):
        answer = assign(*case)
        assert answer.certificate.optimal
        assert answer.certificate.cost == by_scipy(answer, case)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("bids", "looks", "phase"), [(0, 0, 60), (0, 0, 0), (1, 0, 1), (8, 0, 2), (0, 10, 5)])
def test_however_early_the_auction_is_given_up_the_finish_is_exact(
    shape: str, bids: int, looks: int, phase: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solve, "QUICK_BIDS", bids)
    monkeypatch.setattr(solve, "QUICK_LOOKS", looks)
    monkeypatch.setattr(solve, "PHASE_BIDS", phase)
    case = SHAPES[shape]()
    answer = assign(*case)
    assert answer.certificate.optimal
    assert answer.certificate.cost == by_scipy(answer, case)


def test_the_same_edges_give_the_same_answer() -> None:
    case = SHAPES["even sides, few costs"]()
    assert assign(*case).volunteer_of.tolist() == assign(*case).volunteer_of.tolist()


@pytest.mark.parametrize(
    ("request_", "volunteer", "cost", "requests", "volunteers", "words"),
    [
        ([0], [0, 0], [1], 1, 1, "equally long"),
        ([1], [0], [1], 1, 1, "request index"),
        ([-1], [0], [1], 1, 1, "request index"),
        ([0], [1], [1], 1, 1, "volunteer index"),
        ([], [], [], -1, 1, "negative"),
        ([], [], [], 1, -1, "negative"),
    ],
)
def test_edges_that_make_no_sense_are_refused(
    request_: list[int], volunteer: list[int], cost: list[int], requests: int, volunteers: int, words: str
) -> None:
    lists = [np.array(values, dtype=np.int32) for values in (request_, volunteer, cost)]
    with pytest.raises(ValueError, match=words):
        assign(lists[0], lists[1], lists[2], requests, volunteers)


def test_sums_that_would_not_fit_64_bits_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solve, "ROOM", 1 << 33)
    with pytest.raises(ValueError, match="too far apart"):
        assign(*arrays([(0, 0, INT32_MIN), (0, 1, INT32_MAX)]), 1, 2)


EDGES: Edges = [(0, 0, 1), (0, 1, 3), (1, 0, 2), (1, 1, 5), (2, 1, 4)]  # three requests for two volunteers


def judged(
    volunteer_of: list[int], contested: list[bool], request_price: list[int], volunteer_price: list[int]
) -> Certificate:
    return certify(
        *arrays(EDGES),
        np.array(volunteer_of, dtype=np.int32),
        np.array(contested),
        np.array(request_price, dtype=np.int64),
        np.array(volunteer_price, dtype=np.int64),
        1,
    )


def test_no_prices_and_no_other_split_prove_more_than_is_true() -> None:
    """Whatever is claimed, the bounds stay on their side of the truth, which is two pairs at a cost of five."""
    draw = np.random.default_rng(1)
    for _ in range(500):
        contested = (draw.random(3) < 0.7).tolist()
        proof = judged([1, 0, -1], contested, draw.integers(0, 6, 3).tolist(), draw.integers(0, 6, 2).tolist())
        assert proof.most >= 2
        if proof.most == 2:
            assert proof.bound <= 5


def test_the_certificate_tells_the_best_from_the_rest() -> None:
    best = assign(*arrays(EDGES), 3, 2)
    optimal = []
    for volunteer_of in ([1, 0, -1], [0, 1, -1], [0, -1, 1], [-1, 0, 1], [0, -1, -1]):
        proof = certify(
            *arrays(EDGES),
            np.array(volunteer_of, dtype=np.int32),
            best.contested,
            best.request_price,
            best.volunteer_price,
            best.scale,
        )
        optimal.append(proof.optimal)
    assert best.certificate.cost == min(1 + 4, 3 + 2, 2 + 4)
    assert optimal == [True, False, True, False, False]


@pytest.mark.parametrize(
    ("volunteer_of", "request_price", "words"),
    [
        ([0, 0, -1], [0, 0, 0], "twice"),
        ([-1, -1, 0], [0, 0, 0], "not among the edges"),
        ([1, 0, -1], [0, -1, 0], "negative"),
    ],
)
def test_what_is_no_assignment_is_not_judged(volunteer_of: list[int], request_price: list[int], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        judged(volunteer_of, [True, True, True], request_price, [0, 0])


def test_sums_are_exact_beyond_64_bits() -> None:
    values = np.array([2**62, 2**62, 2**62, -5, 2**62, -(2**62)], dtype=np.int64)
    assert total(values) == 3 * 2**62 - 5
    assert total(np.array([], dtype=np.int64)) == 0


def test_every_small_square_is_solved() -> None:
    """Two requests, two volunteers, all orders of some costs, against the two assignments there are."""
    for costs in permutations((0, 1, 2, 3, 5), 4):
        square = [(0, 0, costs[0]), (0, 1, costs[1]), (1, 0, costs[2]), (1, 1, costs[3])]
        assert solved(square, 2, 2)[1] == min(costs[0] + costs[3], costs[1] + costs[2])


def test_kernels_work_where_nothing_can_be_cached(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a container whose files are read-only and which has no home: numba refuses to cache, we compile anew."""
    monkeypatch.setattr(caching.CacheImpl, "_locator_classes", [])
    with pytest.raises(RuntimeError):
        numba.njit(cache=True)(one_more)
    assert njit(one_more)(1) == 2


def one_more(number: int) -> int:
    return number + 1


def test_an_optimum_needs_both_the_most_and_the_least() -> None:
    proof = Certificate(matched=3, most=3, cost=10, bound=10)
    assert proof.optimal
    assert not replace(proof, matched=2).optimal
    assert replace(proof, cost=12).gap == 2
    assert not replace(proof, cost=12).optimal
