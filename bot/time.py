"""The real clock. Everything else is handed one, so that tests and the demo can turn it."""

from datetime import UTC, datetime


def system_clock() -> datetime:
    """Now, aware, in UTC."""
    return datetime.now(UTC)
