"""What a person does in a room: write, press a button, edit, block the bot, read."""

from typing import Any

from webchat.errors import bad_request, forbidden
from webchat.hub import CALLBACK_LANE, Hub
from webchat.journal import Step
from webchat.queries import Query
from webchat.rooms import Room, User, epoch
from webchat.store import SET_READ, SET_ROOM, Stored
from webchat.text import MAX_TEXT, formatted, utf16_length


async def say(hub: Hub, user: User, room: Room, content: dict[str, Any]) -> dict[str, Any]:
    """Write a message and give it to the bot as an update, in one transaction.

    Raises:
        ApiError: 403, the bot was put out of the group.
    """
    if room.blocked and not room.is_private:
        raise forbidden("the bot is not in this group")
    await _open(hub, user, room)
    bot, now = hub.rooms.bot(room.bot_id), hub.clock()
    message = {"message_id": room.take_message_id(), "from": user.as_user(), "chat": room.as_chat(), "date": epoch(now)}
    message |= content
    stored, step = hub.messages.insert(room, message, None, now)
    steps: list[Step] = [step, (SET_READ, {"room": room.id, "user": user.id, "message": stored.id})]
    prepared = hub.prepare_update(bot, "message", message, room.chat_id)
    if prepared:
        steps.append(prepared[1])
    if not room.started:
        room.started = True
        steps.append((SET_ROOM, {"room": room.id, "started": now, "blocked": None}))
    await hub.journal.write(*steps)
    hub.messages.keep(room.id, stored.id, stored)
    if prepared:
        hub.updates(bot).add(prepared[0])
    hub.announce(room, "message", stored)
    return message


def text_content(text: str) -> dict[str, Any]:
    """The content of a text message as a person types it.

    Raises:
        ApiError: 400, it is empty or longer than 4096 units.
    """
    if len(text) > 4 * MAX_TEXT:
        raise bad_request("message is too long")
    text, entities = formatted(text)
    if not text:
        raise bad_request("message text is empty")
    if utf16_length(text) > MAX_TEXT:
        raise bad_request("message is too long")
    return {"text": text, "entities": entities} if entities else {"text": text}


async def press(hub: Hub, user: User, room: Room, message_id: int, data: str) -> Query:
    """Press an inline button; the returned query carries the bot's answer when it comes.

    Raises:
        ApiError: 400, there is no such message or the data is longer than 64 bytes; 403, the bot is blocked.
    """
    stored = await hub.messages.get(room, message_id)
    if stored is None:
        raise bad_request("message not found")
    if not 1 <= len(data.encode()) <= 64:
        raise bad_request("BUTTON_DATA_INVALID")
    if room.blocked:
        raise forbidden("the bot is blocked")
    bot = hub.rooms.bot(room.bot_id)
    query = hub.queries.open(bot.id, user.id)
    body = {
        "id": query.id, "from": user.as_user(), "message": stored.message, "chat_instance": str(room.id), "data": data,
    }  # fmt: skip
    lane = user.id + CALLBACK_LANE
    prepared = hub.prepare_update(bot, "callback_query", body, lane, hub.options.query_lifetime)
    if prepared:
        await hub.journal.write(prepared[1])
        hub.updates(bot).add(prepared[0])
    return query


async def edit(hub: Hub, user: User, room: Room, message_id: int, text: str) -> dict[str, Any]:
    """Change one's own text.

    Raises:
        ApiError: 400, there is no such text of theirs.
    """
    stored = await hub.messages.get(room, message_id)
    if stored is None or stored.message["from"]["id"] != user.id or "text" not in stored.message:
        raise bad_request("message can't be edited")
    kept = {key: value for key, value in stored.message.items() if key not in ("text", "entities")}
    message = kept | text_content(text) | {"edit_date": epoch(hub.clock())}
    changed = Stored(stored.row_id, message)
    bot = hub.rooms.bot(room.bot_id)
    steps: list[Step] = [hub.messages.replace(changed)]
    if prepared := hub.prepare_update(bot, "edited_message", message, room.chat_id):
        steps.append(prepared[1])
    await hub.journal.write(*steps)
    hub.messages.keep(room.id, changed.id, changed)
    if prepared:
        hub.updates(bot).add(prepared[0])
    hub.announce(room, "edited", changed)
    return message


async def set_blocked(hub: Hub, user: User, room: Room, blocked: bool) -> None:
    """Block the bot in a private chat (or put it out of a group), or let it in again."""
    if room.blocked == blocked:
        return
    now, bot = hub.clock(), hub.rooms.bot(room.bot_id)
    steps: list[Step] = [(SET_ROOM, {"room": room.id, "started": now, "blocked": now if blocked else None})]
    room.blocked, room.started = blocked, True
    prepared = hub.prepare_update(bot, "my_chat_member", _membership(hub, user, room, blocked), room.chat_id)
    if prepared:
        steps.append(prepared[1])
    await hub.journal.write(*steps)
    if prepared:
        hub.updates(bot).add(prepared[0])
    hub.live.tell(room.members, {"type": "blocked", "room": str(room.id), "blocked": blocked})


async def read(hub: Hub, user: User, room: Room, message_id: int) -> None:
    """Remember up to where a person has read."""
    await hub.journal.write((SET_READ, {"room": room.id, "user": user.id, "message": message_id}))
    hub.live.tell([user.id], {"type": "read", "room": str(room.id), "message_id": message_id})


async def _open(hub: Hub, user: User, room: Room) -> None:
    """Writing to a bot that one had blocked lets it in again."""
    if room.blocked:
        await set_blocked(hub, user, room, False)


def _membership(hub: Hub, user: User, room: Room, blocked: bool) -> dict[str, Any]:
    bot = hub.rooms.bot(room.bot_id).as_user()
    member, out = {"status": "member", "user": bot}, {"status": "kicked", "user": bot, "until_date": 0}
    old, new = (member, out) if blocked else (out, member)
    return {
        "chat": room.as_chat(), "from": user.as_user(), "date": epoch(hub.clock()), "old_chat_member": old,
        "new_chat_member": new,
    }  # fmt: skip
