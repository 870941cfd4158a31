"""What a test and the processes that it kills have in common: settings, and a clock in a file."""

import mmap
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from config import Settings
from models.crypto import Keyring


@dataclass(frozen=True)
class Config:
    """What a child needs to know."""

    database: str
    base_url: str
    clock_file: str
    settings: Settings
    keys: Keyring


class SharedClock:
    """A time in a file, which one process turns and others read."""

    def __init__(self, file: Path | str, start: datetime | None = None) -> None:
        if start is not None:
            Path(file).write_bytes(struct.pack("d", start.timestamp()))
        with Path(file).open("r+b") as opened:
            self._map = mmap.mmap(opened.fileno(), 8)

    def __call__(self) -> datetime:
        return datetime.fromtimestamp(struct.unpack("d", self._map[:8])[0], UTC)

    def turn(self, delta: timedelta) -> None:
        """Move on."""
        self._map[:8] = struct.pack("d", (self() + delta).timestamp())
