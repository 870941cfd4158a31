"""Runs the annealing kernel for a time or a number of steps."""

import time
from dataclasses import dataclass

import numpy as np

from matching.plan.anneal import anneal
from matching.plan.build import build_network, first_plan, same_ends
from matching.plan.network import Indices, Network, Rules, State, new_state
from matching.plan.retiming import retime
from matching.plan.trial import new_move

CHUNK = 1 << 15
PROBE = 4 * CHUNK  # moves after which the pace is known
SPEEDUP = 1.7  # the pace of a whole cycle to that of its hot beginning
SHORTEST = 400_000  # moves of a cycle
PER_SQUARED_VISIT = 500


@dataclass(frozen=True)
class Schedule:
    """How the temperature falls, in units of cost, and how often from the start anew."""

    heat: float
    cool: float
    cycles: int = 1

    def at(self, share: float) -> float:
        """Return the temperature when ``share`` (0 … 1) of the work is done."""
        within = share * self.cycles % 1.0
        return float(self.heat * (self.cool / self.heat) ** within)


@dataclass(frozen=True)
class Found:
    """The best plan of a search: the successor of every node, its cost, and the work it took."""

    order: Indices
    cost: int
    steps: int
    settled: int
    seconds: float


def prepare(net: Network, order: Indices, seed: int, rules: Rules | None = None) -> State:
    """Return the state of the plan with these successors. Raises ValueError where it breaks a hard limit."""
    state = new_state(net, seed)
    state.after[:] = order
    if not retime(net, state, rules):
        raise ValueError("the plan to start from does not fit together")
    return state


def search(
    net: Network,
    order: Indices,
    seed: int,
    *,
    seconds: float | None = None,
    steps: int | None = None,
    rules: Rules | None = None,
    schedule: Schedule | None = None,
) -> Found:
    """Improve a plan for ``seconds`` of wall time, or for exactly ``steps`` moves (the same result on every machine).

    Compilation (once per machine) happens before the clock starts.
    """
    if (seconds is None) == (steps is None):
        raise ValueError("give seconds or steps")
    state = prepare(net, order, seed, rules)
    best = (state.after.copy(), np.array([cost_of(state)], np.int64))
    move = new_move(net.able.shape[1])
    anneal(net, state, move, best, 0, 1.0, 1.0, rules)
    begun = time.perf_counter()
    done = settled = 0
    plan = schedule or usual_schedule(net, steps or PROBE, rules)
    while True:
        elapsed = time.perf_counter() - begun
        share = elapsed / seconds if seconds is not None else done / (steps or 1)
        if share >= 1.0:
            return Found(best[0], int(best[1][0]), done, settled, elapsed)
        if seconds is not None and schedule is None and done == PROBE:
            plan = usual_schedule(net, int(PROBE * SPEEDUP / share), rules)
        chunk = CHUNK if steps is None else min(CHUNK, steps - done)
        temperature = plan.at(share)
        settled += anneal(net, state, move, best, chunk, temperature, temperature, rules)
        done += chunk


def cost_of(state: State) -> int:
    """Return the cost of the plan in ``state``: travel, lateness, largest lateness and the rest."""
    return int(state.totals[[0, 1, 2, 4]].sum())


def usual_schedule(net: Network, steps: int, rules: Rules | None) -> Schedule:
    """Return a schedule in proportion to the mean travel (or service, if there is hardly any).

    It has as many cycles as the steps give room for: one long cycle can end in a trap of lateness that no single move
    leaves, the best of several does so rarely. Prices of visits left out need more heat. (Both from runs of ``bench.plan``
    and ``bench.town_day``.)
    """
    mean = max(1.0, float(net.travel.mean()), float(net.length.mean()) / 4)
    cycle = max(SHORTEST, PER_SQUARED_VISIT * net.able.shape[1] ** 2)
    heat, cool = (2.0, 0.02) if rules is None else (3.0, 0.05)
    return Schedule(heat * mean, cool * mean, max(1, round(steps / cycle)))


def compile_kernel() -> float:
    """Compile the kernel for the plain problem, or load it where this machine has it compiled. Return the seconds."""
    begun = time.perf_counter()
    zero, one = np.zeros(2, np.int32), np.ones((1, 2), np.bool_)
    net = build_network(zero, zero, zero, zero, [], one, np.zeros((1, 1), np.int32), same_ends(1))
    search(net, first_plan(net), 0, steps=1, schedule=Schedule(1.0, 1.0))
    return time.perf_counter() - begun
