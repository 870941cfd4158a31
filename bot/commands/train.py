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
    import asyncio
    import sys
    from collections.abc import Sequence
    from pathlib import Path
    from typing import Any

    from bot.ground import prepare, stand
    from language.cli import train
    from models.training import training_lines

    settings = prepare(options.settings, keys=False)

    async def corrections() -> Sequence[dict[str, Any]]:
        async with stand(settings) as ground, ground.database.read() as session:
            return await training_lines(session)

    lines = () if options.no_check else asyncio.run(corrections())
    return train(Path(settings.language.model), sys.stdout, lines, check=not options.no_check)
