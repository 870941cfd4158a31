"""The running product, for faults too."""

from tests.chat.conftest import world

__all__ = ["world"]
