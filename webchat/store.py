"""Messages and updates on their way into the database and back: sealed rows, and the newest ones kept in memory."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import orjson
from sqlalchemy import Table, bindparam, delete, insert, select, update

from models.crypto import keyring
from models.database import Database
from models.ids import new_id
from models.webchat import ChatBot, ChatMember, ChatMessage, ChatRoom, ChatUpdate
from webchat.journal import Step
from webchat.rooms import Bot, Room

KEPT_IN_MEMORY = 2000

_messages = cast("Table", ChatMessage.__table__)
_updates = cast("Table", ChatUpdate.__table__)
_rooms = cast("Table", ChatRoom.__table__)
_members = cast("Table", ChatMember.__table__)
_bots = cast("Table", ChatBot.__table__)

INSERT_MESSAGE = insert(_messages)
REPLACE_MESSAGE = update(_messages).where(_messages.c.id == bindparam("row")).values(payload_sealed=bindparam("sealed"))
INSERT_UPDATE = insert(_updates)
CONFIRM_BELOW = delete(_updates).where(
    _updates.c.bot_id == bindparam("bot"), _updates.c.update_id < bindparam("offset")
)
CONFIRM_ONE = delete(_updates).where(_updates.c.bot_id == bindparam("bot"), _updates.c.update_id == bindparam("number"))
SET_LAST_UPDATE = update(_bots).where(_bots.c.id == bindparam("bot")).values(last_update_id=bindparam("last"))
SET_BOT = (
    update(_bots)
    .where(_bots.c.id == bindparam("bot"))
    .values(
        profile=bindparam("new_profile"),
        webhook=bindparam("new_webhook"),
        secret_sealed=bindparam("secret"),
        allowed_updates=bindparam("allowed"),
    )
)
SET_KEYBOARD = update(_rooms).where(_rooms.c.id == bindparam("room")).values(keyboard_message_id=bindparam("message"))
SET_ROOM = (
    update(_rooms)
    .where(_rooms.c.id == bindparam("room"))
    .values(started_at=bindparam("started"), blocked_at=bindparam("blocked"))
)
SET_READ = (
    update(_members)
    .where(_members.c.room_id == bindparam("room"), _members.c.user_id == bindparam("user"))
    .values(read_message_id=bindparam("message"))
)


@dataclass(slots=True)
class Stored:
    """A message: its row, the Bot API object, and the reply keyboard that came with it (bots do not see that again)."""

    row_id: int
    message: dict[str, Any]
    keyboard: dict[str, Any] | None = None

    @property
    def id(self) -> int:
        """The number of the message in its room."""
        return int(self.message["message_id"])

    def sealed(self) -> bytes:
        """The payload as it is kept."""
        body = orjson.dumps({"message": self.message, "keyboard": self.keyboard}).decode()
        return keyring().seal(body, f"webchat_message.payload:{self.row_id}")


class Messages:
    """Reads messages, and makes the steps that write them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: OrderedDict[tuple[int, int], Stored | None] = OrderedDict()

    def insert(self, room: Room, message: dict[str, Any], keyboard: dict[str, Any] | None, now: datetime) -> tuple[
        Stored, Step
    ]:  # fmt: skip
        """A new message and the step that writes it."""
        stored = Stored(new_id(), message, keyboard)
        row = {"id": stored.row_id, "room_id": room.id, "message_id": stored.id, "sent_at": now}
        return stored, (INSERT_MESSAGE, row | {"payload_sealed": stored.sealed()})

    def replace(self, stored: Stored) -> Step:
        """The step that writes a changed message."""
        return REPLACE_MESSAGE, {"row": stored.row_id, "sealed": stored.sealed()}

    def empty(self, stored: Stored) -> Step:
        """The step that empties a deleted message."""
        return REPLACE_MESSAGE, {"row": stored.row_id, "sealed": None}

    def keep(self, room_id: int, message_id: int, stored: Stored | None) -> None:
        """Remember a written message (None: it is deleted)."""
        self._kept[room_id, message_id] = stored
        self._kept.move_to_end((room_id, message_id))
        while len(self._kept) > KEPT_IN_MEMORY:
            self._kept.popitem(last=False)

    async def get(self, room: Room, message_id: int) -> Stored | None:
        """A message that was not deleted."""
        if (room.id, message_id) in self._kept:
            return self._kept[room.id, message_id]
        async with self._database.read() as session:
            row = await session.scalar(
                select(ChatMessage).where(ChatMessage.room_id == room.id, ChatMessage.message_id == message_id)
            )
        stored = None if row is None else opened(row)
        if row is not None:
            self.keep(room.id, message_id, stored)
        return stored

    async def page(self, room: Room, before: int | None, limit: int) -> list[Stored]:
        """The newest `limit` messages below `before`, oldest first."""
        query = select(ChatMessage).where(ChatMessage.room_id == room.id, ChatMessage.payload_sealed.is_not(None))
        if before is not None:
            query = query.where(ChatMessage.message_id < before)
        async with self._database.read() as session:
            rows = list(await session.scalars(query.order_by(ChatMessage.message_id.desc()).limit(limit)))
        return [stored for row in reversed(rows) if (stored := opened(row))]


def opened(row: ChatMessage) -> Stored | None:
    """A row as a message, None when it was emptied."""
    payload = row.payload
    if payload is None:
        return None
    body = orjson.loads(payload)
    return Stored(row.id, body["message"], body["keyboard"])


def update_step(bot_id: int, update_id: int, lane: int, body: dict[str, Any], expires_at: datetime) -> Step:
    """The step that writes a waiting update."""
    row_id = new_id()
    sealed = keyring().seal(orjson.dumps(body).decode(), f"webchat_update.payload:{row_id}")
    return INSERT_UPDATE, {
        "id": row_id, "bot_id": bot_id, "update_id": update_id, "lane": lane, "payload_sealed": sealed,
        "expires_at": expires_at,
    }  # fmt: skip


def bot_step(bot: Bot) -> Step:
    """The step that writes what a bot has set of itself."""
    sealed = keyring().seal(bot.secret, f"webchat_bot.secret:{bot.id}") if bot.secret else None
    return SET_BOT, {
        "bot": bot.id, "new_profile": bot.profile, "new_webhook": bot.webhook, "secret": sealed,
        "allowed": bot.allowed_updates,
    }  # fmt: skip
