"""Planning and assigning in a process of its own, which ends when the work is done.

Both are compiled with numba, which takes 100 MB and, the first time on a machine, half a minute to compile. A running county
should have neither: plain data goes to a child, `python -m matching.aside`, and what it finds comes back (under a second and
a half with a small problem). `compiling` fills numba's cache ahead; until it is filled a caller is told `NotReady`.
"""

import asyncio
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from matching.plan.day import DayPlan

ROOT = Path(__file__).parents[1]
KEPT = Path(
    "var/compiled"
)  # where compiled kernels go if they can be kept neither beside the source nor where numba is told
PATIENCE = 12.0  # seconds; whoever asks in a chat waits no longer


class NotReady(Exception):
    """The kernels are still being compiled: ask again in a minute."""


async def plan_aside(*day: Any, **options: Any) -> "DayPlan":
    """`matching.plan.plan_day` in a child process, with the same arguments.

    Raises:
        NotReady: it has taken too long. The child goes on, so that what it compiles is there the next time.
        RuntimeError: the child failed.
    """
    plan: DayPlan = await _ask(("plan", day, options))
    return plan


async def assign_aside(*edges: Any) -> NDArray[np.int32]:
    """For each request its volunteer or -1, as `matching.assign.assign` finds it; raises as `plan_aside` does."""
    chosen: NDArray[np.int32] = await _ask(("assign", edges, {}))
    return chosen


@contextmanager
def compiling() -> Iterator["subprocess.Popen[bytes]"]:
    """Beside what the block does, compile whatever is not in numba's cache; the end of the block ends it."""
    child = subprocess.Popen(  # noqa: S603 - our own program
        [*_command(), "--compile"], cwd=ROOT, env=_environment(), start_new_session=True
    )
    try:
        yield child
    finally:
        child.terminate()
        child.wait()


async def _ask(task: tuple[str, tuple[Any, ...], dict[str, Any]]) -> Any:
    try:
        async with asyncio.timeout(PATIENCE):
            return await asyncio.to_thread(_run, pickle.dumps(task))
    except TimeoutError:
        raise NotReady from None


def _run(task: bytes) -> Any:
    done = subprocess.run(  # noqa: S603 - our own program; a session of its own, so that Ctrl-C leaves us time to finish
        _command(), input=task, capture_output=True, check=False, cwd=ROOT, env=_environment(), start_new_session=True
    )
    if done.returncode:
        raise RuntimeError(f"planning failed: {done.stderr.decode(errors='replace')[-2000:]}")
    return pickle.loads(done.stdout)  # noqa: S301 - from our own child


def _command() -> list[str]:
    return [sys.executable, "-m", "matching.aside"]


def _environment() -> dict[str, str]:
    if os.environ.get("NUMBA_CACHE_DIR") or os.access(Path(__file__).parent, os.W_OK):
        return dict(os.environ)
    return {**os.environ, "NUMBA_CACHE_DIR": str(KEPT.absolute())}


def work(task: bytes) -> bytes:
    """What the child does: a pickled task in, its pickled result out."""
    name, given, options = pickle.loads(task)  # noqa: S301 - from our own parent
    if name == "plan":
        from matching.plan import plan_day

        return pickle.dumps(plan_day(*given, **options))
    from matching.assign import assign

    return pickle.dumps(assign(*given, **options).volunteer_of)


def compile_all() -> None:
    """Compile everything that a task may use, or find it in the cache."""
    from matching import assign, plan

    plan.warm_up()
    assign.warm_up()


if __name__ == "__main__":
    if "--compile" in sys.argv:
        os.nice(10)
        compile_all()
    else:
        sys.stdout.buffer.write(work(sys.stdin.buffer.read()))
