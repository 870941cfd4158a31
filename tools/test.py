"""Run every test with coverage, and say what had to be left out: `python -m tools.test [PYTEST ARGUMENTS]`.

Coverage counts the branches of the packages that hold the rules; the goal is printed beside it.
"""

import os
import shutil
import subprocess
import sys

GOAL = 90
PACKAGES = ("services", "matching", "language", "models")


def main(arguments: list[str]) -> int:
    """Run pytest under coverage on two processes; the exit code."""
    has_browser = any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    marks = [] if has_browser else ["-m", "not browser"]
    environment = {**os.environ}
    run = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadgroup", "--durations=10", *marks, *arguments]
    coverage = [f"--cov={package}" for package in PACKAGES]
    code = subprocess.call([*run, *coverage, "--cov-branch", "--cov-report=term:skip-covered"], env=environment)  # noqa: S603
    if not has_browser:
        print("left out: the tests marked `browser`, because no Chromium was found (Debian: apt-get install chromium)")
    _say_coverage()
    return code


def _say_coverage() -> None:
    report = [sys.executable, "-m", "coverage", "report", "--format=total"]
    total = subprocess.run(report, capture_output=True, text=True, check=False)  # noqa: S603
    print(f"branch coverage of {', '.join(PACKAGES)}: {total.stdout.strip()} % (the goal is {GOAL} %)")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
