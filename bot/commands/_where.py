"""Options that commands with a server share: where it listens, and whether it is the demo."""

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from config import Settings


def add_where(parser: argparse.ArgumentParser) -> None:
    """--host and --port."""
    parser.add_argument("--host", help="the address to listen on (webchat.host of the settings)")
    parser.add_argument("--port", type=int, help="the port to listen on (webchat.port of the settings)")


def settings_of(options: argparse.Namespace) -> "Settings":
    """The settings with what the command line says instead.

    Raises:
        SettingsError, SecretMissing, CryptoError: in words for whoever started the program.
    """
    from bot.errors import CommandError
    from bot.ground import prepare

    settings = prepare(options.settings, demo=options.demo)
    if options.port is not None and not 1 <= options.port <= 65535:
        raise CommandError("--port must be 1 to 65535")
    given = {"host": options.host, "port": options.port, "demo": options.demo or None}
    webchat = settings.webchat.model_copy(update={key: value for key, value in given.items() if value is not None})
    return settings.model_copy(update={"webchat": webchat})
