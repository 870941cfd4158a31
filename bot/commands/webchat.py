"""Serve the pages and the chat's Bot API only; the bots run in other processes."""

import argparse

from bot.commands._where import add_where, settings_of

NAME, HELP = "webchat", "serve the pages and the Bot API only"


def add(parser: argparse.ArgumentParser) -> None:
    """Where to listen, and whether it is the demo."""
    parser.add_argument("--demo", action="store_true", help="whoever opens the page chooses who they are")
    add_where(parser)


def run(options: argparse.Namespace) -> None:
    """Serve until told to stop."""
    import asyncio
    from contextlib import AsyncExitStack

    from bot.bots import bots_of, webchat_url
    from bot.demo import prepare_demo
    from bot.ground import stand, take_possession
    from bot.page import options as page_options
    from bot.page import start_page
    from bot.run import together
    from web import site
    from webchat.server import create_app

    async def main() -> None:
        settings = settings_of(options)
        async with stand(settings) as ground, AsyncExitStack() as stack:
            await take_possession(ground, bots_of(settings))
            chosen = await prepare_demo(ground) if settings.webchat.demo else ()
            app = create_app(database=ground.database, clock=ground.clock, options=page_options(settings, chosen))
            app.add_routes(site.routes(ground.database, settings, ground.clock))
            await start_page(app, settings, stack)
            await together([], lambda: print(f"{webchat_url(settings)}/", flush=True))  # noqa: T201 - the command's result

    asyncio.run(main())
