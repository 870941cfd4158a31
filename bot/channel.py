"""One bot's incoming side in a process: its client, its poller or webhook, and the answers that it owes."""

import asyncio
from contextlib import suppress
from datetime import timedelta

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramNotFound, TelegramUnauthorizedError
from aiogram.methods import GetMe, SetWebhook
from aiogram.types import Update

from bot.answers import Answers
from bot.bots import BotAccount
from bot.edge import Edge
from bot.errors import CommandError
from bot.poller import Poller
from bot.sender import wrong_token
from services.work import Clock

COLLECT_EVERY = 2.0
OTHERS_MOMENT = timedelta(seconds=30)  # with webhooks, another process may be about to send what is younger


class Channel:
    """A part of the process (see `bot.run`)."""

    def __init__(
        self, account: BotAccount, bot: Bot, edge: Edge, answers: Answers, allowed: list[str], clock: Clock
    ) -> None:
        self.account, self.bot = account, bot
        self._edge, self._answers, self._allowed, self._clock = edge, answers, allowed, clock
        self._stopping = asyncio.Event()
        self.poller = Poller(bot, self.handle, allowed)

    async def handle(self, update: Update) -> None:
        """Take one update in."""
        await self._edge.handle(self.bot, update)

    async def check(self) -> None:
        """Ask the server who this bot is.

        Raises:
            CommandError: the token is not accepted. A server that does not answer is none: it may come back.
        """
        try:
            await self.bot(GetMe())
        except (TelegramUnauthorizedError, TelegramNotFound):
            raise CommandError(wrong_token(self.account)) from None
        except TelegramAPIError:
            return

    async def listen(self, secret: str) -> None:
        """Have updates sent to the webhook."""
        url = self.account.settings.webhook_url
        await self.bot(SetWebhook(url=url, secret_token=secret, allowed_updates=self._allowed))

    async def run(self) -> None:
        """Send what an earlier process owed, then take updates in until `stop`."""
        is_webhook = self.account.settings.mode == "webhook"
        await self._answers.resume(self.bot, self._clock() - (OTHERS_MOMENT if is_webhook else timedelta(0)))
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._collect(), name="collector")
                if not is_webhook:
                    await self.poller.run()
        finally:
            await self.close()

    async def collect(self) -> None:
        """Send what is owed to chats that had to wait."""
        await self._answers.collect(self.bot)

    async def close(self) -> None:
        """Close the connections."""
        await self.bot.session.close()

    def stop(self) -> None:
        """Take no more updates in."""
        self.poller.stop()
        self._stopping.set()

    async def _collect(self) -> None:
        while not self._stopping.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), COLLECT_EVERY)
            await self.collect()
