"""Cleaning of what people write, once, before anything else reads it."""

import re
import unicodedata

from aiogram.types import Message, Update

CAP = 1000  # characters that are read; the catalogue's longest need is told in far fewer
# C0 and C1 controls but tab and newline, zero-width and bidirectional marks, interlinear annotation, tags, noncharacters
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
BLANKS = re.compile(r"[ \t\u3000]+\n")
LINES = re.compile(r"\n{3,}")


def clean(text: str) -> str:
    """The text in NFC, without control, invisible and bidirectional characters, and without heaps of empty lines."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    seen = UNSEEN.sub("", unicodedata.normalize("NFC", text))
    return LINES.sub("\n\n", BLANKS.sub("\n", seen)).strip()


def is_long(text: str) -> bool:
    """Whether a cleaned text is over the cap, so that its end is not read."""
    return len(text) > CAP


def cleaned(update: Update) -> tuple[Update, str | None]:
    """The update with clean texts, and the whole of a text that was cut."""
    for field in ("message", "edited_message"):
        message = getattr(update, field)
        if isinstance(message, Message):
            clean_message, whole = _message(message)
            return (update if clean_message is message else update.model_copy(update={field: clean_message})), whole
    return update, None


def _message(message: Message) -> tuple[Message, str | None]:
    changes, whole = {}, None
    for field in ("text", "caption"):
        said = getattr(message, field)
        if said is None:
            continue
        text = clean(said)
        whole = text if is_long(text) else whole
        if text[:CAP] != said:
            changes[field] = text[:CAP]
    return (message.model_copy(update=changes) if changes else message), whole
