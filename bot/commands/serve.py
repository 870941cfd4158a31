"""Serve the chat page and the bots, deliver messages and keep the clock, all in one process, until SIGTERM or Ctrl-C."""

import argparse

from bot.commands._where import add_where, settings_of

NAME, HELP = "serve", "run everything in one process and print the address of the chat page"


def add(parser: argparse.ArgumentParser) -> None:
    """Where to listen, and whether it is the demo."""
    parser.add_argument(
        "--demo", action="store_true", help="whoever opens the page chooses who they are; never for a real county"
    )
    add_where(parser)


def run(options: argparse.Namespace) -> None:
    """Serve."""
    import asyncio

    from bot.ground import stand
    from bot.model import start_training
    from bot.serving import serve
    from matching.aside import compiling

    async def main() -> None:
        settings = settings_of(options)
        training = start_training(options.settings, settings)
        with compiling():
            async with stand(settings) as ground:
                await serve(ground, ready, training)

    def ready(url: str) -> None:
        print(f"连心已启动 Lianxin is ready: {url}/", flush=True)  # noqa: T201 - the command's result

    asyncio.run(main())
