"""Filters that handlers share."""

from typing import Any

from aiogram.filters import Filter
from aiogram.types import CallbackQuery

from templates.press import unpack


class Pressed(Filter):
    """A button of ours with one of these actions; the handler gets it as `press`."""

    def __init__(self, *actions: str) -> None:
        self.actions = frozenset(actions)

    async def __call__(self, query: CallbackQuery) -> bool | dict[str, Any]:
        press = unpack(query.data or "")
        return {"press": press} if press is not None and press.action in self.actions else False
