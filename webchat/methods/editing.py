"""Changes to messages that were sent, and answers to button presses."""

from typing import Any

from webchat import bot_side
from webchat.calls import Call, method
from webchat.errors import bad_request
from webchat.methods.sending import text_content
from webchat.text import MAX_CAPTION, utf16_length

MAX_ANSWER = 200


@method("editMessageText")
async def edit_message_text(call: Call) -> dict[str, Any]:
    """Another text, with the keyboard that is given or none."""
    content = await text_content(call)
    return await change(call, {"entities": [], **content})


@method("editMessageCaption")
async def edit_message_caption(call: Call) -> dict[str, Any]:
    """Another caption."""
    caption, entities = await call.formatted("caption", "caption_entities")
    if utf16_length(caption) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return await change(call, {"caption": caption, "caption_entities": entities})


@method("editMessageReplyMarkup")
async def edit_message_reply_markup(call: Call) -> dict[str, Any]:
    """Another inline keyboard, or none."""
    return await change(call, {})


@method("deleteMessage")
async def delete_message(call: Call) -> bool:
    """Take a message away."""
    room = await call.room()
    await bot_side.delete(call.hub, call.bot, room, message_id(call))
    return True


@method("answerCallbackQuery")
async def answer_callback_query(call: Call) -> bool:
    """Answer a press: nothing, a short notice, or one that must be put away."""
    text = call.params.text("text")
    if utf16_length(text) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    if "url" in call.params:
        raise bad_request("URL_INVALID")
    answer = {"text": text, "show_alert": call.params.flag("show_alert")}
    query = call.hub.queries.answer(call.bot.id, call.params.text("callback_query_id"), answer)
    call.hub.live.tell([query.user_id], {"type": "answered", "query": query.id, **answer})
    return True


async def change(call: Call, content: dict[str, Any]) -> dict[str, Any]:
    """Edit the message that the call names."""
    if "inline_message_id" in call.params:
        raise bad_request("MESSAGE_ID_INVALID")
    room = await call.room()
    markup = call.markup()
    return await bot_side.edit(call.hub, call.bot, room, message_id(call), content, markup.inline)


def message_id(call: Call) -> int:
    """The `message_id` of a call.

    Raises:
        ApiError: 400, it is missing.
    """
    if "message_id" not in call.params:
        raise bad_request("message identifier is not specified")
    return call.params.integer("message_id")
