"""Everything in one process: the chat server, the bots' incoming sides, delivery and the clock."""

import asyncio
import subprocess
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

from bot.answers import Answers
from bot.bots import BotAccount, bots_of, webchat_url
from bot.channel import Channel
from bot.clock import JobClock
from bot.delivery import Delivery
from bot.demo import prepare_demo
from bot.dispatch import client, house, updates_heard
from bot.edge import Edge
from bot.ground import Ground, take_possession
from bot.page import options, start_page
from bot.run import together
from bot.sender import Sender
from bot.warm import warm_up
from bot.webhook import Receiver, path_of, secret_of
from config import Settings
from language.understand import Reader
from services.jobs import JOBS
from web import site
from webchat.server import create_app


async def serve(
    ground: Ground, ready: Callable[[str], None], training: "subprocess.Popen[bytes] | None" = None
) -> None:
    """Run until told to stop; `ready` is given the address of the chat's page.

    Raises:
        CommandError, SecretMissing, SettingsError: with a line for whoever started it.
        OSError: the port is in use.
    """
    settings, bots = ground.settings, bots_of(ground.settings)
    secrets = {bot.id: secret_of(bot) for bot in bots if bot.settings.mode == "webhook"}
    people = await prepare_demo(ground) if settings.webchat.demo else ()
    await take_possession(ground, bots)
    warm_up()
    if training is not None:
        await asyncio.to_thread(training.wait)
    async with AsyncExitStack() as stack:
        delivery = make_delivery(ground, bots)
        stack.push_async_callback(delivery.close)
        channels = make_channels(ground, bots, delivery, stack)
        app = create_app(database=ground.database, clock=ground.clock, options=options(settings, people))
        app.add_routes(site.routes(ground.database, settings, ground.clock))
        for channel in channels:
            if word := secrets.get(channel.account.id):
                app.router.add_post(path_of(channel.account), Receiver(channel, word).receive)
        await start_page(app, settings, stack)
        for channel in channels:
            await channel.check()
            if word := secrets.get(channel.account.id):
                await channel.listen(word)
        clock = JobClock(ground.database, settings, ground.clock, JOBS, delivery.woken.set)
        await together(
            [*channels, delivery, clock], lambda: ready(settings.webchat.public_url or webchat_url(settings))
        )


def make_delivery(ground: Ground, bots: list[BotAccount]) -> Delivery:
    """Delivery for all bots."""
    senders = [Sender(bot, ground.settings.delivery) for bot in bots]
    return Delivery(ground.database, ground.settings, ground.clock, senders)


def make_channels(ground: Ground, bots: list[BotAccount], delivery: Delivery, stack: AsyncExitStack) -> list[Channel]:
    """The incoming sides of all bots, over one edge."""
    answers = Answers(ground.database, ground.clock)
    stack.push_async_callback(answers.close)
    edge = Edge(
        house(),
        ground.database,
        ground.settings,
        ground.clock,
        answers,
        on_told=delivery.woken.set,
        tools={"reader": reader(ground.settings)},
    )
    heard = updates_heard(house())
    channels = [Channel(bot, client(bot), edge, answers, heard, ground.clock) for bot in bots]
    for channel in channels:
        stack.push_async_callback(channel.close)
    return channels


def reader(settings: Settings) -> Reader:
    """The reader of messages: with the models where their file is, by the rules alone where it is not."""
    path = Path(settings.language.model)
    return Reader.load(path if path.is_file() else None, embeddings=settings.language.embeddings)
