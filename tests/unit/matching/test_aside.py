"""Planning in a child process: the same as here, without the compiler in the process that serves."""

import os
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from matching import aside
from matching.aside import NotReady, assign_aside, compiling, plan_aside, work
from matching.plan import Person, Visit, plan_day
from tests.kernels import compile_kernels

ROOT = Path(__file__).parents[3]
DAY = ([Visit("a", 0, 480, 600, 30), Visit("b", 1, 480, 600, 30)], [Person("p", 0, 0, 480, 720)], np.ones((2, 2)))


def test_whoever_serves_imports_no_compiler() -> None:
    """Nor SciPy's solvers: together they are a fifth of a running county's memory."""
    program = (
        "import sys, bot.serving, bot.clock, services.jobs, handlers.routers, services.morning, services.day_plans\n"
        "heavy = {'numba', 'llvmlite', 'scipy.optimize'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)


async def test_a_child_finds_what_is_found_here() -> None:
    compile_kernels()
    assert await plan_aside(*DAY, seconds=0.01, seed=3) == plan_day(*DAY, seconds=0.01, seed=3)
    edges = [np.array(column, np.int32) for column in ((0, 0, 1), (0, 1, 0), (1, 5, 1))]
    assert (await assign_aside(*edges, 2, 2)).tolist() == [1, 0]
    assert pickle.loads(work(pickle.dumps(("assign", (*edges, 2, 2), {})))).tolist() == [1, 0]


async def test_a_child_that_fails_says_why() -> None:
    with pytest.raises(RuntimeError, match="a visit or a person appears twice"):
        await plan_aside([DAY[0][0], DAY[0][0]], DAY[1], DAY[2])


async def test_nobody_waits_for_the_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aside, "PATIENCE", 0.0)
    with pytest.raises(NotReady):
        await plan_aside(*DAY)


def test_compiling_ends_with_the_block() -> None:
    with compiling() as child:
        assert child.poll() is None
    assert child.returncode is not None


@pytest.mark.parametrize("writable", [True, False])
def test_kernels_are_kept_where_one_can_write(monkeypatch: pytest.MonkeyPatch, writable: bool) -> None:
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setattr(os, "access", lambda _path, _mode: writable)
    assert aside._environment().get("NUMBA_CACHE_DIR") == (None if writable else str(aside.KEPT.absolute()))
