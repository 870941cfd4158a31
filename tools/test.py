"""Run every test, on SQLite and PostgreSQL, and say what had to be left out: `python -m tools.test [PYTEST ARGUMENTS]`.

All tests run on two processes while the branches of the packages that hold the rules are counted; below the goal it fails.
SlipCover counts, as tests take no longer under it (with coverage.py the same tests took twice as long). What numba compiles
cannot be counted and is left out. With arguments only those tests are run, and nothing is counted.

The databases of the tests lie in memory where there is room: a fresh PostgreSQL database is some 700 files, made ten times
as fast there as on a disk.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import slipcover

GOAL = 90
PACKAGES = ("services", "matching", "language", "models")
COUNTED = Path("build/coverage.json")
MEMORY, ROOM = Path("/dev/shm"), 4 << 30  # noqa: S108 - a folder of its own is made there
_COMPILED = re.compile(r"^@(kernel|part)\b|njit", re.MULTILINE)


def main(arguments: list[str]) -> int:
    """Run the tests on two processes and count; the exit code."""
    has_browser = any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    chosen = [] if has_browser else ["-m", "not browser"]
    tests = ["-m", "pytest", "-n", "2", "--dist", "loadgroup", "--durations=25", *chosen, *arguments]
    with tempfile.TemporaryDirectory(prefix="lianxin-", dir=_roomy()) as folder:
        os.environ["TMPDIR"] = folder
        code = _python(tests if arguments else [*_counting(), *tests])
    if arguments:
        return code
    if not has_browser:
        print("left out: the tests marked `browser`, because no Chromium was found (Debian: apt-get install chromium)")
    return code or _judged()


def _roomy() -> Path | None:
    """Where the tests' files go: into memory, or where the machine keeps such files."""
    usable = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    return MEMORY if usable else None


def _counting() -> list[str]:
    COUNTED.parent.mkdir(exist_ok=True)
    compiled = [str(file) for file in Path("matching").rglob("*.py") if _COMPILED.search(file.read_text("utf-8"))]
    return [
        *("-m", "slipcover", "--branch", "--source", ",".join(PACKAGES), "--omit", ",".join(compiled)),
        *("--json", "--out", str(COUNTED)),
    ]


def _judged() -> int:
    """Print what no test reached; 1 where the share of branches is below the goal."""
    counted = json.loads(COUNTED.read_text("utf-8"))
    slipcover.print_coverage(counted, outfile=sys.stdout, skip_covered=True)
    summary = counted["summary"]
    seen, missed = summary["covered_branches"], summary["missing_branches"]
    share = 100 * seen / (seen + missed)
    print(f"reached: {share:.1f} % of the {seen + missed} branches (goal {GOAL} %), ", end="")
    print(f"{summary['percent_covered']:.1f} % of lines and branches together")
    return int(share < GOAL)


def _python(arguments: list[str]) -> int:
    return subprocess.call([sys.executable, *arguments])  # noqa: S603 - our own tests


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
