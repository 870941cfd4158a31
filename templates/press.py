"""What stands in a button: an action, the short id of a row and its version, in at most 64 bytes.

A press is never trusted: whoever handles it reads the row again, and asks who may press and whether the version still holds.
"""

from dataclasses import dataclass

from models.ids import long, short

LIMIT = 64


@dataclass(frozen=True, slots=True)
class Press:
    """A button's data: `action` (dotted words), the row's id, its version, and one short extra word."""

    action: str
    id: int = 0
    version: int = 0
    extra: str = ""

    def pack(self) -> str:
        """The callback data.

        Raises:
            ValueError: it would be longer than 64 bytes.
        """
        data = f"{self.action}:{short(self.id)}:{short(self.version)}:{self.extra}".rstrip(":")
        if len(data.encode()) > LIMIT:
            raise ValueError(f"callback data of more than {LIMIT} bytes: {data!r}")
        return data


def unpack(data: str) -> Press | None:
    """Read callback data; None where it is not ours or was tampered with."""
    action, _, rest = data.partition(":")
    parts = [*rest.split(":", 2), "", "", ""]
    try:
        return Press(action, long(parts[0] or "0"), long(parts[1] or "0"), parts[2]) if action else None
    except ValueError:
        return None
