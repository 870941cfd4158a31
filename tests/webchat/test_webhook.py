"""Delivery by webhook: the secret, the order within a chat, what is tried again, what an answer may carry."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import FormData, web

from tests.webchat.conftest import BOT_ID, LI, WANG, Serve, Served, demo_options, until
from webchat.faults import Kind
from webchat.options import Options


@dataclass
class Taker:
    """A bot's webhook: writes down what comes and answers what it is told to."""

    url: str = ""
    seen: list[dict[str, Any]] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    answers: list[web.Response] = field(default_factory=list)
    hold: dict[str, asyncio.Event] = field(default_factory=dict)

    async def take(self, request: web.Request) -> web.Response:
        update = await request.json()
        self.seen.append(update)
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        said = update.get("message", {}).get("text", "")
        if said in self.hold:
            await self.hold[said].wait()
        return self.answers.pop(0) if self.answers else web.Response()

    @property
    def texts(self) -> list[str]:
        return [one["message"]["text"] for one in self.seen if "message" in one]


@pytest.fixture
async def taker() -> AsyncIterator[Taker]:
    one = Taker()
    app = web.Application()
    app.router.add_post("/hook", one.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    one.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield one
    for event in one.hold.values():
        event.set()
    await runner.cleanup()


def quick() -> Options:
    return demo_options(webhook_first_retry=0.001, webhook_longest_retry=0.002)


async def say(chat: Served, user_id: int, text: str) -> None:
    person = chat.person(user_id)
    await person.say(await person.room(BOT_ID), text)


@pytest.fixture
async def hooked(serve: Serve, taker: Taker) -> Served:
    chat = await serve(quick())
    assert await chat.call("setWebhook", url=taker.url, secret_token="s3cret-_") == {
        "ok": True,
        "result": True,
        "description": "Webhook was set",
    }
    return chat


async def test_updates_arrive_with_the_secret_and_are_let_go(hooked: Served, taker: Taker) -> None:
    await say(hooked, WANG, "一")
    await until(lambda: taker.texts == ["一"] and len(hooked.hub.updates(hooked.hub.rooms.bot(BOT_ID))) == 0)
    assert taker.secrets == ["s3cret-_"]
    info = await hooked.result("getWebhookInfo")
    assert info == {"url": taker.url, "has_custom_certificate": False, "pending_update_count": 0, "max_connections": 40}


async def test_a_chat_keeps_its_order_and_does_not_hold_up_another(hooked: Served, taker: Taker) -> None:
    taker.hold["慢"] = asyncio.Event()
    await say(hooked, WANG, "慢")
    await say(hooked, WANG, "后")
    await say(hooked, LI, "别人")
    await until(lambda: "别人" in taker.texts)
    assert "后" not in taker.texts
    taker.hold["慢"].set()
    await until(lambda: "后" in taker.texts)


async def test_a_refused_update_is_tried_again_before_the_next(hooked: Served, taker: Taker) -> None:
    taker.answers = [web.Response(status=500), web.Response(status=503), web.Response()]
    await say(hooked, WANG, "一")
    await say(hooked, WANG, "二")
    await until(lambda: "二" in taker.texts)
    assert taker.texts == ["一", "一", "一", "二"]
    assert "503" in (await hooked.result("getWebhookInfo"))["last_error_message"]


async def test_an_answer_may_carry_a_call(hooked: Served, taker: Taker) -> None:
    form = FormData({"method": "sendMessage", "chat_id": str(WANG), "text": "表"}, default_to_multipart=True)()
    payload = {"method": "sendMessage", "chat_id": WANG, "text": "答"}
    taker.answers = [web.json_response(payload), web.Response(body=form), web.json_response({"method": "sendPoll"})]
    for text in ("一", "二", "三"):
        await say(hooked, WANG, text)
    bot = hooked.hub.rooms.bot(BOT_ID)
    await until(lambda: len(taker.texts) == 3 and len(hooked.hub.updates(bot)) == 0)
    room = await hooked.person(WANG).room(BOT_ID)
    texts = [one["message"]["text"] for one in await hooked.person(WANG).messages(room)]
    assert sorted(texts) == sorted(["一", "答", "二", "表", "三"])


async def test_the_webhook_and_what_waits_survive_a_restart(serve: Serve, taker: Taker) -> None:
    chat = await serve(demo_options(webhook_first_retry=3600))
    await chat.result("setWebhook", url=taker.url, secret_token="abc")
    taker.answers = [web.Response(status=500), web.Response(status=500)]
    await say(chat, WANG, "还在")
    await until(lambda: len(taker.texts) == 2)
    await serve(quick())
    await until(lambda: len(taker.texts) == 3)
    assert (taker.texts, taker.secrets[-1]) == (["还在"] * 3, "abc")


async def test_polling_and_webhook_exclude_each_other(hooked: Served, taker: Taker) -> None:
    assert await hooked.refused("getUpdates") == (
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    )
    assert (await hooked.call("deleteWebhook"))["description"] == "Webhook was deleted"
    assert (await hooked.call("deleteWebhook"))["description"] == "Webhook is already deleted"
    polling = asyncio.create_task(hooked.refused("getUpdates", timeout=50))
    await until(lambda: hooked.hub.updates(hooked.hub.rooms.bot(BOT_ID)).is_polled)
    await hooked.result("setWebhook", url=taker.url)
    assert await polling == (409, "Conflict: terminated by setWebhook request")


async def test_what_setwebhook_refuses(serve: Serve, taker: Taker) -> None:
    chat = await serve(demo_options(pacing=True))
    refused = {
        "nonsense": {"url": "ftp://a"},
        "too long": {"url": taker.url, "secret_token": "x" * 257},
        "unallowed characters": {"url": taker.url, "secret_token": "a b"},
    }
    for params in refused.values():
        code, _ = await chat.refused("setWebhook", **params)
        assert code == 400
    await chat.result("setWebhook", url=taker.url)
    assert await chat.refused("setWebhook", url=taker.url, secret_token="x") == (
        429,
        "Too Many Requests: retry after 1",
    )


async def test_a_delivery_comes_twice_when_that_fault_is_on(hooked: Served, taker: Taker) -> None:
    hooked.hub.faults.add(Kind.DUPLICATE, methods=["webhook"])
    await say(hooked, WANG, "一")
    await until(lambda: len(taker.texts) == 2)
    assert taker.texts == ["一", "一"]


async def test_pending_updates_can_be_dropped(serve: Serve, taker: Taker) -> None:
    chat = await serve(quick())
    await say(chat, WANG, "旧")
    await chat.result("setWebhook", url=taker.url, drop_pending_updates=True)
    await say(chat, WANG, "新")
    await until(lambda: "新" in taker.texts)
    await chat.result("deleteWebhook")
    assert await chat.result("getUpdates") == []
