"""The lane poller against a small Bot API of the test's own, over real HTTP."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiogram import Bot
from aiogram.types import Update
from aiohttp import web

from bot.bots import BotAccount
from bot.dispatch import client
from bot.poller import Poller, PollingError
from config.settings import BotSettings


class Server:
    """Hands updates out as Telegram does: again and again until an offset confirms them."""

    def __init__(self) -> None:
        self.updates: list[dict[str, Any]] = []
        self.offsets: list[int] = []
        self.answers: list[tuple[int, dict[str, Any]]] = []  # what to answer instead, once each
        self.news = asyncio.Event()

    def add(self, update_id: int, chat_id: int = 1, text: str = "话") -> None:
        """A message from a chat."""
        who = {"id": chat_id, "is_bot": False, "first_name": "王"}
        chat = {"id": chat_id, "type": "private"}
        message = {"message_id": update_id, "date": 1, "chat": chat, "from": who, "text": text}
        self.updates.append({"update_id": update_id, "message": message})
        self.news.set()

    async def call(self, request: web.Request) -> web.Response:
        if request.match_info["method"] != "getUpdates":
            return web.json_response({"ok": True, "result": True})
        form = await request.post()
        offset, wait = int(str(form.get("offset", 0))), int(str(form.get("timeout", 0)))
        self.offsets.append(offset)
        if self.answers:
            status, body = self.answers.pop(0)
            return web.json_response(body, status=status)
        self.updates = [one for one in self.updates if one["update_id"] >= offset]
        if not self.updates and wait:
            self.news.clear()
            await self.news.wait()
        return web.json_response({"ok": True, "result": self.updates[:100]})


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    yield Server()


@pytest.fixture
async def bot(server: Server) -> AsyncIterator[Bot]:
    app = web.Application()
    app.router.add_post("/bot{token}/{method}", server.call)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    made = client(BotAccount(7001, "test", "7001:a_secret_of_the_bot", url, "320830", BotSettings()))
    yield made
    await made.session.close()
    await runner.cleanup()


class Ear:
    """A handler that can be held up, and remembers what it has finished."""

    def __init__(self) -> None:
        self.heard: list[int] = []
        self.begun: list[int] = []
        self.held: dict[int, asyncio.Event] = {}
        self.change = asyncio.Condition()

    def hold(self, update_id: int) -> asyncio.Event:
        return self.held.setdefault(update_id, asyncio.Event())

    async def __call__(self, update: Update) -> None:
        self.begun.append(update.update_id)
        await self._tell()
        if update.update_id in self.held:
            await self.held[update.update_id].wait()
        self.heard.append(update.update_id)
        await self._tell()

    async def until(self, *update_ids: int) -> None:
        async with self.change:
            await self.change.wait_for(lambda: set(update_ids) <= set(self.heard))

    async def until_begun(self, update_id: int) -> None:
        async with self.change:
            await self.change.wait_for(lambda: update_id in self.begun)

    async def _tell(self) -> None:
        async with self.change:
            self.change.notify_all()


async def test_a_slow_chat_keeps_its_order_and_holds_up_nobody(server: Server, bot: Bot) -> None:
    ear = Ear()
    slow = ear.hold(1)
    server.add(1, chat_id=1)
    server.add(2, chat_id=1)
    server.add(3, chat_id=2)
    poller = Poller(bot, ear, ["message"])
    running = asyncio.create_task(poller.run())
    await ear.until(3)
    server.add(4, chat_id=3)
    await ear.until(3, 4)
    assert ear.heard == [3, 4]
    assert max(server.offsets) <= 1, "the offset moved past an update that is not finished"
    slow.set()
    await ear.until(1, 2)
    assert ear.heard == [3, 4, 1, 2]
    poller.stop()
    await running
    assert server.offsets[-1] == 5


async def test_a_stop_finishes_what_was_begun_and_confirms_it(server: Server, bot: Bot) -> None:
    ear = Ear()
    slow = ear.hold(1)
    server.add(1, chat_id=1)
    server.add(2, chat_id=1)
    poller = Poller(bot, ear, ["message"])
    running = asyncio.create_task(poller.run())
    await ear.until_begun(1)
    poller.stop()
    slow.set()
    await running
    assert ear.heard == [1, 2]
    assert server.offsets[-1] == 3


async def test_what_cannot_be_finished_before_a_stop_comes_again(server: Server, bot: Bot) -> None:
    ear = Ear()
    ear.hold(1)
    server.add(1)
    poller = Poller(bot, ear, ["message"], drain_seconds=0)
    running = asyncio.create_task(poller.run())
    await ear.until_begun(1)
    poller.stop()
    await running
    assert ear.heard == []
    assert server.offsets[-1] <= 1


async def test_an_update_that_has_to_wait_is_tried_again_before_the_next_of_its_chat(server: Server, bot: Bot) -> None:
    ear, failures = Ear(), [OSError("away")]

    async def handle(update: Update) -> None:
        if update.update_id == 1 and failures:
            raise failures.pop()
        await ear(update)

    server.add(1)
    server.add(2)
    poller = Poller(bot, handle, ["message"])
    running = asyncio.create_task(poller.run())
    await ear.until(1, 2)
    assert ear.heard == [1, 2]
    poller.stop()
    await running


async def test_an_update_that_cannot_be_read_does_not_hold_up_the_others(server: Server, bot: Bot) -> None:
    ear = Ear()
    server.updates.append({"update_id": 1, "message": {"text": "no chat, no date"}})
    server.add(2)
    poller = Poller(bot, ear, ["message"])
    running = asyncio.create_task(poller.run())
    await ear.until(1, 2)
    poller.stop()
    await running
    assert server.offsets[-1] == 3


async def test_errors_of_the_server_are_waited_out(server: Server, bot: Bot) -> None:
    ear = Ear()
    server.answers = [
        (502, {"ok": False, "error_code": 502, "description": "Bad Gateway"}),
        (409, {"ok": False, "error_code": 409, "description": "Conflict: terminated by other getUpdates request"}),
    ]
    server.add(1)
    poller = Poller(bot, ear, ["message"])
    running = asyncio.create_task(poller.run())
    await ear.until(1)
    poller.stop()
    await running


@pytest.mark.parametrize(
    ("status", "times", "words"),
    [(401, 1, "token is not accepted"), (404, 1, "token is not accepted"), (409, 5, "another")],
)
async def test_hopeless_polling_ends_with_a_clear_line(
    server: Server, bot: Bot, monkeypatch: pytest.MonkeyPatch, status: int, times: int, words: str
) -> None:
    monkeypatch.setattr("bot.poller.FIRST_PAUSE", 0.0)
    server.answers = [(status, {"ok": False, "error_code": status, "description": "no"})] * times
    poller = Poller(bot, Ear(), ["message"])
    with pytest.raises(BaseExceptionGroup) as caught:
        await poller.run()
    assert caught.group_contains(PollingError, match=words)
