"""Cases for `bench.assign`: reading and checking files, making random ones, measuring memory."""

import resource
import zipfile
import zlib
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
LISTS, COUNTS = ("request", "volunteer", "cost"), ("n_requests", "n_volunteers")
INT32 = np.iinfo(np.int32)


class BadFile(Exception):
    """A file that cannot be used; the message is one line for the person who gave it."""


class Case(NamedTuple):
    """Edges in any order, and how many there are on either side."""

    request: Ints
    volunteer: Ints
    cost: Ints
    n_requests: int
    n_volunteers: int


def read_case(path: Path) -> Case:
    """Read and check a file of edges. Raises BadFile."""
    try:
        held = np.load(path, allow_pickle=False)
        if not isinstance(held, np.lib.npyio.NpzFile):
            raise BadFile(f"{path}: not an .npz archive")
        with held:
            missing = [name for name in (*LISTS, *COUNTS) if name not in held.files]
            if missing:
                raise BadFile(f"{path}: lacks {', '.join(missing)}")
            lists = [_list(path, name, held[name]) for name in LISTS]
            counts = [_count(path, name, held[name]) for name in COUNTS]
    except (OSError, ValueError, EOFError, zipfile.BadZipFile, zlib.error) as problem:
        raise BadFile(
            f"{path}: cannot be read: {str(problem).splitlines()[0] if str(problem) else 'empty'}"
        ) from problem
    case = Case(lists[0], lists[1], lists[2], counts[0], counts[1])
    _check(path, case)
    return case


def _list(path: Path, name: str, values: NDArray[np.generic]) -> Ints:
    if values.ndim != 1 or (values.dtype.kind not in "iu" and len(values)):
        raise BadFile(f"{path}: {name} must be a list of whole numbers, not {values.dtype} of shape {values.shape}")
    if len(values) and not (INT32.min <= int(values.min()) and int(values.max()) <= INT32.max):
        raise BadFile(f"{path}: {name} does not fit 32 bits")
    return np.ascontiguousarray(values, dtype=np.int32)


def _count(path: Path, name: str, value: NDArray[np.generic]) -> int:
    if value.size != 1 or value.dtype.kind not in "iu":
        raise BadFile(f"{path}: {name} must be one whole number")
    count = int(value.reshape(-1)[0])
    if not 0 <= count <= INT32.max:
        raise BadFile(f"{path}: {name} is {count}, which is outside 0..{INT32.max}")
    return count


def _check(path: Path, case: Case) -> None:
    lengths = [len(case.request), len(case.volunteer), len(case.cost)]
    if len(set(lengths)) > 1:
        raise BadFile(f"{path}: request, volunteer and cost differ in length: {lengths}")
    for name, ends, count in (
        ("request", case.request, case.n_requests),
        ("volunteer", case.volunteer, case.n_volunteers),
    ):
        if len(ends) and not (int(ends.min()) >= 0 and int(ends.max()) < count):
            raise BadFile(f"{path}: {name} goes from {ends.min()} to {ends.max()}, which is outside 0..{count - 1}")


def write_case(path: Path, case: Case) -> None:
    """Write a case as a file of edges."""
    with path.open("wb") as file:
        np.savez(file, **case._asdict())


def write_answer(path: Path, volunteer_of: Ints) -> None:
    """Write who goes where, under exactly the name given."""
    with path.open("wb") as file:
        np.savez(file, volunteer_of=volunteer_of)


def random_case(requests: int, volunteers: int, each: int, seed: int) -> Case:
    """Every request with so many candidates drawn at random, at whole costs from 1 to 1000."""
    draw = np.random.default_rng(seed)
    request = np.repeat(np.arange(requests, dtype=np.int32), each)
    volunteer = draw.integers(0, volunteers, len(request), dtype=np.int32)
    cost = draw.integers(1, 1001, len(request), dtype=np.int32)
    return Case(request, volunteer, cost, requests, volunteers)


def peak_mb() -> float:
    """The most memory this process ever held, in MB; of this program alone where the system can tell."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
