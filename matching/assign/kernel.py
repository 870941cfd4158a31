"""Compiling a kernel: kept on disk where there is somewhere to keep it, else compiled anew in each process."""

from collections.abc import Callable
from typing import TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., object])


def njit(function: Function) -> Function:
    """Compile a function with numba, letting go of the interpreter lock while it runs.

    The cache goes beside the source, or where that cannot be written to into the user's cache; numba refuses to cache
    where neither can be, as in a read-only container without a home.
    """
    try:
        return cast("Function", numba.njit(cache=True, nogil=True)(function))
    except RuntimeError:
        return cast("Function", numba.njit(nogil=True)(function))
