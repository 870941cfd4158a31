"""Keyboards: inline ones that stand under a message, and reply keyboards in place of the input."""

import re
from dataclasses import dataclass
from typing import Any

import orjson

from webchat.errors import bad_request
from webchat.text import utf16_length

MAX_CALLBACK_BYTES = 64
MAX_BUTTONS = 100
MAX_BYTES = 16384
URL = re.compile(r"(?i)(https?|tg|tel|mailto):\S+|[a-z0-9.-]+\.[a-z]{2,}(/\S*)?")
UNSUPPORTED = (
    "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat", "pay", "callback_game",
    "switch_inline_query_chosen_chat",
)  # fmt: skip
UNSUPPORTED_REPLY = ("request_users", "request_chat", "request_managed_bot", "request_poll", "web_app")
STYLES = {"danger", "success", "primary"}


@dataclass(frozen=True, slots=True)
class Markup:
    """`inline`: an InlineKeyboardMarkup. `reply`: a ReplyKeyboardMarkup, ReplyKeyboardRemove or ForceReply."""

    inline: dict[str, Any] | None = None
    reply: dict[str, Any] | None = None


def parse_markup(value: Any) -> Markup:
    """Check a reply_markup and keep what is known of it.

    Raises:
        ApiError: 400, as Telegram says it.
    """
    if value is None:
        return Markup()
    if not isinstance(value, dict):
        raise bad_request("object expected as reply markup")
    if value.get("keyboard"):
        return Markup(reply=_reply_keyboard(value))
    if value.get("inline_keyboard"):
        rows = _rows(value["inline_keyboard"], '"inline_keyboard" of the InlineKeyboardMarkup', _inline_button)
        return Markup(inline={"inline_keyboard": rows}) if rows else Markup()
    if value.get("remove_keyboard"):
        return Markup(reply={"remove_keyboard": True, **_flags(value, "selective")})
    if value.get("force_reply"):
        return Markup(reply={"force_reply": True, **_flags(value, "selective"), **_placeholder(value)})
    return Markup()


def _reply_keyboard(value: dict[str, Any]) -> dict[str, Any]:
    flags = _flags(value, "is_persistent", "resize_keyboard", "one_time_keyboard", "selective")
    return {"keyboard": _rows(value["keyboard"], '"keyboard"', _reply_button), **flags, **_placeholder(value)}


def _rows(value: Any, called: str, button: Any) -> list[list[dict[str, Any]]]:
    if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
        raise bad_request(f"field {called} must be an Array of Arrays")
    rows = [[button(one) for one in row] for row in value if row]
    if sum(map(len, rows)) > MAX_BUTTONS or len(orjson.dumps(rows)) > MAX_BYTES:
        raise bad_request("reply markup is too long")
    return rows


def _inline_button(value: Any) -> dict[str, Any]:
    prefix = "can't parse inline keyboard button: "
    if not isinstance(value, dict):
        raise bad_request(prefix + "InlineKeyboardButton must be an Object")
    button = {"text": _text(value, prefix), **_style(value, prefix)}
    if value.get("url"):
        return button | {"url": _url(value["url"])}
    if value.get("callback_data"):
        if len(str(value["callback_data"]).encode()) > MAX_CALLBACK_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
        return button | {"callback_data": str(value["callback_data"])}
    if any(value.get(kind) is not None for kind in UNSUPPORTED):
        raise bad_request("BUTTON_TYPE_INVALID")
    if isinstance(value.get("copy_text"), dict):
        text = value["copy_text"].get("text")
        if not isinstance(text, str) or not 1 <= utf16_length(text) <= 256:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
        return button | {"copy_text": {"text": text}}
    raise bad_request(prefix + "Text buttons are unallowed in the inline keyboard")


def _reply_button(value: Any) -> dict[str, Any]:
    prefix = "can't parse keyboard button: "
    if isinstance(value, str):
        return {"text": _text({"text": value}, prefix)}
    if not isinstance(value, dict):
        raise bad_request(prefix + "KeyboardButton must be a String or an Object")
    if any(value.get(kind) is not None for kind in UNSUPPORTED_REPLY):
        raise bad_request("BUTTON_TYPE_INVALID")
    asked = _flags(value, "request_contact", "request_location")
    return {"text": _text(value, prefix), **_style(value, prefix), **asked}


def _text(value: dict[str, Any], prefix: str) -> str:
    text = value.get("text")
    if text is None:
        raise bad_request(prefix + 'Can\'t find field "text"')
    if not isinstance(text, str):
        raise bad_request(prefix + 'Field "text" must be of type String')
    if not text.strip():
        raise bad_request("BUTTON_TEXT_INVALID")
    return text


def _style(value: dict[str, Any], prefix: str) -> dict[str, str]:
    style = value.get("style")
    if not style:
        return {}
    if style not in STYLES:
        raise bad_request(prefix + "invalid button style specified")
    return {"style": style}


def _url(value: Any) -> str:
    if not isinstance(value, str) or not URL.fullmatch(value):
        raise bad_request(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")
    return value if re.match(r"(?i)(https?|tg|tel|mailto):", value) else f"http://{value}"


def _flags(value: dict[str, Any], *names: str) -> dict[str, bool]:
    return {name: True for name in names if value.get(name) is True}


def _placeholder(value: dict[str, Any]) -> dict[str, str]:
    text = value.get("input_field_placeholder")
    return {"input_field_placeholder": text[:64]} if isinstance(text, str) and text else {}
