"""A clerk gives somebody a code with which they sign in to the county's own chat page, in words and as a QR to print."""

from io import BytesIO

import segno
from aiogram import Bot, F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.methods import SendPhoto
from aiogram.types import BufferedInputFile, Message

from handlers.answer import Methods, reply
from handlers.screens import show
from handlers.words import Key
from models.grant import Action
from services.signing_in import give_code
from services.work import Refusal, Work

router = Router(name="signing")


class Signing(StatesGroup):
    """What the next free text answers."""

    who = State()


@router.message(Key("code"))
async def begin(message: Message, work: Work, state: FSMContext) -> Methods:
    """For whom?"""
    if not work.actor.areas(Action.FILE_FOR_OTHERS):
        raise Refusal("not_allowed")
    await state.set_state(Signing.who)
    return reply(message, show(work, "code_for_whom"))


@router.message(Signing.who, F.text)
async def given(message: Message, work: Work, state: FSMContext, bot: Bot) -> Methods:
    """The code, and its QR."""
    ticket = await give_code(work, bot.id, message.text or "")
    await state.clear()
    page = (
        work.settings.webchat.public_url.rstrip("/")
        or f"http://{work.settings.webchat.host}:{work.settings.webchat.port}"
    )
    said = show(work, "code_given", name=ticket.name, code=ticket.code, hours=ticket.minutes // 60, page=page)
    picture = BytesIO()
    segno.make(f"{page}/?code={ticket.code}", error="m").save(picture, kind="png", scale=8, border=3)
    photo = BufferedInputFile(picture.getvalue(), "code.png")
    return [*reply(message, said), SendPhoto(chat_id=message.chat.id, photo=photo)]
