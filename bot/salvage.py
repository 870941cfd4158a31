"""Reading an answer of getUpdates one update at a time, when one in it cannot be read: the others must not suffer."""

import logging
from typing import Any

from aiogram import Bot
from aiogram.types import Update
from pydantic import ValidationError

log = logging.getLogger(__name__)


def salvage(answer: Any, bot: Bot) -> list[Update]:
    """The updates of a raw answer; one that cannot be read is reduced to its number, which finishes it."""
    rows = answer.get("result") if isinstance(answer, dict) and answer.get("ok") else None
    return [_read(row, bot) for row in rows or [] if isinstance(row, dict) and isinstance(row.get("update_id"), int)]


def _read(row: dict[str, Any], bot: Bot) -> Update:
    try:
        return Update.model_validate(row, context={"bot": bot})
    except ValidationError:
        number = row["update_id"]
        log.error("an update cannot be read", extra={"bot_id": bot.id, "update_id": number})
        return Update.model_validate({"update_id": number}, context={"bot": bot})
