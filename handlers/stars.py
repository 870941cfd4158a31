"""Star levels in chat (星级): applied for, objected to, and decided by a clerk."""

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from handlers.answer import Methods, edit, reply
from handlers.filters import Pressed
from handlers.screens import show
from models.ids import long, short
from models.ledger import served
from models.queries.people import person_row
from models.queries.stars import published_star, published_stars, star_for
from services import stars
from services.certificates.cards import star_card
from services.certificates.names import masked
from services.certificates.paper import public_address
from services.work import Refusal, Work
from templates.engine import Said
from templates.press import Press

router = Router(name="stars")
SHOWN = 20


class Deciding(StatesGroup):
    """What the next free text answers."""

    objection = State()
    keep = State()
    refuse = State()


@router.message(F.text.in_({"星级", "我的星级", "stars", "Stars"}))
async def mine(message: Message, work: Work, state: FSMContext) -> Methods:
    """The levels, and where I stand."""
    await state.clear()
    return reply(message, await _mine(work))


@router.callback_query(Pressed("star.mine"))
async def mine_again(query: CallbackQuery, work: Work) -> Methods:
    """The same by a button."""
    return edit(query, await _mine(work))


@router.callback_query(Pressed("star.ask"))
async def ask(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """What will be public, before it is."""
    name = masked((await person_row(work.session, work.me)).name)
    days = work.settings.hours.publicity_days
    return edit(query, show(work, "star_sure", level=press.version, shown=name, days=days))


@router.callback_query(Pressed("star.sure"))
async def sure(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """I apply."""
    await stars.apply(work, press.version)
    return edit(query, await _mine(work))


@router.callback_query(Pressed("star.back"))
async def back(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """I take it back."""
    await stars.withdraw(work, press.id)
    return edit(query, await _mine(work))


@router.message(F.text.in_({"公示", "公示栏", "星级公示"}))
async def public(message: Message, work: Work, state: FSMContext) -> Methods:
    """The stars that are being published."""
    await state.clear()
    return reply(message, await _public(work))


@router.callback_query(Pressed("star.list"))
async def public_again(query: CallbackQuery, work: Work) -> Methods:
    """The same by a button."""
    return edit(query, await _public(work))


@router.callback_query(Pressed("star.object"))
async def ask_objection(query: CallbackQuery, work: Work, state: FSMContext, press: Press) -> Methods:
    """What speaks against it?"""
    if await published_star(work.session, press.id, work.now) is None:
        raise Refusal("star_gone")
    return await _ask(query, work, state, Deciding.objection, press, "object")


@router.message(Deciding.objection, F.text)
async def objected(message: Message, work: Work, state: FSMContext) -> Methods:
    """That does: a clerk looks."""
    await stars.object_to(work, await _row(state), message.text or "")
    await state.clear()
    return reply(message, show(work, "fix_heard"))


@router.callback_query(Pressed("star.one"))
async def one(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """One star, for who decides."""
    return edit(query, await _one(work, press.id))


@router.callback_query(Pressed("star.keep", "star.refuse"))
async def ask_reason(query: CallbackQuery, work: Work, state: FSMContext, press: Press) -> Methods:
    """Why does the objection not stand, or is the star refused?"""
    await stars.decidable(work, press.id)
    to = Deciding.keep if press.action == "star.keep" else Deciding.refuse
    return await _ask(query, work, state, to, press, "reason")


@router.message(Deciding.keep, F.text)
async def kept(message: Message, work: Work, state: FSMContext) -> Methods:
    """The objection does not stand, for this reason."""
    star = await stars.dismiss(work, await _row(state), message.text or "")
    await state.clear()
    return reply(message, await _one(work, star.id))


@router.message(Deciding.refuse, F.text)
async def refused(message: Message, work: Work, state: FSMContext) -> Methods:
    """The star is refused, for this reason."""
    star = await stars.refuse(work, await _row(state), message.text or "")
    await state.clear()
    return reply(message, await _one(work, star.id))


async def _mine(work: Work) -> Said:
    total = await served(work.session, work.me)
    return show(work, "star_mine", levels=await stars.levels(work), total=total)


async def _public(work: Work) -> Said:
    found = await published_stars(work.session, work.actor.county_code, work.now)
    cards = [await star_card(work, star, public=True) for star in found[:SHOWN]]
    return show(work, "star_list", stars=cards, board=f"{public_address(work.settings)}/board")


async def _one(work: Work, star_id: int) -> Said:
    star = await star_for(work.session, work.actor, star_id)
    if star is None:
        raise Refusal("star_gone")
    return show(work, "star_one", star=await star_card(work, star))


async def _ask(query: CallbackQuery, work: Work, state: FSMContext, to: State, press: Press, why: str) -> Methods:
    await state.set_state(to)
    await state.set_data({"row": short(press.id)})
    return edit(query, show(work, "desk_ask", why=why))


async def _row(state: FSMContext) -> int:
    try:
        return long((await state.get_data()).get("row", ""))
    except ValueError:
        raise Refusal("changed") from None
