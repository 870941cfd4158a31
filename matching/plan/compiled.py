"""How the kernel's functions are compiled: kept on disk where there is somewhere to keep them, else anew in each process."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

from numba import njit

Function = TypeVar("Function", bound=Callable[..., Any])

# Without reference counts, which cost nine tenths of the time here; such a function must not make an array.
OPTIONS: dict[str, Any] = {"_nrt": False, "no_cfunc_wrapper": True}
PART_OPTIONS: dict[str, Any] = {**OPTIONS, "forceinline": True, "no_cpython_wrapper": True}
KERNEL = {"anneal.py", "compiled.py", "moves.py", "network.py", "retiming.py", "timing.py", "trial.py"}


def kernel(function: Function) -> Function:
    """Compile a function called from Python."""
    try:
        compiled: Any = njit(cache=True, **OPTIONS)(function)
    except RuntimeError:  # numba refuses where neither beside the source nor in a home it may write
        return cast("Function", njit(**OPTIONS)(function))
    # Numba looks only at the function's own file; what is compiled into it lies in others.
    compiled._cache._cache_file._source_stamp = source_stamp()
    return cast("Function", compiled)


def source_stamp() -> tuple[tuple[str, int, int], ...]:
    """Return name, age and size of every file of the kernel: what is compiled is used again while they are the same."""
    found = ((path.name, path.stat()) for path in sorted(Path(__file__).parent.glob("*.py")))
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in found if name in KERNEL)


def part(function: Function) -> Function:
    """Compile a function that becomes part of those that call it."""
    return cast("Function", njit(**PART_OPTIONS)(function))
