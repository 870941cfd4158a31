"""Directives in chat: read, answer, close, send back, withdraw."""

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from handlers.answer import Methods, edit, reply
from handlers.filters import Pressed
from handlers.screens import show
from models.directive import Directive
from models.ids import long, short
from services.directives.answering import answer, close, read_directive, send_back, withdraw
from services.directives.cards import directive_card
from services.work import Refusal, Work
from templates.engine import Said
from templates.press import Press

router = Router(name="directives")
ENDINGS = {"dir.close": close, "dir.back": send_back, "dir.withdraw": withdraw}


class Answering(StatesGroup):
    """What the next free text answers."""

    words = State()


@router.callback_query(Pressed("dir.show"))
async def show_one(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """One directive, with what the reader may do."""
    return edit(query, await _said(work, "directive", await read_directive(work, press.id)))


@router.callback_query(Pressed("dir.answer"))
async def ask_answer(query: CallbackQuery, work: Work, state: FSMContext, press: Press) -> Methods:
    """What was found and done?"""
    directive = await read_directive(work, press.id)
    await state.set_state(Answering.words)
    await state.set_data({"directive": short(directive.id)})
    return edit(query, await _said(work, "directive", directive), await _said(work, "directive_ask", directive))


@router.message(Answering.words, F.text)
async def answered(message: Message, work: Work, state: FSMContext) -> Methods:
    """The answer; the managers are told."""
    directive_id = (await state.get_data()).get("directive")
    await state.clear()
    if not directive_id:
        raise Refusal("no_directive")
    directive = await answer(work, long(directive_id), message.text or "")
    return reply(message, await _said(work, "directive_done", directive))


@router.callback_query(Pressed(*ENDINGS))
async def ended(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """Closed, sent back or withdrawn."""
    directive = await ENDINGS[press.action](work, press.id)
    return edit(query, await _said(work, "directive_done", directive))


async def _said(work: Work, template: str, directive: Directive) -> Said:
    return show(work, template, directive=await directive_card(work, directive))
