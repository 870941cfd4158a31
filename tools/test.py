"""Run every test, on SQLite and PostgreSQL, and say what had to be left out: `python -m tools.test [PYTEST ARGUMENTS]`.

First what many tests need is made, on all cores: the reader's models and the compiled kernels. Then all tests run on two
processes while the branches of the packages that hold the rules are counted; below the goal it fails. SlipCover counts, as
tests take no longer under it (with coverage.py the same tests took twice as long). What is compiled by numba cannot be counted and
is left out. With arguments only those tests are run, and nothing is counted.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import slipcover

GOAL = 90
PACKAGES = ("services", "matching", "language", "models")
PREPARATIONS = (["-m", "tests.chat.trained"], ["-m", "matching.aside", "--compile"])
COUNTED = Path("build/coverage.json")
_COMPILED = re.compile(r"^@(kernel|part)\b|njit", re.MULTILINE)


def main(arguments: list[str]) -> int:
    """Prepare, run the tests on two processes, count; the exit code."""
    has_browser = any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    chosen = [] if has_browser else ["-m", "not browser"]
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # some hundred processes would each compile all of it again
    made = [subprocess.Popen([sys.executable, *one]) for one in PREPARATIONS]  # noqa: S603 - our own programs
    if max(child.wait() for child in made):
        return 1
    tests = ["-m", "pytest", "-n", "2", "--dist", "loadgroup", "--durations=25", *chosen, *arguments]
    if arguments:
        return _python(tests)
    code = _python([*_counting(), *tests])
    if not has_browser:
        print("left out: the tests marked `browser`, because no Chromium was found (Debian: apt-get install chromium)")
    return code or _judged()


def _counting() -> list[str]:
    COUNTED.parent.mkdir(exist_ok=True)
    compiled = [str(file) for file in Path("matching").rglob("*.py") if _COMPILED.search(file.read_text("utf-8"))]
    return [
        *("-m", "slipcover", "--branch", "--source", ",".join(PACKAGES), "--omit", ",".join(compiled)),
        *("--json", "--out", str(COUNTED)),
    ]


def _judged() -> int:
    """Print which lines and branches no test reached; 1 where the share of branches is below the goal."""
    counted = json.loads(COUNTED.read_text("utf-8"))
    slipcover.print_coverage(counted, outfile=sys.stdout, skip_covered=True)
    seen, missed = counted["summary"]["covered_branches"], counted["summary"]["missing_branches"]
    share = 100 * seen / (seen + missed)
    print(f"branches: {share:.1f} % of {seen + missed} reached (goal {GOAL} %)")
    return int(share < GOAL)


def _python(arguments: list[str]) -> int:
    return subprocess.call([sys.executable, *arguments])  # noqa: S603 - our own tests


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
