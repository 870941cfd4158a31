"""Work that would otherwise slow down the first person of the day: aiogram and SQLAlchemy build their models at the first use."""

import json
from typing import Any

from aiogram import Bot
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteWebhook,
    EditMessageText,
    GetUpdates,
    SendMessage,
    TelegramMethod,
)
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from sqlalchemy.orm import configure_mappers

from bot.codec import decode, encode
from bot.dispatch import Session

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
    """Build the tables' mappers, and the models of the updates and methods that nearly every conversation uses."""
    configure_mappers()
    button = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="-", callback_data="-")]])
    used: list[TelegramMethod[Any]] = [
        AnswerCallbackQuery(callback_query_id="1"),
        EditMessageText(chat_id=1, message_id=1, text="-", reply_markup=button),
        SendMessage(chat_id=1, text="-", reply_markup=button),
    ]
    decode(encode(used))
    results: list[tuple[TelegramMethod[Any], Any]] = [(GetUpdates(), _UPDATES), (DeleteWebhook(), True)]
    results += [(method, True if isinstance(method, AnswerCallbackQuery) else _MESSAGE) for method in used]
    bot = Bot("1:warming_up", session=Session())
    for method, result in results:
        bot.session.check_response(bot, method, 200, json.dumps({"ok": True, "result": result}))
