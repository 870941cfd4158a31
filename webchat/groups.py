"""A group that becomes a supergroup: its number changes, and bots that use the old one are told the new one."""

from typing import Any, cast

from sqlalchemy import Table, bindparam, update

from models.webchat import ChatRoom
from webchat.hub import Hub
from webchat.journal import Step
from webchat.rooms import Room, User, epoch

_rooms = cast("Table", ChatRoom.__table__)
UPGRADE = (
    update(_rooms)
    .where(_rooms.c.id == bindparam("room"))
    .values(chat_id=bindparam("new"), former_chat_id=bindparam("old"), kind="supergroup")
)


async def upgrade(hub: Hub, user: User, room: Room, new_chat_id: int) -> None:
    """Make a supergroup of a group, as `user` does it; the bot hears of it by two service messages."""
    bot, now, old_chat = hub.rooms.bot(room.bot_id), hub.clock(), room.as_chat()
    step: Step = (UPGRADE, {"room": room.id, "new": new_chat_id, "old": room.chat_id})
    room.former_chat_id, room.chat_id, room.kind = room.chat_id, new_chat_id, "supergroup"
    base: dict[str, Any] = {"from": user.as_user(), "date": epoch(now)}
    steps, waiting = [step], []
    notes = (
        (old_chat, {"migrate_to_chat_id": new_chat_id}),
        (room.as_chat(), {"migrate_from_chat_id": old_chat["id"]}),
    )
    for chat, note in notes:
        message = {"message_id": room.take_message_id(), "chat": chat, **base, **note}
        stored, insert = hub.messages.insert(room, message, None, now)
        steps.append(insert)
        hub.messages.keep(room.id, stored.id, stored)
        if prepared := hub.prepare_update(bot, "message", message, chat["id"]):
            waiting.append(prepared[0])
            steps.append(prepared[1])
    await hub.journal.write(*steps)
    hub.rooms.forget(room.id)
    for one in waiting:
        hub.updates(bot).add(one)
