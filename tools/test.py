"""Run every test, on SQLite and PostgreSQL, and say what had to be left out: `python -m tools.test [PYTEST ARGUMENTS]`.

First what many tests need is made, on all cores: the reader's models and the compiled kernels. Then the tests of the rules run
with coverage, which counts the branches of the packages that hold the rules and fails below the goal; then all others without,
as coverage makes them three times slower. With arguments only those are run, in one go.
"""

import shutil
import subprocess
import sys

GOAL = 90
PACKAGES = ("services", "matching", "language", "models")
PREPARATIONS = (["-m", "tests.chat.trained"], ["-m", "matching.aside", "--compile"])


def main(arguments: list[str]) -> int:
    """Prepare, run the tests on two processes; the exit code."""
    has_browser = any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    without = "" if has_browser else " and not browser"
    made = [subprocess.Popen([sys.executable, *one]) for one in PREPARATIONS]  # noqa: S603 - our own programs
    if max(child.wait() for child in made):
        return 1
    if arguments:
        return _pytest(["-m", f"rules or not rules{without}", *arguments])
    coverage = [f"--cov={package}" for package in PACKAGES]
    codes = [
        _pytest(["-m", f"rules{without}", *coverage, "--cov-report=term:skip-covered", f"--cov-fail-under={GOAL}"]),
        _pytest(["-m", f"not rules{without}"]),
    ]
    if not has_browser:
        print("left out: the tests marked `browser`, because no Chromium was found (Debian: apt-get install chromium)")
    return max(codes)


def _pytest(arguments: list[str]) -> int:
    run = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadgroup", "--durations=25"]
    return subprocess.call([*run, *arguments])  # noqa: S603 - our own tests


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
