"""Who runs a command that moves records, and the digest of the file that it moves."""

import getpass
import hashlib
from pathlib import Path


def operator() -> str | None:
    """The account of the server under which the command runs; None where the system cannot say."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return None


def digest_of(file: Path) -> bytes:
    """SHA-256 of a file."""
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").digest()
