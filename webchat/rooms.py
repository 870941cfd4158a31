"""Bots, people and rooms as the server holds them in memory, and how they are read from the database."""

import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.database import Database
from models.webchat import ChatBot, ChatMember, ChatMessage, ChatRoom, ChatUser, token_index

FRESH_SECONDS = 30.0


@dataclass(slots=True)
class Bot:
    """A bot that is served."""

    id: int
    username: str
    name: str
    profile: dict[str, Any]
    webhook: dict[str, Any] | None
    secret: str | None
    allowed_updates: list[str] | None
    last_update_id: int

    def as_user(self) -> dict[str, Any]:
        """The bot as a Bot API User."""
        return {"id": self.id, "is_bot": True, "first_name": self.name, "username": self.username}


@dataclass(slots=True)
class User:
    """A person who chats."""

    id: int
    name: str
    language: str
    closed: bool

    def as_user(self) -> dict[str, Any]:
        """The person as a Bot API User."""
        return {"id": self.id, "is_bot": False, "first_name": self.name, "language_code": self.language}


@dataclass(slots=True)
class Room:
    """A chat of one bot. `last_message_id` lives here; everything else can be read again at any time."""

    id: int
    bot_id: int
    chat_id: int
    kind: str
    title: str | None
    user: User | None
    members: dict[int, User]
    started: bool
    blocked: bool
    former_chat_id: int | None
    keyboard_message_id: int | None
    last_message_id: int
    read_at: float = field(default_factory=time.monotonic)

    @property
    def is_private(self) -> bool:
        """Whether this is the chat of one person with the bot."""
        return self.kind == "private"

    def as_chat(self) -> dict[str, Any]:
        """The room as a Bot API Chat."""
        if self.user is not None:
            return {"id": self.chat_id, "type": "private", "first_name": self.user.name}
        return {"id": self.chat_id, "type": self.kind, "title": self.title or ""}

    def take_message_id(self) -> int:
        """The number of the next message."""
        self.last_message_id += 1
        return self.last_message_id


class Rooms:
    """Finds bots by token, rooms by chat and people; keeps them, and reads what is half a minute old again, because
    other processes make users, rename them and take them out."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._bots: dict[int, Bot] = {}
        self._ids_by_token: dict[str, int] = {}
        self._rooms: dict[int, Room] = {}
        self._by_chat: dict[tuple[int, int], int] = {}
        self._users: dict[int, tuple[User, float]] = {}

    async def load_bots(self) -> list[Bot]:
        """Every bot there is."""
        async with self._database.read() as session:
            for row in await session.scalars(select(ChatBot)):
                self._bots.setdefault(row.id, _bot(row))
        return list(self._bots.values())

    async def bot_by_token(self, token: str) -> Bot | None:
        """The bot whose token this is."""
        if token in self._ids_by_token:
            return self._bots[self._ids_by_token[token]]
        async with self._database.read() as session:
            row = await session.scalar(select(ChatBot).where(ChatBot.token_index == token_index(token)))
        if row is None:
            return None
        self._ids_by_token = {t: i for t, i in self._ids_by_token.items() if i != row.id} | {token: row.id}
        return self._bots.setdefault(row.id, _bot(row))

    def bot(self, bot_id: int) -> Bot:
        """A bot that was loaded."""
        return self._bots[bot_id]

    async def by_chat(self, bot_id: int, chat_id: int) -> Room | None:
        """The bot's room with this chat id, also under the id it had as a group."""
        room_id = self._by_chat.get((bot_id, chat_id))
        if room_id is not None and (room := self._fresh(room_id)):
            return room
        here = (ChatRoom.chat_id == chat_id) | (ChatRoom.former_chat_id == chat_id)
        return await self._read((ChatRoom.bot_id == bot_id) & here)

    async def by_id(self, room_id: int) -> Room | None:
        """The room with this id."""
        return self._fresh(room_id) or await self._read(ChatRoom.id == room_id)

    async def of_user(self, user_id: int) -> list[Room]:
        """The rooms in which a user takes part, read now."""
        async with self._database.read() as session:
            ids = list(await session.scalars(select(ChatMember.room_id).where(ChatMember.user_id == user_id)))
        rooms = [await self._read(ChatRoom.id == room_id) for room_id in ids]
        return [room for room in rooms if room is not None]

    async def user(self, user_id: int) -> User | None:
        """A person by id."""
        known = self._users.get(user_id)
        if known is not None and time.monotonic() - known[1] < FRESH_SECONDS:
            return known[0]
        async with self._database.read() as session:
            row = await session.get(ChatUser, user_id)
        if row is None:
            return None
        self._users[user_id] = (_user(row), time.monotonic())
        return self._users[user_id][0]

    def forget(self, room_id: int) -> None:
        """Read this room again the next time."""
        if room := self._rooms.get(room_id):
            room.read_at = 0.0

    def _fresh(self, room_id: int) -> Room | None:
        room = self._rooms.get(room_id)
        return room if room is not None and time.monotonic() - room.read_at < FRESH_SECONDS else None

    async def _read(self, where: ColumnElement[bool]) -> Room | None:
        async with self._database.read() as session:
            row = await session.scalar(select(ChatRoom).where(where))
            if row is None:
                return None
            members = await _members(session, row.id)
            last = await session.scalar(select(func.max(ChatMessage.message_id)).where(ChatMessage.room_id == row.id))
        if row.bot_id not in self._bots:  # registered by another process since the start
            await self.load_bots()
        return self._keep(row, members, last or 0)

    def _keep(self, row: ChatRoom, members: dict[int, User], last: int) -> Room:
        user = members.get(row.user_id) if row.user_id else None
        room = Room(row.id, row.bot_id, row.chat_id, row.kind, row.title, user, members, row.started_at is not None,
                    row.blocked_at is not None, row.former_chat_id, row.keyboard_message_id, last)  # fmt: skip
        known = self._rooms.get(row.id)
        if known is None:
            self._rooms[row.id] = known = room
        else:  # one object per room, because whoever is at work on it holds it
            room.last_message_id = max(room.last_message_id, known.last_message_id)
            for name in Room.__slots__:
                setattr(known, name, getattr(room, name))
        self._by_chat[room.bot_id, room.chat_id] = room.id
        if room.former_chat_id is not None:
            self._by_chat[room.bot_id, room.former_chat_id] = room.id
        return known


async def _members(session: AsyncSession, room_id: int) -> dict[int, User]:
    rows = await session.scalars(
        select(ChatUser).join(ChatMember, ChatMember.user_id == ChatUser.id).where(ChatMember.room_id == room_id)
    )
    return {row.id: _user(row) for row in rows}


def _user(row: ChatUser) -> User:
    return User(row.id, row.name or "", row.language, row.closed_at is not None)


def _bot(row: ChatBot) -> Bot:
    return Bot(row.id, row.username, row.name, dict(row.profile), row.webhook, row.secret, row.allowed_updates,
               row.last_update_id)  # fmt: skip


def epoch(moment: datetime) -> int:
    """Whole seconds since 1970, as the Bot API counts time."""
    return int(moment.timestamp())
