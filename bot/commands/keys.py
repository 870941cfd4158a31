"""Print a fresh pair of keys, to be put into the environment of the program and kept safe: without them the sealed columns
cannot be read again."""

import argparse

NAME, HELP = "keys", "print fresh keys for the sealed columns"


def add(parser: argparse.ArgumentParser) -> None:
    """The id of the new key."""
    parser.add_argument("--id", default="k1", help="the new key's id; the first key of LIANXIN_KEYS seals (k1)")


def run(options: argparse.Namespace) -> None:
    """Print two lines for a file of environment variables."""
    from bot.errors import CommandError
    from models.crypto import new_key

    if not options.id.isalnum():
        raise CommandError("a key's id is letters and digits")
    print(f"LIANXIN_KEYS={options.id}:{new_key()}\nLIANXIN_INDEX_KEY={new_key()}")  # noqa: T201 - the command's result
