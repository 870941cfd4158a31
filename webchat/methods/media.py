"""Messages with files, and files for bots to fetch."""

from typing import Any

from webchat import files
from webchat.calls import Call, method
from webchat.errors import bad_request
from webchat.methods.sending import deliver
from webchat.text import MAX_CAPTION, utf16_length


@method("sendPhoto")
async def send_photo(call: Call) -> dict[str, Any]:
    """A picture."""
    return await send_file(call, "photo")


@method("sendDocument")
async def send_document(call: Call) -> dict[str, Any]:
    """A file of any kind."""
    return await send_file(call, "document")


@method("sendVoice")
async def send_voice(call: Call) -> dict[str, Any]:
    """A voice note."""
    return await send_file(call, "voice", duration=call.params.integer("duration", 0, 0, 86400))


@method("sendSticker")
async def send_sticker(call: Call) -> dict[str, Any]:
    """A sticker."""
    return await send_file(call, "sticker", emoji=call.params.text("emoji") or "🙂")


@method("getFile")
async def get_file(call: Call) -> dict[str, Any]:
    """Where a file can be fetched."""
    file_id = call.params.text("file_id")
    if not file_id:
        raise bad_request("file_id not specified")
    file = await files.find(call.hub, file_id)
    if file is None:
        raise bad_request("invalid file_id")
    if file.size > files.MAX_DOWNLOAD:
        raise bad_request("file is too big")
    return file.base() | {"file_path": file.path}


async def send_file(call: Call, kind: str, **facts: Any) -> dict[str, Any]:
    """Send an upload, or again a file that is known."""
    await call.room()  # a file for a room that cannot be written to is not kept
    caption, entities = await call.formatted("caption", "caption_entities")
    if utf16_length(caption) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    call.markup()
    content = (await given_file(call, kind, facts)).content()
    if caption:
        content["caption"] = caption
    if entities:
        content["caption_entities"] = entities
    return await deliver(call, content)


async def given_file(call: Call, kind: str, facts: dict[str, Any]) -> files.File:
    """The file that a call means.

    Raises:
        ApiError: 400, there is none, it is unknown, of another kind, or an address (none is fetched from here).
    """
    if (upload := call.params.upload(kind)) is not None:
        return await files.keep(call.hub, kind, upload, **facts)
    file_id = call.params.text(kind)
    if not file_id or file_id.startswith("attach://"):
        raise bad_request(f"there is no {kind} in the request")
    if file_id.lower().startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    file = await files.find(call.hub, file_id)
    if file is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if file.kind != kind:
        raise bad_request("type of file mismatch")
    return file
