"""Family for the time bank: naming somebody, and the answer of the other side or of a clerk."""

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from handlers.answer import Methods, edit, reply
from handlers.filters import Pressed
from handlers.screens import show
from models.grant import Action, NotAllowed
from models.queries.kin import ask_for
from services.hours import kin
from services.work import Refusal, Work
from templates.engine import Said
from templates.press import Press

router = Router(name="bank")
SHOWN = 8


class Naming(StatesGroup):
    """What the next free text answers."""

    kin = State()


@router.callback_query(Pressed("kin.list"))
async def family(query: CallbackQuery, work: Work, state: FSMContext) -> Methods:
    """My family, and who waits for an answer."""
    await state.clear()
    return edit(query, await _family(work))


@router.callback_query(Pressed("kin.name"))
async def name(query: CallbackQuery, work: Work, state: FSMContext) -> Methods:
    """Who? A name and a phone."""
    await state.set_state(Naming.kin)
    return edit(query, show(work, "kin_ask"))


@router.message(Naming.kin, F.text)
async def named(message: Message, work: Work, state: FSMContext) -> Methods:
    """The name and the phone: somebody else is asked."""
    ask = await kin.name_kin(work, message.text or "")
    await state.clear()
    return reply(message, show(work, "kin_asked", name=ask.name), await _family(work))


@router.callback_query(Pressed("kin.req"))
async def of_request(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """Whom I filed this request for is my family."""
    ask = await kin.name_kin_of_request(work, press.id)
    return edit(query, show(work, "kin_asked", name=ask.name), await _family(work))


@router.callback_query(Pressed("kin.waiting"))
async def waiting(query: CallbackQuery, work: Work) -> Methods:
    """A clerk: who waits for an answer."""
    return edit(query, await _waiting(work))


@router.callback_query(Pressed("kin.show"))
async def show_one(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """One of them."""
    ask = await ask_for(work.session, work.actor, press.id)
    if ask is None:
        raise Refusal("changed")
    return edit(query, show(work, "kin_wanted", kin=await kin.kin_card(work, ask)))


@router.callback_query(Pressed("kin.yes", "kin.no"))
async def answered(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """It is so, or it is not."""
    ask = await kin.answer_kin(work, press.id, yes=press.action == "kin.yes")
    said = show(work, "kin_done", kin=await kin.kin_card(work, ask))
    more = [await _waiting(work)] if work.actor.areas(Action.APPROVE_HOURS) and ask.kin_id != work.me else []
    return edit(query, said, *more)


async def _family(work: Work) -> Said:
    names, asked = await kin.family_cards(work)
    return show(work, "kin_list", family=names, waiting=asked, filed=(await kin.may_be_family(work))[:SHOWN])


async def _waiting(work: Work) -> Said:
    if not work.actor.areas(Action.APPROVE_HOURS):
        raise NotAllowed(Action.APPROVE_HOURS.value)
    found = await kin.waiting_cards(work)
    return show(work, "kin_waiting", asks=found[:SHOWN], more=max(0, len(found) - SHOWN))
