"""Webhook mode: the same edge, only for who knows the secret, and 200 only when an update is finished."""

import io
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from sqlalchemy.exc import InterfaceError

from bot.bots import BotAccount
from bot.errors import CommandError
from bot.webhook import HEADER, LARGEST_BODY, Receiver, secret_of
from config.secrets import SecretMissing
from config.settings import BotSettings
from tests.chat.world import World
from webchat.server import listen

SECRET = "x" * 32
Post = Callable[..., Awaitable[int]]


@pytest.fixture
async def post(world: World) -> AsyncIterator[Post]:
    """Post a body to the webhook of the world's bot; the status."""
    async with AsyncExitStack() as stack:
        app = web.Application()
        app.router.add_post("/hook", Receiver(world.channel, SECRET).receive)
        runner, port = await listen(app)
        stack.push_async_callback(runner.cleanup)
        session = await stack.enter_async_context(aiohttp.ClientSession())

        async def send(body: Any, **headers: str) -> int:
            given = {"json": body} if isinstance(body, dict) else {"data": io.BytesIO(body)}
            async with session.post(f"http://127.0.0.1:{port}/hook", headers=headers, **given) as answer:
                return answer.status

        yield send


def update(chat_id: int, text: str) -> dict[str, Any]:
    chat = {"id": chat_id, "type": "private"}
    who = {"id": chat_id, "is_bot": False, "first_name": "王"}
    return {"update_id": 5, "message": {"message_id": 1, "date": 1, "chat": chat, "from": who, "text": text}}


async def test_an_update_is_finished_and_answered_once(world: World, post: Post) -> None:
    wang = await world.resident("王秀英")
    for _ in range(2):
        assert await post(update(wang.id, "/start"), **{HEADER: SECRET}) == 200
    assert len([shown for shown in await wang.look() if not shown.mine]) == 1
    assert await world.owed() == (0, 1)


@pytest.mark.parametrize("given", ["", "y" * 32, "密钥"])
async def test_who_does_not_know_the_secret_is_not_heard(world: World, post: Post, given: str) -> None:
    headers = {HEADER: given.encode().decode("latin-1")} if given else {}
    assert await post(update(1, "/start"), **headers) == 401
    assert await world.owed() == (0, 0)


@pytest.mark.parametrize(
    ("body", "status"), [(b"{", 400), (b"[]", 400), (b'{"a":1}', 400), (b" " * (LARGEST_BODY + 1), 413)]
)
async def test_bad_bodies_are_refused(post: Post, body: bytes, status: int) -> None:
    assert await post(body, **{HEADER: SECRET}) == status


async def test_an_update_that_has_to_wait_is_asked_for_again(
    world: World, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(_update: Any) -> None:
        raise InterfaceError("", {}, Exception())

    monkeypatch.setattr(world.channel, "handle", away)
    assert await post(update(1, "/start"), **{HEADER: SECRET}) == 503


def account(**values: str) -> BotAccount:
    settings = BotSettings(
        mode="webhook", token_variable="TOKEN", **{"webhook_url": "https://example.test/hook", **values}
    )
    return replace(BotAccount(1, "town", "1:secret_secret", "", "320830", settings))


def test_a_webhook_without_a_good_secret_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SecretMissing, match="TOKEN_WEBHOOK_SECRET"):
        secret_of(account())
    for bad in ("x" * 31, "x" * 40 + "!", "密" * 40):
        monkeypatch.setenv("TOKEN_WEBHOOK_SECRET", bad)
        with pytest.raises(CommandError, match="32 or more"):
            secret_of(account())
    monkeypatch.setenv("TOKEN_WEBHOOK_SECRET", SECRET)
    assert secret_of(account()) == SECRET
    with pytest.raises(CommandError, match="webhook_url"):
        secret_of(account(webhook_url="https://example.test"))
