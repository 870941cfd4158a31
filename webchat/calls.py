"""A call of the Bot API: the table of methods, and what each is given."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from webchat.errors import bad_request
from webchat.hub import Hub
from webchat.markup import Markup, parse_markup
from webchat.rooms import Bot, Room
from webchat.text import Entity, formatted
from webchat.wire import Params

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Call:
    """One call by one bot."""

    hub: Hub
    bot: Bot
    params: Params

    async def room(self) -> Room:
        """The room of `chat_id`, to which the bot may write."""
        return await self.hub.writable(self.bot, self.params.text("chat_id"))

    def markup(self) -> Markup:
        """The reply markup."""
        return parse_markup(self.params.json("reply_markup", "reply keyboard markup"))

    async def formatted(self, name: str, entities: str) -> tuple[str, list[Entity]]:
        """A text parameter with its markup read."""
        text = self.params.text(name)
        given = self.params.json(entities, "entities")
        if len(text) > 100_000:
            raise bad_request("message is too long")
        text, found = formatted(text, self.params.text("parse_mode"), given)
        return text, [entity for entity in [await self._named(one) for one in found] if entity]

    async def _named(self, entity: Entity) -> Entity | None:
        """A mention by number gets the user it names; of a stranger it is dropped."""
        if entity["type"] != "text_mention":
            return entity
        user = await self.hub.rooms.user(int(entity.pop("user_id", 0) or 0))
        return None if user is None else entity | {"user": user.as_user()}


@dataclass(frozen=True, slots=True)
class Described:
    """A result with a description beside it."""

    result: Any
    description: str


Handler = Callable[[Call], Awaitable[Any]]
METHODS: dict[str, tuple[str, Handler]] = {}


HandlerT = TypeVar("HandlerT", bound=Handler)


def method(name: str) -> Callable[[HandlerT], HandlerT]:
    """Enter a handler into the table; names are found in any case."""

    def enter(handler: HandlerT) -> HandlerT:
        METHODS[name.lower()] = (name, handler)
        return handler

    return enter
