"""The few stickers that a person may send from the page."""

import hashlib
from pathlib import Path

from webchat import files
from webchat.errors import bad_request
from webchat.hub import Hub
from webchat.wire import Upload

FOLDER = Path(__file__).parent / "page" / "stickers"
EMOJI = {"good": "👍", "heart": "❤", "smile": "😊", "thanks": "🙏"}


async def sticker(hub: Hub, name: str) -> files.File:
    """The kept file of a sticker, stored when it is sent for the first time.

    Raises:
        ApiError: 400, there is no such sticker.
    """
    if name not in EMOJI:
        raise bad_request("STICKER_INVALID")
    number = int.from_bytes(hashlib.sha256(f"sticker {name}".encode()).digest()[:7])
    known = await files.by_id(hub, number)
    if known is not None:
        return known
    upload = Upload(f"{name}.webp", "image/webp", (FOLDER / f"{name}.webp").read_bytes())
    return await files.keep(hub, "sticker", upload, number=number, emoji=EMOJI[name])
