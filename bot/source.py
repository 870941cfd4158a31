"""Where an update comes from: the chat, the person, and whether it is between the two of us."""

from dataclasses import dataclass

from aiogram.enums import ChatType
from aiogram.types import Chat, Message, Update, User


@dataclass(frozen=True, slots=True)
class Source:
    """`chat` and `user` of an update. `is_address`: it is meant for the bot even where many people write to each other."""

    update_id: int
    chat: Chat
    user: User
    is_address: bool
    query_id: str | None = None

    @property
    def is_private(self) -> bool:
        """Whether only the person and the bot read what is said."""
        return self.chat.type == ChatType.PRIVATE

    @property
    def language(self) -> str:
        """The language of the person's app, of the two that we speak."""
        return "en" if (self.user.language_code or "").lower().startswith("en") else "zh"


def source_of(update: Update) -> Source | None:
    """The source of an update; None where nobody speaks (a poll, a channel's post)."""
    query, change = update.callback_query, update.my_chat_member
    message = update.message or update.edited_message
    if query is not None and query.message is not None:
        return Source(update.update_id, query.message.chat, query.from_user, True, query.id)
    if message is not None and message.from_user is not None and not message.from_user.is_bot:
        return Source(update.update_id, message.chat, message.from_user, _is_command(message))
    if change is not None:
        return Source(update.update_id, change.chat, change.from_user, False)
    return None


def lane_of(update: Update) -> int:
    """The lane of an update: its chat, so that messages and presses of a person keep their order among each other."""
    source = source_of(update)
    return source.chat.id if source is not None else 0


def text_of(update: Update) -> str | None:
    """What was written, of a message."""
    message = update.message or update.edited_message
    return None if message is None else message.text or message.caption


def _is_command(message: Message) -> bool:
    return (message.text or "").startswith("/")
