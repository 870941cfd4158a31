"""My services (我的服务): on the way, arrived with the resident's code, done, or unable to come."""

from datetime import timedelta

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from handlers.answer import Methods, edit, reply
from handlers.filters import Pressed
from handlers.hours import done as served_so_far
from handlers.screens import show
from handlers.words import Key
from models.ids import long, short
from models.ledger import served
from models.queries.visits import own_visits, visit_for
from models.visit import Visit
from services.cards import visit_card
from services.hours.evidence import check_in_alone, check_in_here
from services.serving import Arrival, check_in, check_out, on_the_way
from services.withdrawing import cannot_come
from services.work import Refusal, Work
from templates.press import Press

router = Router(name="visit")


class Arriving(StatesGroup):
    """What the next free text answers."""

    code = State()


@router.message(Key("visits"))
async def mine(message: Message, work: Work, state: FSMContext) -> Methods:
    """Where I go, and how long I have served."""
    await state.clear()
    found = await own_visits(work.session, work.actor, since=work.now - timedelta(hours=12))
    cards = [await visit_card(work, one) for one in found]
    return reply(message, show(work, "my_visits", visits=cards, minutes=await served(work.session, work.me)))


@router.callback_query(Pressed("visit.show"))
async def show_one(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """One service, with where to go."""
    return edit(query, show(work, "visit", visit=await visit_card(work, await _visit(work, press.id))))


@router.callback_query(Pressed("visit.way"))
async def way(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """I have set out."""
    visit = await on_the_way(work, press.id)
    return edit(query, show(work, "visit", visit=await visit_card(work, visit)))


@router.callback_query(Pressed("visit.here"))
async def here(query: CallbackQuery, work: Work, state: FSMContext, press: Press) -> Methods:
    """I am at the door: what is the code?"""
    card = await visit_card(work, await _visit(work, press.id))
    await state.set_state(Arriving.code)
    await state.set_data({"visit": short(press.id)})
    return edit(query, show(work, "visit", visit=card), show(work, "ask_code", wrong=False, visit=card))


@router.message(Arriving.code, F.text)
async def code(message: Message, work: Work, state: FSMContext) -> Methods:
    """The code."""
    visit_id = (await state.get_data()).get("visit")
    if not visit_id:
        raise Refusal("no_visit")
    arrived = await check_in(work, long(visit_id), message.text or "")
    if arrived.result is Arrival.WRONG:
        card = await visit_card(work, arrived.visit)
        return reply(message, show(work, "ask_code", wrong=True, left=arrived.left, visit=card))
    await state.clear()
    card = await visit_card(work, arrived.visit)
    return reply(message, show(work, "code_locked" if arrived.result is Arrival.LOCKED else "checked_in", visit=card))


@router.message(Arriving.code, F.location)
async def here_by_location(message: Message, work: Work, state: FSMContext) -> Methods:
    """My location, once: near the site it is as good as having arrived."""
    visit_id, place = (await state.get_data()).get("visit"), message.location
    if not visit_id or place is None:
        raise Refusal("no_visit")
    if message.forward_origin is not None or place.live_period:
        raise Refusal("live_location")
    visit, near = await check_in_here(work, long(visit_id), place.latitude, place.longitude)
    if not near:
        return reply(message, show(work, "hours_far"))
    await state.clear()
    return reply(message, show(work, "checked_in", visit=await visit_card(work, visit)))


@router.callback_query(Pressed("visit.alone"))
async def here_alone(query: CallbackQuery, work: Work, state: FSMContext, press: Press) -> Methods:
    """I have no code and no location: noted, and a second person must confirm it."""
    visit = await check_in_alone(work, press.id)
    await state.clear()
    return edit(query, show(work, "checked_in", visit=await visit_card(work, visit)))


@router.callback_query(Pressed("visit.done"))
async def done(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """Done: the minutes are entered."""
    _, row = await check_out(work, press.id)
    return edit(query, await served_so_far(work, row.id, row.minutes or 0))


@router.callback_query(Pressed("visit.back"))
async def back(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """Is it meant?"""
    return edit(query, show(work, "back_sure", visit=await visit_card(work, await _visit(work, press.id))))


@router.callback_query(Pressed("visit.backed", "visit.sick"))
async def backed(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """I cannot come, or am ill: others are asked."""
    card = await visit_card(work, await _visit(work, press.id))
    await cannot_come(work, press.id, "sick" if press.action == "visit.sick" else None)
    return edit(query, show(work, "given_back", item=card.request.item))


async def _visit(work: Work, visit_id: int) -> Visit:
    visit = await visit_for(work.session, work.actor, visit_id)
    if visit is None:
        raise Refusal("no_visit")
    return visit
