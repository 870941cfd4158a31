"""What a bot may ask about a chat."""

from typing import Any

from webchat.calls import Call, method
from webchat.errors import bad_request

GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
PERMISSIONS = (
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
    "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
    "can_add_web_page_previews", "can_react_to_messages", "can_edit_tag", "can_change_info", "can_invite_users",
    "can_pin_messages", "can_manage_topics",
)  # fmt: skip


@method("getChat")
async def get_chat(call: Call) -> dict[str, Any]:
    """A chat in full."""
    room = await call.hub.readable(call.bot, call.params.text("chat_id"))
    full = room.as_chat() | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(GIFTS, False),
    }
    if not room.is_private:
        full["permissions"] = dict.fromkeys(PERMISSIONS, True)
    return full


@method("getChatMember")
async def get_chat_member(call: Call) -> dict[str, Any]:
    """Whether a user takes part in a group."""
    room = await call.hub.readable(call.bot, call.params.text("chat_id"))
    user_id = call.params.integer("user_id")
    if user_id == call.bot.id:
        return {"status": "member", "user": call.bot.as_user()}
    if user_id in room.members:
        return {"status": "member", "user": room.members[user_id].as_user()}
    user = await call.hub.rooms.user(user_id) if 0 < user_id < 2**62 else None
    if user is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return {"status": "left", "user": user.as_user()}


@method("getChatMemberCount")
async def get_chat_member_count(call: Call) -> int:
    """How many take part, the bot among them."""
    room = await call.hub.readable(call.bot, call.params.text("chat_id"))
    return len(room.members) + 1
