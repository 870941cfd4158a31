"""Bring the database to the newest version. `serve` and `worker` do the same when they start."""

import argparse

NAME, HELP = "migrate", "bring the database to the newest version"


def add(parser: argparse.ArgumentParser) -> None:
    """No options."""


def run(options: argparse.Namespace) -> None:
    """Migrate and say which version it has."""
    import asyncio

    from bot.ground import prepare, stand
    from models.database import shown

    async def migrate() -> None:
        settings = prepare(options.settings, keys=False)
        async with stand(settings) as ground:
            print(f"{shown(ground.database.url)} is up to date")  # noqa: T201 - the command's result

    asyncio.run(migrate())
