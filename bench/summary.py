"""Summaries of every venue of a province: `python -m bench.summary [--paper] [--counties 9,18,27]`.

For each size a province with a year of data is made in a database of its own, then the summaries of one week are written as
message, pages and workbook (with `--paper` as PDF too) by two processes. Prints the time for each venue, so that one sees that
it does not grow with their number, and the memory of all processes at its highest.
"""

import argparse
import asyncio
import json
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil

from bench.summary_case import NOW, WEEK, make_province, use_bench_keys, walk
from config import Settings
from models.database import Database
from models.grant import whoever_runs_the_command
from services.summary.batch import write_all
from services.summary.books import open_books
from services.summary.period import read_period
from services.summary.reading import names_for

PROVINCE = "32"


class Watch(threading.Thread):
    """Looks every fifth of a second at the memory of this process and those that it started (shared pages count once)."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most, self.stopped = 0, threading.Event()

    def run(self) -> None:
        me = psutil.Process()
        while not self.stopped.wait(0.2):
            total = 0
            for one in (me, *me.children(recursive=True)):
                try:
                    total += one.memory_full_info().pss
                except psutil.Error:
                    continue
            self.most = max(self.most, total)


async def generate(file: Path, counties: int) -> None:
    """Make the database."""
    from migrations.upgrade import upgrade

    database = Database(str(file))
    await upgrade(database)
    begun = time.perf_counter()
    count = await make_province(database, counties)
    await database.close()
    print(json.dumps({"venues": count, "seconds": time.perf_counter() - begun}))


async def measure(file: Path, out: Path, paper: bool) -> None:
    """Write every summary."""
    from bot.demo import bar  # not at the top: the processes that write import this module too

    settings, watch = Settings(), Watch()
    watch.start()
    begun = time.perf_counter()
    database = Database(str(file))
    async with database.read() as session:
        books = await open_books(session, NOW, settings.county.tz, read_period(WEEK), PROVINCE)
        actor = whoever_runs_the_command(PROVINCE)
        names = await names_for(session, actor, *(books.report(one) for one in books.subjects()))
    await database.close()
    counted = time.perf_counter()
    with bar("summaries") as update:
        written = await asyncio.to_thread(write_all, out, books, names, "zh", paper=paper, progress=update)
    ended = time.perf_counter()
    watch.stopped.set()
    watch.join()
    print(
        json.dumps(
            {
                "venues": written,
                "count": counted - begun,
                "write": ended - counted,
                "mb": watch.most / 2**20,
                "own_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )


def _run(*arguments: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.summary", *arguments], stdout=subprocess.PIPE, text=True, check=True
    )
    found: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def main() -> None:
    """Run every size in processes of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--paper", action="store_true", help="with PDF")
    parser.add_argument("--counties", default=",".join(map(str, walk())), help="sizes, as 9,18,27")
    parser.add_argument("--keep", type=Path, help="a folder in which databases are kept, and found again")
    parser.add_argument("--step", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    use_bench_keys()
    if options.step:
        step, file, out, value = options.step
        asyncio.run(
            generate(Path(file), int(value)) if step == "generate" else measure(Path(file), Path(out), value == "1")
        )
        return
    with tempfile.TemporaryDirectory() as folder:
        kept = options.keep or Path(folder)
        kept.mkdir(parents=True, exist_ok=True)
        print(f"{'venues':>7} {'counting s':>11} {'writing s':>10} {'in all s':>9} {'ms a venue':>11} {'MB':>6}")
        for counties in map(int, options.counties.split(",")):
            file = kept / f"province-{counties}.db"
            if not file.exists():
                _run("--step", "generate", str(file), folder, str(counties))
            found = _run("--step", "measure", str(file), str(Path(folder) / "out"), "1" if options.paper else "0")
            whole = found["count"] + found["write"]
            each = 1000 * whole / found["venues"]
            print(
                f"{found['venues']:7.0f} {found['count']:11.1f} {found['write']:10.1f} {whole:9.1f} {each:11.1f} "
                f"{found['mb']:6.0f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
