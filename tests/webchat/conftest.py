"""A running chat server with one bot and some people."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.typedefs import Handler

from models.database import Database
from models.webchat import create_chat_user, create_group, register_bot
from tests.conftest import TurnedClock
from tests.webchat.schema_check import problems_of_answer
from webchat.calls import METHODS
from webchat.client import ChatClient
from webchat.server import HUB, DemoPersona, Hub, Options, create_app, listen

BOT_ID, TOKEN = 7001, "7001:demo_secret_of_the_bot"
WANG, LI = 101, 102
GROUP = -5001
STRANGER = 103  # exists, but never wrote to the bot
PEOPLE = {WANG: "王秀英", LI: "李建国", STRANGER: "赵敏"}


@dataclass
class Served:
    """A running server, and hands to reach it."""

    url: str
    hub: Hub
    session: aiohttp.ClientSession
    database: Database
    answers: list[tuple[str, dict[str, Any]]]  # every answer of the Bot API, as it went over the wire

    def person(self, user_id: int) -> ChatClient:
        """A person at the page."""
        return ChatClient(self.session, self.url, user_id)

    async def call(self, method: str, token: str = TOKEN, **params: Any) -> dict[str, Any]:
        """One call of the Bot API with a JSON body; the whole envelope."""
        async with self.session.post(f"{self.url}/bot{token}/{method}", json=params) as answer:
            body: dict[str, Any] = await answer.json()
        return body

    async def result(self, method: str, **params: Any) -> Any:
        """The result of a call that must succeed."""
        body = await self.call(method, **params)
        assert body["ok"], body
        return body["result"]

    async def refused(self, method: str, **params: Any) -> tuple[int, str]:
        """Code and description of a call that must fail."""
        body = await self.call(method, **params)
        assert not body["ok"], body
        return body["error_code"], body["description"]


Serve = Callable[..., Awaitable[Served]]


async def populate(database: Database, clock: TurnedClock) -> None:
    """One bot, three people, one group."""
    async with database.begin() as session:
        await register_bot(session, token=TOKEN, username="county_bot", name="连心", now=clock())
        for user_id, name in PEOPLE.items():
            bot_id = None if user_id == STRANGER else BOT_ID
            await create_chat_user(session, user_id=user_id, name=name, now=clock(), bot_id=bot_id)
        await create_group(
            session, bot_id=BOT_ID, chat_id=GROUP, title="幸福村志愿服务队", user_ids=[WANG, LI], now=clock()
        )


def demo_options(**more: Any) -> Options:
    """Options of a demo in which everybody may be chosen; no limits unless asked for."""
    personas = tuple(DemoPersona(user_id, name, "居民") for user_id, name in PEOPLE.items())
    return Options(**({"personas": personas, "flood": None, "pacing": False} | more))


async def until(holds: Callable[[], bool]) -> None:
    """Let the server run until something holds; the test's own timeout ends a wait in vain."""
    while not holds():  # noqa: ASYNC110
        await asyncio.sleep(0)


@pytest.fixture
async def serve(database: Database, clock: TurnedClock) -> AsyncIterator[Serve]:
    """Start servers on the database; a second one sees what the first left. Every answer is checked in the end."""
    await populate(database, clock)
    answers: list[tuple[str, dict[str, Any]]] = []
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession())

        async def start(options: Options | None = None) -> Served:
            app = create_app(database=database, clock=clock, options=options or demo_options())
            app.middlewares.append(recorder(answers))
            runner, port = await listen(app)
            stack.push_async_callback(runner.cleanup)
            return Served(f"http://127.0.0.1:{port}", app[HUB], session, database, answers)

        yield start
    assert [wrong for method, body in answers for wrong in problems_of_answer(method, body)] == []


def recorder(answers: list[tuple[str, dict[str, Any]]]) -> Any:
    """A middleware that writes down every answer of the Bot API."""

    @web.middleware
    async def record(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        name = METHODS.get(request.match_info.get("method", "").lower(), ("",))[0]
        if name and isinstance(response, web.Response) and isinstance(response.body, bytes):
            answers.append((name, json.loads(response.body)))
        return response

    return record


@pytest.fixture
async def chat(serve: Serve) -> Served:
    """A running demo."""
    return await serve()
