"""The compiled kernels, kept in numba's cache, for tests that plan or assign in a child process as a running county does."""

import fcntl
import subprocess
import sys
from functools import cache
from pathlib import Path

LOCK = Path("build/test-kernels.lock")


@cache
def compile_kernels() -> None:
    """Compile what is not in numba's cache, one process at a time: some 20 s the first time on a machine."""
    LOCK.parent.mkdir(exist_ok=True)
    with LOCK.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        subprocess.run([sys.executable, "-m", "matching.aside", "--compile"], check=True)
