"""The reader with its models, built once and kept in `build/` as long as its lines and code stay as they are."""

import fcntl
from pathlib import Path

from language.learning import ensure
from language.understand import Reader

MODEL = Path("build/test-language-model.npz")


def trained_reader() -> Reader:
    """Build the model file where it is missing or old, one process at a time, and read it."""
    MODEL.parent.mkdir(exist_ok=True)
    with MODEL.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ensure(MODEL)
    return Reader.load(MODEL)
