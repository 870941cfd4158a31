"""How the kernel's functions are compiled."""

from collections.abc import Callable
from typing import Any, TypeVar

from numba import njit

Function = TypeVar("Function", bound=Callable[..., Any])

# Without reference counts, which cost nine tenths of the time here; such a function must not make an array.
OPTIONS: dict[str, Any] = {"cache": True, "_nrt": False, "no_cfunc_wrapper": True}


def kernel(function: Function) -> Function:
    """Compile a function called from Python."""
    compiled: Function = njit(**OPTIONS)(function)
    return compiled


def part(function: Function) -> Function:
    """Compile a function that becomes part of those that call it."""
    compiled: Function = njit(forceinline=True, no_cpython_wrapper=True, **OPTIONS)(function)
    return compiled
