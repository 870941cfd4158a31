"""Deliver messages and keep the clock, without taking any in: for a county whose chat runs in processes of its own."""

import argparse

NAME, HELP = "worker", "deliver messages and keep the clock only"


def add(parser: argparse.ArgumentParser) -> None:
    """The demo's keys."""
    parser.add_argument("--demo", action="store_true", help="use the demo's keys")


def run(options: argparse.Namespace) -> None:
    """Work until told to stop."""
    import asyncio
    import logging

    from bot.bots import bots_of
    from bot.clock import JobClock
    from bot.delivery import Delivery
    from bot.ground import prepare, stand, take_possession
    from bot.run import together
    from bot.sender import Sender
    from matching.aside import compiling
    from services.jobs import JOBS

    async def main() -> None:
        settings = prepare(options.settings, demo=options.demo)
        async with stand(settings) as ground:
            bots = bots_of(settings)
            await take_possession(ground, bots)
            senders = [Sender(bot, settings.delivery) for bot in bots]
            delivery = Delivery(ground.database, settings, ground.clock, senders)
            clock = JobClock(ground.database, settings, ground.clock, JOBS, delivery.woken.set)
            try:
                for sender in senders:
                    await sender.check()
                with compiling():
                    await together([delivery, clock], lambda: logging.getLogger("bot.worker").info("ready"))
            finally:
                await delivery.close()

    asyncio.run(main())
