"""What reading a time costs: a message of everyday length, and whether a long text costs in proportion to its length.

python -m bench.times
"""

import datetime as dt
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from language.times import read_times, say_times

PHRASES = Path(__file__).parent.parent / "tests" / "unit" / "language" / "times" / "phrases.jsonl"
NOW = dt.datetime.fromisoformat("2026-11-25T10:00")
ROUNDS = 20
HARD = ["明天上午九点到十点半每周二四", "12:30-", "every day from ", "十", "周一、", "改到", "a ", "9 to "]


def milliseconds(work: Callable[[], object]) -> float:
    """The least of three runs, in milliseconds."""
    runs = []
    for _ in range(3):
        start = time.process_time()
        work()
        runs.append(1000 * (time.process_time() - start))
    return min(runs)


def messages() -> None:
    """Prints the median and the slowest hundredth over the corpus of phrases."""
    lines = [json.loads(line) for line in PHRASES.read_text(encoding="utf-8").splitlines()]
    taken = []
    for line in lines * ROUNDS:
        now = dt.datetime.fromisoformat(line["now"])
        start = time.process_time()
        times = read_times(line["text"], now, intent=line["intent"])
        taken.append(1000 * (time.process_time() - start))
        say_times(times, now)
    taken = sorted(taken[len(lines) :])
    print(
        f"read_times: median {statistics.median(taken):.3f} ms, 99 of 100 below {taken[len(taken) * 99 // 100]:.2f} ms"
    )


def long_texts() -> None:
    """Prints, for texts made to be hard, the time for 10,000 characters and its ratio to that for 1,000."""
    for piece in HARD:
        short, full = ((piece * 10_000)[:length] for length in (1_000, 10_000))
        once, tenfold = (milliseconds(lambda text=text: read_times(text, NOW)) for text in (short, full))  # type: ignore[misc]
        print(f"{piece!r:40} 10,000 characters {tenfold:7.1f} ms, {tenfold / once:5.1f} times 1,000 characters")


if __name__ == "__main__":
    messages()
    long_texts()
