"""The summaries of every venue at once, as files: the reports are made here, what takes long is done by processes beside."""

import multiprocessing
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from itertools import islice
from pathlib import Path

from services.summary.books import Books
from services.summary.files import Sheaf, sheaf, write_sheaf

CHUNK = 25
TASKS = 20  # chunks that a process writes before a fresh one takes its place: typst keeps what it has set in memory
Progress = Callable[[float], None]


def write_all(
    folder: Path,
    books: Books,
    names: Mapping[int, str],
    language: str,
    *,
    paper: bool = True,
    processes: int = 2,
    progress: Progress = lambda _share: None,
) -> int:
    """Write the summary of every venue of the books; return of how many. `progress` hears the share that is done."""
    sheaves = (sheaf(books, books.report(one), names, language) for one in books.subjects())
    done, whole = 0, max(1, len(books.sites))
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=spawn, max_tasks_per_child=TASKS) as pool:
        waiting: set[Future[int]] = set()
        for chunk in _chunks(sheaves):
            waiting.add(pool.submit(_write, folder, chunk, paper))
            if len(waiting) >= processes * 2:
                finished, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                done += sum(one.result() for one in finished)
                progress(done / whole)
        done += sum(one.result() for one in waiting)
    return done


def _chunks(sheaves: Iterator[Sheaf]) -> Iterator[list[Sheaf]]:
    while chunk := list(islice(sheaves, CHUNK)):
        yield chunk


def _write(folder: Path, sheaves: list[Sheaf], paper: bool) -> int:
    for one in sheaves:
        write_sheaf(folder, one, paper=paper)
    return len(sheaves)
