"""Messages without files, and what is seen while a bot prepares one."""

from typing import Any

from webchat import bot_side
from webchat.calls import Call, method
from webchat.errors import bad_request
from webchat.text import MAX_TEXT, utf16_length

ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note", "cancel",
}  # fmt: skip


@method("sendMessage")
async def send_message(call: Call) -> dict[str, Any]:
    """A text with a keyboard."""
    content = await text_content(call)
    preview = call.params.json("link_preview_options", "link preview options")
    if isinstance(preview, dict) and preview.get("is_disabled") is True:
        content["link_preview_options"] = {"is_disabled": True}
    return await deliver(call, content)


@method("sendLocation")
async def send_location(call: Call) -> dict[str, Any]:
    """A point on the earth."""
    latitude, longitude = call.params.number("latitude"), call.params.number("longitude")
    if latitude is None:
        raise bad_request("latitude is empty")
    if longitude is None:
        raise bad_request("longitude is empty")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise bad_request("invalid location specified")
    location: dict[str, Any] = {"latitude": latitude, "longitude": longitude}
    if accuracy := call.params.number("horizontal_accuracy"):
        location["horizontal_accuracy"] = accuracy
    return await deliver(call, {"location": location})


@method("sendContact")
async def send_contact(call: Call) -> dict[str, Any]:
    """A name and a phone number."""
    contact = {
        "phone_number": call.params.required("phone_number"),
        "first_name": call.params.required("first_name"),
    }
    contact |= {name: call.params.text(name) for name in ("last_name", "vcard") if name in call.params}
    return await deliver(call, {"contact": contact})


@method("sendChatAction")
async def send_chat_action(call: Call) -> bool:
    """Show for a moment that the bot is busy."""
    action = call.params.text("action")
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    room = await call.room()
    call.hub.live.tell(room.members, {"type": "action", "room": str(room.id), "action": action})
    return True


async def text_content(call: Call) -> dict[str, Any]:
    """The text of a call, within Telegram's length.

    Raises:
        ApiError: 400, it is empty, too long or its markup is wrong.
    """
    text, entities = await call.formatted("text", "entities")
    if not text:
        raise bad_request("message text is empty")
    if utf16_length(text) > MAX_TEXT:
        raise bad_request("message is too long")
    return {"text": text, "entities": entities} if entities else {"text": text}


async def deliver(call: Call, content: dict[str, Any]) -> dict[str, Any]:
    """Write a message with what all messages share: the reply, the keyboard, protection, flood control."""
    room = await call.room()
    markup = call.markup()
    reply = await replied(call)
    call.hub.flood.check(call.bot.id, room.chat_id)
    if reply:
        content = {"reply_to_message": reply} | content
    if call.params.flag("protect_content"):
        content = content | {"has_protected_content": True}
    return await bot_side.say(
        call.hub, call.bot, room, content, markup, silent=call.params.flag("disable_notification")
    )


async def replied(call: Call) -> dict[str, Any] | None:
    """The message that is replied to, without what that one replied to.

    Raises:
        ApiError: 400, there is none and that matters to the bot.
    """
    wanted = call.params.json("reply_parameters", "reply parameters")
    if wanted is not None and not isinstance(wanted, dict):
        raise bad_request("object expected as reply parameters")
    number = (wanted or {}).get("message_id") or call.params.integer("reply_to_message_id")
    if not number:
        return None
    stored = await call.hub.messages.get(await call.room(), int(number))
    if stored is None:
        if (wanted or {}).get("allow_sending_without_reply") or call.params.flag("allow_sending_without_reply"):
            return None
        raise bad_request("message to be replied not found")
    return {key: value for key, value in stored.message.items() if key != "reply_to_message"}
