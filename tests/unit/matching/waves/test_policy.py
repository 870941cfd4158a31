"""One request's waves: never twice, never too many, in time; the arithmetic against brute force."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from itertools import product
from math import prod
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.waves import AnswerDelay, Asked, Wave, next_wave
from matching.waves.schedule import add_one, all_from, answered, growth, lay_out, waiting

ROOT = Path(__file__).parents[4]
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DELAY = AnswerDelay(3 * MINUTE, 0.9, 0.5)
SHAPE = np.array([3.0, 0.9, 0.5])
PLAYS = 200

chances = st.lists(st.floats(0.01, 0.9), min_size=1, max_size=12)


def ask(values: list[float], *, left: float = 30.0, asked: tuple[Asked, ...] = (), **more: object) -> Wave:
    return next_wave(values, asked=asked, now=NOW, deadline=NOW + left * MINUTE, answer_delay=DELAY, **more)  # type: ignore[arg-type]


@st.composite
def underway(draw: st.DrawFn) -> tuple[list[float], tuple[Asked, ...]]:
    values = draw(chances)
    who = draw(st.sets(st.integers(0, len(values) - 1)))
    answers = st.sampled_from([None, True, False])
    return values, tuple(Asked(one, NOW - draw(st.floats(0, 60)) * MINUTE, draw(answers)) for one in sorted(who))


@settings(deadline=None)
@given(underway(), st.floats(0.02, 300), st.integers(1, 3), st.floats(0.5, 1.0))
def test_asks_only_new_candidates_each_once_and_looks_again_before_the_deadline(
    case: tuple[list[float], tuple[Asked, ...]], left: float, needed: int, target: float
) -> None:
    values, asked = case
    wave = ask(values, left=left, asked=asked, needed=needed, target=target)
    assert len(set(wave.ask)) == len(wave.ask)
    assert set(wave.ask) <= set(range(len(values))) - {one.candidate for one in asked}
    assert wave.ask == tuple(sorted(wave.ask))
    assert timedelta(0) < wave.wait <= left * MINUTE + timedelta(microseconds=1)
    assert -1e-9 <= wave.covered <= 1 + 1e-9


@settings(deadline=None)
@given(chances, st.floats(5, 240), st.floats(0.5, 1.0), st.floats(0.5, 1.0), st.integers(1, 2))
def test_a_higher_target_asks_at_least_as_many(
    values: list[float], left: float, one: float, other: float, needed: int
) -> None:
    low, high = sorted((one, other))
    few, many = (ask(values, left=left, target=target, needed=needed) for target in (low, high))
    assert len(few.ask) <= len(many.ask)
    assert few.covered <= many.covered + 1e-3


@settings(deadline=None)
@given(chances, st.floats(5, 120), st.floats(1.0, 10.0))
def test_more_time_covers_no_less(values: list[float], left: float, times: float) -> None:
    assert ask(values, left=left * times).covered >= ask(values, left=left).covered - 1e-3


def test_with_little_time_all_are_asked_and_with_much_time_few() -> None:
    values = [0.15] * 30
    assert len(ask(values, left=3.0).ask) == 30
    assert [len(ask(values, left=left).ask) for left in (30.0, 120.0, 480.0)] == sorted(
        (len(ask(values, left=left).ask) for left in (30.0, 120.0, 480.0)), reverse=True
    )
    assert len(ask(values, left=480.0).ask) < 5


def test_more_are_asked_as_silence_goes_on() -> None:
    values = [0.15] * 30
    start = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    deadline, now = start + 30 * MINUTE, start
    asked: list[Asked] = []
    counts = []
    while now < deadline:
        wave = next_wave(values, asked=asked, now=now, deadline=deadline, answer_delay=DELAY)
        asked += [Asked(one, now) for one in wave.ask]
        counts.append(len(asked))
        now += wave.wait
    assert counts == sorted(counts)
    assert counts[-1] == 30
    assert counts[0] < 10


def test_a_plan_followed_in_silence_keeps_the_promised_coverage() -> None:
    """Play the policy against every outcome drawn; covered nearly as often as asking everybody, with few messages."""
    rng = np.random.default_rng(4)
    values = np.sort(rng.beta(0.6, 3.4, 15))[::-1]
    ours = everybody = messages = 0
    for _ in range(PLAYS):
        yes, delay = rng.random(15) < values, 3.0 * np.exp(0.9 * rng.standard_normal(15))
        everybody += bool((yes & (delay <= 30)).any())
        covered, count = _play(values.tolist(), yes, delay)
        ours += covered
        messages += count
    assert ours >= 0.99 * everybody
    assert messages < PLAYS * 15 * 0.4


def _play(values: list[float], yes: np.ndarray, delay: np.ndarray) -> tuple[bool, int]:
    deadline, now = NOW + 30 * MINUTE, NOW
    times: dict[int, datetime] = {}
    while now < deadline:
        asked = [
            Asked(who, at, bool(yes[who]) if at + delay[who] * MINUTE <= now else None) for who, at in times.items()
        ]
        wave = next_wave(values, asked=asked, now=now, deadline=deadline, answer_delay=DELAY)
        times |= dict.fromkeys(wave.ask, now)
        heard = [at + delay[who] * MINUTE for who, at in times.items() if at + delay[who] * MINUTE > now]
        now = min([now + wave.wait, *heard])
        if any(yes[who] and at + delay[who] * MINUTE <= min(now, deadline) for who, at in times.items()):
            return True, len(times)
    return False, len(times)


def test_silence_means_another_and_a_no_at_once() -> None:
    values = [0.5, 0.4, 0.3]
    wave = ask(values, left=120.0)
    assert wave.ask == (0,)
    fresh = ask(values, left=120.0, asked=(Asked(0, NOW),))
    assert fresh.ask == ()
    assert ask(values, left=120.0, asked=(Asked(0, NOW, False),)).ask == (1,)
    assert ask(values, left=60.0, asked=(Asked(0, NOW - 60 * MINUTE),)).ask[:1] == (1,)


def test_enough_yeses_end_it_and_the_deadline_too() -> None:
    done = ask([0.5, 0.5], asked=(Asked(0, NOW, True),))
    assert done == Wave((), 30 * MINUTE, 1.0)
    assert ask([0.5, 0.5], left=0.0) == Wave((), timedelta(0), 0.0)
    assert ask([0.5, 0.5], left=-5.0, asked=(Asked(1, NOW, True),)).wait == timedelta(0)
    assert ask([0.5] * 4, left=1.0, asked=(Asked(0, NOW, True),), needed=2).ask == (1, 2, 3)


def test_most_bounds_a_wave_and_nobody_left_is_said_plainly() -> None:
    assert len(ask([0.2] * 10, left=2.0, most=3).ask) == 3
    assert ask([0.2] * 10, left=2.0, most=-1).ask == ()
    assert ask([], left=2.0) == Wave((), 2 * MINUTE, 0.0)


def test_the_usual_delay_is_taken_if_none_is_given() -> None:
    wave = next_wave([0.3], asked=(), now=NOW, deadline=NOW + MINUTE)
    assert wave.ask == (0,)


@pytest.mark.parametrize(
    ("values", "asked", "more"),
    [
        ([1.2], (), {}),
        ([0.2], (), {"target": 1.5}),
        ([0.2], (), {"needed": 0}),
        ([0.2], (Asked(1, NOW),), {}),
        ([0.2, 0.2], (Asked(0, NOW), Asked(0, NOW)), {}),
        ([0.2], (Asked(0, NOW + MINUTE),), {}),
    ],
)
def test_refuses_what_cannot_be(values: list[float], asked: tuple[Asked, ...], more: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"must|asked"):
        ask(values, asked=asked, **more)


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=7), st.integers(1, 4))
def test_the_count_of_yeses_agrees_with_all_outcomes(values: list[float], missing: int) -> None:
    row = np.zeros((1, missing))
    row[0, 0] = 1.0
    for value in values:
        add_one(row, np.array([value]))
    outcomes = product((0, 1), repeat=len(values))
    short = sum(
        prod(v if bit else 1 - v for v, bit in zip(values, bits, strict=True))
        for bits in outcomes
        if sum(bits) < missing
    )
    assert row.sum() == pytest.approx(short)


@settings(deadline=None)
@given(chances, st.integers(1, 3), st.floats(1, 60))
def test_asking_all_now_covers_what_the_delays_allow(values: list[float], missing: int, left: float) -> None:
    fresh = np.array(values)
    when = np.empty(fresh.size, dtype=np.int64)
    base = waiting(np.empty(0), np.empty(0), left, missing, 20, SHAPE)
    covered = lay_out(base, fresh, growth(0.0, left, 20, SHAPE), 2.0, when)
    assert covered == pytest.approx(all_from(np.empty(0), np.empty(0), fresh, 0.0, left, missing, SHAPE))
    if len(values) >= missing:
        assert (when == 0).all()


@settings(deadline=None)
@given(st.floats(0, 500), st.floats(0, 500), st.floats(0, 1))
def test_silence_lowers_the_chance_by_bayes_rule(silent: float, left: float, chance: float) -> None:
    before, then = DELAY.answered(silent * MINUTE), DELAY.answered(silent * MINUTE + left * MINUTE)
    quiet = chance * (1 - before) + (1 - chance) * (0.5 * (1 - before) + 0.5)
    found = DELAY.still_yes(chance, silent * MINUTE, left * MINUTE)
    rounding = 1e-15 / max(quiet, 1e-15)  # where next to nothing is left, the division enlarges the last digit
    assert found == pytest.approx(chance * (then - before) / quiet if quiet > 1e-12 else 0.0, abs=1e-9 + rounding)
    assert found <= chance + 1e-9
    assert answered(silent, 3.0, 0.9) == pytest.approx(before, abs=1e-6)


def test_compiled_and_plain_plan_alike() -> None:
    """The benchmarks plan with numba, a running county without it."""
    program = (
        "from datetime import UTC, datetime, timedelta as d\nfrom matching.waves import Asked, next_wave, schedule\n"
        "now = datetime(2026, 3, 2, tzinfo=UTC)\n"
        "print([next_wave([0.4, 0.2, 0.1] * 5, asked=[Asked(0, now - d(minutes=2))], now=now, deadline=now + d(minutes=left),"
        " needed=needed) for left in (5, 30, 200) for needed in (1, 2)], hasattr(schedule.lay_out, 'py_func'))"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", first + program], cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout
        for first in ("", "import numba\n")
    ]
    assert runs[0].replace("] False", "") == runs[1].replace("] True", "")
    assert "Wave(ask=(1,), wait=" in runs[0]


def test_a_delay_must_make_sense() -> None:
    assert DELAY.answered(3 * MINUTE) == pytest.approx(0.5)
    assert AnswerDelay(declines=1.0).still_yes(0.5, timedelta(days=4000), MINUTE) == pytest.approx(0.0, abs=1e-6)
    for bad in ({"median": timedelta(0)}, {"spread": 0.0}, {"declines": 1.5}):
        with pytest.raises(ValueError, match="positive"):
            AnswerDelay(**bad)
