"""From a rendered message to the Bot API methods that say it to the person who spoke."""

from typing import Any

from aiogram.methods import AnswerCallbackQuery, EditMessageText, SendMessage, TelegramMethod
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message, ReplyKeyboardMarkup

from templates.engine import Said

Methods = list[TelegramMethod[Any]]


def send(chat_id: int, said: Said) -> SendMessage:
    """A new message."""
    return SendMessage(chat_id=chat_id, text=said.text, parse_mode="HTML", reply_markup=_markup(said))


def reply(message: Message, *messages: Said) -> Methods:
    """New messages in the chat where one was received."""
    return [send(message.chat.id, said) for said in messages]


def edit(query: CallbackQuery, said: Said, *more: Said, toast: str | None = None) -> Methods:
    """The message of the pressed button becomes another; further messages follow it."""
    if query.message is None:
        return [AnswerCallbackQuery(callback_query_id=query.id, text=toast)]
    chat_id = query.message.chat.id
    markup = _markup(said)
    changed = EditMessageText(
        chat_id=chat_id,
        message_id=query.message.message_id,
        text=said.text,
        parse_mode="HTML",
        reply_markup=markup if isinstance(markup, InlineKeyboardMarkup) else None,
    )
    return [
        AnswerCallbackQuery(callback_query_id=query.id, text=toast),
        changed,
        *(send(chat_id, extra) for extra in more),
    ]


def toast(query: CallbackQuery, text: str, *, alert: bool = False) -> Methods:
    """A short notice over the chat."""
    return [AnswerCallbackQuery(callback_query_id=query.id, text=text, show_alert=alert)]


def _markup(said: Said) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | None:
    markup = said.markup()
    if markup is None:
        return None
    kind = InlineKeyboardMarkup if "inline_keyboard" in markup else ReplyKeyboardMarkup
    return kind.model_validate(markup)
