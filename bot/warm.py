"""Work that would otherwise slow down the first person of the day: aiogram builds its models when they are first used."""

from typing import Any

from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteWebhook,
    EditMessageText,
    GetUpdates,
    Response,
    SendMessage,
    TelegramMethod,
)
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, Update

from bot.codec import decode, encode

_USER = {"id": 1, "is_bot": False, "first_name": "-"}
_MESSAGE = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "from": _USER, "text": "-"}
_UPDATES = [
    {"update_id": 1, "message": _MESSAGE},
    {
        "update_id": 2,
        "callback_query": {"id": "1", "from": _USER, "message": _MESSAGE, "chat_instance": "1", "data": "-"},
    },
]


def warm_up() -> None:
    """Build the models of the updates and methods that nearly every conversation uses."""
    button = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="-", callback_data="-")]])
    used: list[TelegramMethod[Any]] = [
        AnswerCallbackQuery(callback_query_id="1"),
        EditMessageText(chat_id=1, message_id=1, text="-", reply_markup=button),
        SendMessage(chat_id=1, text="-", reply_markup=button),
    ]
    decode(encode(used))
    results: dict[type[TelegramMethod[Any]], Any] = {GetUpdates: _UPDATES, SendMessage: _MESSAGE, DeleteWebhook: True}
    for method, result in results.items():
        Response[method.__returning__].model_validate({"ok": True, "result": result})  # type: ignore[name-defined]
    for update in _UPDATES:
        Update.model_validate(update)
