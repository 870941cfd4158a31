"""Errors that are told in one line, because whoever started the program can do something about them."""

import errno

from config import SettingsError
from config.secrets import SecretMissing
from models.crypto import CryptoError
from models.database import DatabaseError


class CommandError(Exception):
    """Something that the person at the command line can put right; the message says how."""


TOLD = (CommandError, SettingsError, SecretMissing, DatabaseError)


def explain(error: BaseException) -> str | None:
    """The line for an error that is told; None for any other."""
    if isinstance(error, BaseExceptionGroup):
        told = [line for inner in error.exceptions if (line := explain(inner))]
        return told[0] if told else None
    if isinstance(error, CryptoError):
        return f"the keys in LIANXIN_KEYS or LIANXIN_INDEX_KEY cannot be used: {error}"
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return "the port is in use: stop the other program, or choose a port with --port or LIANXIN_WEBCHAT__PORT"
    return " ".join(str(error).split()) if isinstance(error, TOLD) else None
