"""A person at the page, as a program: for tests, benchmarks and rehearsals of the demo, over the same HTTP."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp


class PageError(Exception):
    """The page's server refused: HTTP status and its word for why."""

    def __init__(self, status: int, reason: str, seconds: int = 0) -> None:
        super().__init__(f"{status} {reason}")
        self.status, self.reason, self.seconds = status, reason, seconds


@dataclass(frozen=True, slots=True)
class ChatClient:
    """One person of the demo (`user_id`), or whoever the session's cookie signed in (`user_id` 0)."""

    session: aiohttp.ClientSession
    base_url: str
    user_id: int = 0

    async def rooms(self) -> list[dict[str, Any]]:
        """This person's rooms."""
        found: dict[str, list[dict[str, Any]]] = await self._get("rooms")
        return next(iter(found.values()))

    async def room(self, bot_id: int) -> str:
        """The id of the private room with a bot."""
        return next(
            str(one["room"])
            for one in await self.rooms()
            if one["bot"]["id"] == bot_id and one["chat"]["type"] == "private"
        )

    async def messages(self, room: str, *, before: int | None = None, limit: int = 40) -> list[dict[str, Any]]:
        """Messages with their keyboards, oldest first."""
        more = {"before": str(before)} if before is not None else {}
        found: list[dict[str, Any]] = await self._get("messages", room=room, limit=str(limit), **more)
        return found

    async def say(self, room: str, text: str, **more: Any) -> dict[str, Any]:
        """Write a text; `reply_to`, `forwarded_from` as the page has them."""
        return await self.do("say", room=room, text=text, **more)

    async def press(self, room: str, message_id: int, data: str) -> dict[str, Any]:
        """Press an inline button; the bot's answer, or `answered: false`."""
        return await self.do("press", room=room, message_id=message_id, data=data)

    async def send_file(self, room: str, kind: str, data: bytes, name: str, mime: str, **more: str) -> dict[str, Any]:
        """Send a photo, a voice note or a document."""
        form = aiohttp.FormData({"as": str(self.user_id or ""), "room": room, "kind": kind, **more}, quote_fields=False)
        form.add_field("file", data, filename=name, content_type=mime)
        return await self._post("file", form)

    async def do(self, act: str, /, **body: Any) -> dict[str, Any]:
        """Any act of the page: say, press, edit, block, read, share, signin, signout."""
        return await self._post(act, {"as": str(self.user_id or ""), **body})

    async def events(self) -> AsyncIterator[dict[str, Any]]:
        """News, beginning with a `hello`."""
        async with self.session.get(self._url("events"), params=self._as()) as stream:
            await self._checked(stream)
            async for line in stream.content:
                if line.startswith(b"data: "):
                    yield json.loads(line[6:])

    def _url(self, name: str) -> str:
        return f"{self.base_url}/app/{name}"

    def _as(self) -> dict[str, str]:
        return {"as": str(self.user_id)} if self.user_id else {}

    async def _get(self, name: str, **query: str) -> Any:
        async with self.session.get(self._url(name), params=self._as() | query) as answer:
            return await self._checked(answer)

    async def _post(self, name: str, body: Any) -> dict[str, Any]:
        sent = {"data": body} if isinstance(body, aiohttp.FormData) else {"json": body}
        async with self.session.post(self._url(name), headers={"Origin": self.base_url}, **sent) as answer:
            result: dict[str, Any] = await self._checked(answer)
            return result

    @staticmethod
    async def _checked(answer: aiohttp.ClientResponse) -> Any:
        if answer.status < 400:
            return await answer.json() if answer.content_type == "application/json" else None
        error = json.loads(await answer.text() or "{}") if answer.content_type == "application/json" else {}
        raise PageError(answer.status, error.get("error", answer.reason or ""), error.get("seconds", 0))
