"""Identifiers: random, 63 bits wide, known before the row is stored, and short when written into a button."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
_source: ContextVar[random.Random] = ContextVar("id_source", default=random.SystemRandom())  # noqa: B039 - has no state


def new_id() -> int:
    """A fresh identifier, 1 to 2**63 - 1; nobody can guess the next from the last."""
    return _source.get().randrange(1, 2**63)


def random_digits(count: int) -> str:
    """A string of `count` random digits, as for the code that a resident tells the volunteer."""
    return "".join(_source.get().choice("0123456789") for _ in range(count))


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Make the identifiers repeatable inside the block: for a simulation or a demo, never for a real county."""
    token = _source.set(random.Random(seed))
    try:
        yield
    finally:
        _source.reset(token)


def short(number: int) -> str:
    """The identifier in base 36: at most 13 characters, safe in callback data and URLs."""
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = ALPHABET[rest] + digits
    return digits or "0"


def long(text: str) -> int:
    """The identifier that `short` wrote.

    Raises:
        ValueError: the text is no such identifier.
    """
    if not text or len(text) > 13 or not text.isascii():
        raise ValueError("not an identifier")
    number = int(text, 36)
    if not 0 <= number < 2**63:
        raise ValueError("not an identifier")
    return number
