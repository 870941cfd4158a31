"""Filters that handlers share."""

from typing import Any

from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from language.understand import Reader
from services.reading import understand
from services.work import Work
from templates.press import unpack


class Pressed(Filter):
    """A button of ours with one of these actions; the handler gets it as `press`."""

    def __init__(self, *actions: str) -> None:
        self.actions = frozenset(actions)

    async def __call__(self, query: CallbackQuery) -> bool | dict[str, Any]:
        press = unpack(query.data or "")
        return {"press": press} if press is not None and press.action in self.actions else False


class TellsOfDanger(Filter):
    """A sentence that tells of danger, whatever had been asked; the handler gets what it means as `needs`."""

    async def __call__(self, message: Message, work: Work, reader: Reader) -> bool | dict[str, Any]:
        needs = await understand(work, reader, message.text or "")
        return {"needs": needs} if needs[0].danger else False
