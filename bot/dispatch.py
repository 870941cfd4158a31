"""The dispatcher: which conversation hears an update."""

from collections.abc import Iterable
from functools import cache
from typing import Any, ClassVar

import orjson
from aiogram import Bot, Dispatcher, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType

from bot import membership
from bot.bots import BotAccount
from handlers.routers import routers


@cache
def house() -> Dispatcher:
    """The dispatcher over all conversations of the product; a router can have one parent only, so there is one in a process."""
    return dispatcher(routers())


def dispatcher(routers: Iterable[Router]) -> Dispatcher:
    """A dispatcher over the routers, in this order; conversation state comes from the edge."""
    made = Dispatcher(disable_fsm=True)
    made.include_routers(membership.router(), *routers)
    return made


def updates_heard(made: Dispatcher) -> list[str]:
    """The kinds of update that some handler hears; the bot asks for no others."""
    return made.resolve_used_update_types()


def client(account: BotAccount) -> Bot:
    """aiogram's client of a bot."""
    session = Session(api=TelegramAPIServer.from_base(account.base_url), json_loads=orjson.loads, json_dumps=_dumps)
    return Bot(account.token, session=session)


class Session(AiohttpSession):
    """aiogram's session, which keeps the models of responses and does not pause at its end.

    pydantic holds `Response[Message]` and its like by weak references only: without a strong one each is thrown away and built
    again every few calls, at the price of dozens of updates.
    """

    _responses: ClassVar[dict[type[TelegramMethod[Any]], Any]] = {}

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        """The response as an object, or the error that it tells of."""
        kind = type(method)
        if kind not in self._responses:
            self._responses[kind] = Response[method.__returning__]  # type: ignore[name-defined]
        return super().check_response(bot, method, status_code, content)

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None and not self._session.closed:
            await self._session.close()


def _dumps(value: Any) -> str:
    return orjson.dumps(value).decode()
