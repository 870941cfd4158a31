"""Train the reader of messages anew, with the corrections that residents and clerks made."""

import argparse

NAME, HELP = "train", "retrain the reader of messages; a worse one is refused"


def add(parser: argparse.ArgumentParser) -> None:
    """Whether to compare."""
    parser.add_argument(
        "--no-check", action="store_true", help="build the file without cross-validation (the first start does)"
    )


def run(options: argparse.Namespace) -> int:
    """Train; the exit code is 1 where the new model was refused."""
    import sys
    from pathlib import Path

    from bot.ground import prepare
    from language.cli import train

    settings = prepare(options.settings, keys=False)
    return train(Path(settings.language.model), sys.stdout, check=not options.no_check)
