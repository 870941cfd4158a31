"""What the channel itself tells: that somebody blocked the bot, or let it in again."""

from aiogram import F, Router
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.types import ChatMemberUpdated

from services.accounts import set_reachable
from services.work import Work

OUT = (ChatMemberStatus.KICKED, ChatMemberStatus.LEFT)


def router() -> Router:
    """The router of these updates."""
    found = Router(name="membership")
    found.my_chat_member.register(changed, F.chat.type == ChatType.PRIVATE)
    return found


async def changed(event: ChatMemberUpdated, work: Work) -> None:
    """Note whether the chat can be reached."""
    since = work.now if event.new_chat_member.status in OUT else None
    bot_id = event.new_chat_member.user.id
    await set_reachable(work.session, bot_id, event.chat.id, since)
