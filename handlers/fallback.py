"""The last room: voices and pictures go to a clerk, everything else gets a kind answer."""

from aiogram import Bot, F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from handlers.answer import Methods, reply, toast
from handlers.screens import menu, show
from models.ids import long
from models.person import Person
from models.queries.requests import request_for
from services.voices import hand_over
from services.work import Work

router = Router(name="fallback")


@router.message(F.voice | F.photo | F.document | F.video | F.audio | F.video_note)
async def kept(message: Message, work: Work, person: Person, state: FSMContext, bot: Bot) -> Methods:
    """A voice, a picture or a file: kept and handed to a clerk, never dropped."""
    photo = message.photo[-1].file_id if message.photo else None
    other = message.voice or message.document or message.video or message.audio or message.video_note
    file_id = photo or (other.file_id if other else None)
    current = (await state.get_data()).get("draft")
    request = await request_for(work.session, work.actor, long(current)) if current else None
    kind, words = message.content_type, message.caption
    await hand_over(work, person, kind, words, bot_id=bot.id, file_id=file_id, request=request)
    return reply(message, show(work, "kept_for_clerk"))


@router.message()
async def anything(message: Message, work: Work) -> Methods:
    """Stickers, contacts, unknown commands."""
    return reply(message, show(work, "sorry"), await menu(work))


@router.callback_query()
async def old_button(query: CallbackQuery, work: Work) -> Methods:
    """A button that nobody knows any more."""
    return toast(query, show(work, "refused/stale").text, alert=True)
