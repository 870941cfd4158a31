"""What a bot does in a room: write, edit, delete. Each is one write."""

from typing import Any

from webchat.errors import NOT_MODIFIED, bad_request
from webchat.hub import Hub
from webchat.journal import Step
from webchat.markup import Markup
from webchat.rooms import Bot, Room, epoch
from webchat.store import SET_KEYBOARD, Stored

DELETABLE_HOURS = 48
ON_SCREEN = ("keyboard", "force_reply")


async def say(
    hub: Hub, bot: Bot, room: Room, content: dict[str, Any], markup: Markup, *, silent: bool = False
) -> dict[str, Any]:
    """Write a message; `content` holds its text, photo, location and so on."""
    now = hub.clock()
    message = {"message_id": room.take_message_id(), "from": bot.as_user(), "chat": room.as_chat(), "date": epoch(now)}
    message |= content
    if markup.inline:
        message["reply_markup"] = markup.inline
    stored, step = hub.messages.insert(room, message, markup.reply, now)
    steps: list[Step] = [step]
    if markup.reply is not None:
        shown = stored.id if any(key in markup.reply for key in ON_SCREEN) else None
        steps.append((SET_KEYBOARD, {"room": room.id, "message": shown}))
        room.keyboard_message_id = shown
    await hub.journal.write(*steps)
    hub.messages.keep(room.id, stored.id, stored)
    hub.announce(room, "message", stored, silent=silent)
    return message


async def edit(
    hub: Hub, bot: Bot, room: Room, message_id: int, change: dict[str, Any], inline: dict[str, Any] | None
) -> dict[str, Any]:
    """Put `change` (text or caption, with entities) and the inline keyboard in place of what the message has.

    Raises:
        ApiError: 400, there is no such message, it is not the bot's, or nothing would change.
    """
    stored = await own_message(hub, bot, room, message_id)
    needed = "text" if "text" in change else "caption" if "caption" in change else None
    if needed == "text" and "text" not in stored.message:
        raise bad_request("there is no text in the message to edit")
    if needed == "caption" and not {"photo", "document", "voice"} & stored.message.keys():
        raise bad_request("there is no caption in the message to edit")
    replaced = {key: value for key, value in stored.message.items() if key not in _edited_fields(needed)} | {
        key: value for key, value in change.items() if value
    }
    if inline:
        replaced["reply_markup"] = inline
    if replaced == {key: value for key, value in stored.message.items() if key != "edit_date"} | (
        {"edit_date": stored.message["edit_date"]} if "edit_date" in replaced else {}
    ):
        raise bad_request(NOT_MODIFIED)
    if needed:
        replaced["edit_date"] = epoch(hub.clock())
    await write_change(hub, room, Stored(stored.row_id, replaced, stored.keyboard))
    return replaced


async def write_change(hub: Hub, room: Room, changed: Stored) -> None:
    """Store a changed message and show it."""
    await hub.journal.write(hub.messages.replace(changed))
    hub.messages.keep(room.id, changed.id, changed)
    hub.announce(room, "edited", changed)


async def own_message(hub: Hub, bot: Bot, room: Room, message_id: int) -> Stored:
    """A message of this bot that may be edited.

    Raises:
        ApiError: 400 with the reason.
    """
    stored = await hub.messages.get(room, message_id)
    if stored is None:
        raise bad_request("message to edit not found")
    if stored.message["from"]["id"] != bot.id or (stored.keyboard and "remove_keyboard" not in stored.keyboard):
        raise bad_request("message can't be edited")
    return stored


async def delete(hub: Hub, bot: Bot, room: Room, message_id: int) -> None:
    """Take a message away: the bot's own, or any in a private chat, up to 48 hours old.

    Raises:
        ApiError: 400 with the reason.
    """
    stored = await hub.messages.get(room, message_id)
    if stored is None:
        raise bad_request("message to delete not found")
    own = stored.message["from"]["id"] == bot.id
    old = epoch(hub.clock()) - stored.message["date"] > DELETABLE_HOURS * 3600
    if old or not (own or room.is_private):
        raise bad_request("message can't be deleted")
    steps = [hub.messages.empty(stored)]
    if room.keyboard_message_id == message_id:
        room.keyboard_message_id = None
        steps.append((SET_KEYBOARD, {"room": room.id, "message": None}))
    await hub.journal.write(*steps)
    hub.messages.keep(room.id, message_id, None)
    hub.live.tell(room.members, {"type": "deleted", "room": str(room.id), "message_id": message_id})


def _edited_fields(needed: str | None) -> set[str]:
    if needed is None:
        return {"reply_markup"}
    entities = "entities" if needed == "text" else "caption_entities"
    return {needed, entities, "reply_markup", "edit_date", "link_preview_options"}
