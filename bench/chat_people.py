"""People of the benchmark: they write, wait for the bot's answer on one stream of news, and write again."""

import asyncio
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from webchat.client import ChatClient

ASKING = "明天上午家里电视没有声音了"


@dataclass
class One:
    """A person, and what the bot has written to them."""

    page: ChatClient
    room: str
    heard: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)

    async def say(self, text: str) -> dict[str, Any]:
        """Write, and return what the bot answers."""
        await self.page.say(self.room, text)
        return await self.heard.get()

    async def press(self, message: dict[str, Any], action: str) -> dict[str, Any]:
        """Press the button with this action, and return what the bot says."""
        rows = message["reply_markup"]["inline_keyboard"]
        data = next(
            one["callback_data"] for row in rows for one in row if one["callback_data"].startswith(f"{action}:")
        )
        pressing = asyncio.create_task(self.page.press(self.room, message["message_id"], data))
        answer = await self.heard.get()
        await pressing
        return answer


@dataclass
class Crowd:
    """Everybody at once."""

    people: list[One]
    updates_in_a_talk: int = 4

    @classmethod
    async def gather(
        cls, session: aiohttp.ClientSession, url: str, bot_id: int, count: int, stack: AsyncExitStack
    ) -> "Crowd":
        """Open everybody's chat, and listen."""
        pages = [ChatClient(session, url, 1001 + number) for number in range(count)]
        crowd = cls([One(page, await page.room(bot_id)) for page in pages])
        ready = asyncio.Event()
        listening = asyncio.create_task(crowd._listen(session, url, ready))
        stack.callback(listening.cancel)
        await ready.wait()
        return crowd

    async def chat(self, messages: int) -> None:
        """Everybody writes so many messages, each answered by one."""
        await asyncio.gather(*(self._chat(one, messages) for one in self.people))

    async def talk(self, talks: int) -> None:
        """Everybody asks for help, confirms it, and takes it back, so many times."""
        await asyncio.gather(*(self._talk(one, talks) for one in self.people))

    async def _chat(self, one: One, messages: int) -> None:
        for _ in range(messages):
            await one.say("/help")

    async def _talk(self, one: One, talks: int) -> None:
        for _ in range(talks):
            card = await one.say(ASKING)
            opened = await one.press(card, "draft.ok")
            sure = await one.press(opened, "mine.cancel")
            await one.press(sure, "mine.cancelled")

    async def _listen(self, session: aiohttp.ClientSession, url: str, ready: asyncio.Event) -> None:
        by_room = {one.room: one for one in self.people}
        everybody = ",".join(str(one.page.user_id) for one in self.people)
        stream = _Everybody(session, url).events(everybody)
        async with aclosing(stream):
            async for event in stream:
                ready.set()
                if event["type"] in ("message", "edited") and event["message"]["from"]["is_bot"]:
                    by_room[event["room"]].heard.put_nowait(event["message"])


@dataclass
class _Everybody:
    session: aiohttp.ClientSession
    url: str

    async def events(self, everybody: str) -> Any:
        import json

        timeout = aiohttp.ClientTimeout(total=None)
        async with self.session.get(f"{self.url}/app/events", params={"as": everybody}, timeout=timeout) as answer:
            async for line in answer.content:
                if line.startswith(b"data: "):
                    yield json.loads(line[6:])
