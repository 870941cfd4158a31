"""Rooms and messages as the page sees them."""

from typing import Any

from sqlalchemy import func, select

from models.webchat import ChatMember, ChatMessage
from webchat.hub import Hub
from webchat.rooms import Bot, Room, User
from webchat.store import Stored


async def room_views(hub: Hub, user: User) -> list[dict[str, Any]]:
    """Every room of a person, each with its bot, its keyboard and how much is unread."""
    return [await room_view(hub, user, room) for room in await hub.rooms.of_user(user.id)]


async def room_view(hub: Hub, user: User, room: Room) -> dict[str, Any]:
    """One room."""
    bot = hub.rooms.bot(room.bot_id)
    last, read, unread = await _counts(hub, user, room)
    keyboard = await hub.messages.get(room, room.keyboard_message_id) if room.keyboard_message_id else None
    return {
        "room": str(room.id),
        "chat": room.as_chat(),
        "bot": bot.as_user(),
        "description": described(bot, user.language),
        "commands": commands(bot, user.language, room),
        "keyboard": keyboard.keyboard if keyboard else None,
        "started": room.started,
        "blocked": room.blocked,
        "last": last,
        "read": read,
        "unread": unread,
    }


def message_view(stored: Stored) -> dict[str, Any]:
    """A message with the keyboard that came with it."""
    return {"message": stored.message, "keyboard": stored.keyboard}


def described(bot: Bot, language: str) -> str:
    """The bot's description in a language."""
    texts = bot.profile.get("description", {})
    return str(texts.get(language, texts.get("", "")))


def commands(bot: Bot, language: str, room: Room) -> list[dict[str, str]]:
    """The commands that hold in a room: the narrowest scope first, one's own language first."""
    kept = bot.profile.get("commands", {})
    wide = "all_private_chats" if room.is_private else "all_group_chats"
    for scope in (f'{{"chat_id":{room.chat_id},"type":"chat"}}', wide, "default"):
        for key in (f"{scope}|{language}", f"{scope}|"):
            if key in kept:
                found: list[dict[str, str]] = kept[key]
                return found
    return []


async def _counts(hub: Hub, user: User, room: Room) -> tuple[int, int, int]:
    async with hub.database.read() as session:
        member = await session.get(ChatMember, (room.id, user.id))
        read = member.read_message_id if member else 0
        unread = await session.scalar(
            select(func.count()).where(
                ChatMessage.room_id == room.id,
                ChatMessage.message_id > read,
                ChatMessage.payload_sealed.is_not(None),
            )
        )
    return room.last_message_id, read, unread or 0
