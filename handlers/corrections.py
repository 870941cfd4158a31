"""Corrections in chat (记录有错): a volunteer says what is wrong, a clerk changes it or says why not."""

import re
from datetime import datetime, time

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from handlers.answer import Methods, edit, reply
from handlers.filters import Pressed
from handlers.screens import show
from models.ids import long, short
from models.queries.certificates import correction_for, own_corrections, own_papers, own_services
from services.certificates import corrections
from services.certificates.cards import fix_card, paper_card
from services.work import Refusal, Work
from templates.engine import Said
from templates.press import Press

router = Router(name="corrections")
MINUTES = re.compile(
    r"\s*(?:(\d{1,2})[:：](\d{2})\s+)?(\d{1,4})\s*(?:分钟|分|min(?:utes)?)?[\s，,、:：]+(\S.*)", re.DOTALL
)
ABOUT = {"e": corrections.ask_about_entry, "p": corrections.ask_about_paper}


class Correcting(StatesGroup):
    """What the next free text answers."""

    wrong = State()
    minutes = State()


@router.callback_query(Pressed("fix.list"))
async def wrong_list(query: CallbackQuery, work: Work) -> Methods:
    """What I said was wrong, what became of it, and what I could say it of."""
    fixes = [await fix_card(work, one) for one in await own_corrections(work.session, work.actor)]
    mine = [await paper_card(work, one) for one in await own_papers(work.session, work.actor, 4)]
    services = await own_services(work.session, work.actor)
    return edit(query, show(work, "fix_list", fixes=fixes, services=services, papers=mine))


@router.callback_query(Pressed("fix.say"))
async def ask_wrong(query: CallbackQuery, work: Work, state: FSMContext, press: Press) -> Methods:
    """What is wrong with it?"""
    if press.extra not in ABOUT:
        raise Refusal("changed")
    return await _ask(query, work, state, Correcting.wrong, "fix", row=short(press.id), about=press.extra)


@router.message(Correcting.wrong, F.text)
async def said_wrong(message: Message, work: Work, state: FSMContext) -> Methods:
    """That is wrong with it: a clerk looks."""
    data = await state.get_data()
    await ABOUT[data.get("about", "e")](work, _long(data.get("row", "")), message.text or "")
    await state.clear()
    return reply(message, show(work, "fix_heard"))


@router.callback_query(Pressed("fix.one"))
async def fix(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """One correction, for who answers it."""
    return edit(query, await _fix(work, press.id))


@router.callback_query(Pressed("fix.change"))
async def ask_minutes(query: CallbackQuery, work: Work, state: FSMContext, press: Press) -> Methods:
    """How long was it really?"""
    await corrections.to_answer(work, press.id)
    return await _ask(query, work, state, Correcting.minutes, "minutes", row=short(press.id))


@router.message(Correcting.minutes, F.text)
async def minutes(message: Message, work: Work, state: FSMContext) -> Methods:
    """So long, and why: the entry is reversed and entered again."""
    found = MINUTES.fullmatch(message.text or "")
    if found is None:
        raise Refusal("fix_minutes")
    correction_id = _long((await state.get_data()).get("row", ""))
    start = await _start(work, correction_id, found[1], found[2])
    await corrections.correct_entry(work, correction_id, int(found[3]), found[4], start)
    await state.clear()
    return reply(message, await _fix(work, correction_id))


async def _fix(work: Work, correction_id: int) -> Said:
    found = await correction_for(work.session, work.actor, correction_id)
    if found is None:
        raise Refusal("fix_gone")
    return show(work, "fix_one", fix=await fix_card(work, found))


async def _start(work: Work, correction_id: int, hour: str | None, minute: str | None) -> datetime | None:
    """The moment of that hour on the day of the entry."""
    if hour is None or minute is None:
        return None
    card = await fix_card(work, await corrections.to_answer(work, correction_id))
    if int(hour) > 23 or int(minute) > 59:
        raise Refusal("fix_minutes")
    day = card.start.astimezone(work.zone).date()
    return datetime.combine(day, time(int(hour), int(minute)), work.zone).astimezone(work.now.tzinfo)


async def _ask(query: CallbackQuery, work: Work, state: FSMContext, to: State, why: str, **data: str) -> Methods:
    await state.set_state(to)
    await state.set_data(dict(data))
    return edit(query, show(work, "desk_ask", why=why))


def _long(text: str) -> int:
    try:
        return long(text)
    except ValueError:
        raise Refusal("changed") from None
