"""Build the demo county: real areas, invented people, and two weeks of their life. `serve --demo` does it at its first start."""

import argparse

NAME, HELP = "demo", "build the demo county, as `serve --demo` does at its first start"


def add(parser: argparse.ArgumentParser) -> None:
    """How much life it is given."""
    parser.add_argument("--days", type=int, default=14, help="days of history to play, 0 to 370 (14)")


def run(options: argparse.Namespace) -> None:
    """Build it, unless it is there."""
    import asyncio

    from bot.demo import build_demo
    from bot.errors import CommandError
    from bot.ground import prepare, stand

    if not 0 <= options.days <= 370:
        raise CommandError("--days must be 0 to 370")

    async def main() -> None:
        async with stand(prepare(options.settings, demo=True)) as ground:
            await build_demo(ground, options.days)

    asyncio.run(main())
