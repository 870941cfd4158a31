"""A post's clerk keeps the shop (积分超市): goods, prices, stock, closing, handing over by code, and the rules for points."""

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from handlers.answer import Methods, edit, reply
from handlers.filters import Pressed
from handlers.screens import show
from handlers.words import Key
from models.area import Venue
from models.grant import Action
from models.ids import long, short
from models.shop import Good
from services.drafts import category_choices, item_choices
from services.hours import keeping, points
from services.work import Refusal, Work
from templates.engine import Said
from templates.press import Press

router = Router(name="shop")
PAGE = 12


class Keeping(StatesGroup):
    """What the next free text answers."""

    goods = State()
    price = State()
    stock = State()
    code = State()


@router.message(Key("shop"))
async def begin(message: Message, work: Work, state: FSMContext) -> Methods:
    """The shop that I keep, or which of several."""
    await state.clear()
    return reply(message, await _first(work, 0))


@router.callback_query(Pressed("shop.page"))
async def page(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """More of the shops."""
    return edit(query, await _first(work, press.version))


@router.callback_query(Pressed("shop.keep"))
async def keep(query: CallbackQuery, work: Work, state: FSMContext, press: Press) -> Methods:
    """One shop."""
    await state.clear()
    return edit(query, await _shelf(work, str(press.id), press.version))


@router.callback_query(Pressed("shop.new"))
async def new(query: CallbackQuery, work: Work, state: FSMContext, press: Press) -> Methods:
    """Something new: what, for how many points, how many?"""
    await keeping.shelf(work, str(press.id))
    return await _ask(query, work, state, Keeping.goods, "goods", venue=str(press.id))


@router.message(Keeping.goods, F.text)
async def added(message: Message, work: Work, state: FSMContext) -> Methods:
    """The words for it."""
    venue = str((await state.get_data()).get("venue", ""))
    await keeping.add_goods(work, venue, message.text or "")
    await state.clear()
    return reply(message, await _shelf(work, venue))


@router.callback_query(Pressed("shop.good"))
async def good(query: CallbackQuery, work: Work, state: FSMContext, press: Press) -> Methods:
    """One of the goods."""
    await state.clear()
    return edit(query, show(work, "shop_good", ware=await keeping.good_card(work, press.id)))


@router.callback_query(Pressed("shop.more", "shop.less"))
async def more(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """So many came in, or went out otherwise."""
    change = press.version if press.action == "shop.more" else -press.version
    await keeping.restock(work, press.id, change)
    return edit(query, show(work, "shop_good", ware=await keeping.good_card(work, press.id)))


@router.callback_query(Pressed("shop.open", "shop.close"))
async def open_or_close(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """It can be chosen again, or no more."""
    await keeping.open_or_close(work, press.id, open_it=press.action == "shop.open")
    return edit(query, show(work, "shop_good", ware=await keeping.good_card(work, press.id)))


@router.callback_query(Pressed("shop.price", "shop.stock"))
async def ask_number(query: CallbackQuery, work: Work, state: FSMContext, press: Press) -> Methods:
    """Which number?"""
    await keeping.good_card(work, press.id)
    kind = press.action.removeprefix("shop.")
    to = Keeping.price if kind == "price" else Keeping.stock
    return await _ask(query, work, state, to, kind, good=short(press.id))


@router.message(Keeping.price, F.text)
async def priced(message: Message, work: Work, state: FSMContext) -> Methods:
    """The new price."""
    changed = await keeping.set_price(work, await _good(state), message.text or "")
    await state.clear()
    return reply(message, show(work, "shop_good", ware=await keeping.good_card(work, changed.id)))


@router.message(Keeping.stock, F.text)
async def counted(message: Message, work: Work, state: FSMContext) -> Methods:
    """How many were counted."""
    changed = await keeping.set_stock(work, await _good(state), message.text or "")
    await state.clear()
    return reply(message, show(work, "shop_good", ware=await keeping.good_card(work, changed.id)))


@router.callback_query(Pressed("shop.hand"))
async def ask_code(query: CallbackQuery, work: Work, state: FSMContext) -> Methods:
    """Somebody came for their goods: which code?"""
    return await _ask(query, work, state, Keeping.code, "code")


@router.message(Keeping.code, F.text)
async def handed(message: Message, work: Work, state: FSMContext) -> Methods:
    """The code: what is to be handed over."""
    areas = work.actor.areas(Action.HANDLE_REQUESTS)
    kept = await points.hand_over(work, areas, (message.text or "").strip())
    await state.clear()
    given = await work.session.get_one(Good, kept.good_id)
    return reply(message, show(work, "hours_handed", name=given.name))


@router.callback_query(Pressed("shop.rules"))
async def rules(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """Which service gives how many points."""
    return edit(query, await _rules(work, str(press.id)))


@router.callback_query(Pressed("shop.what"))
async def what(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """Of which service shall a rule be? Anything, a category, or an item of it."""
    work.actor.must(Action.EDIT_SETTINGS, area_code=str(press.id))
    chosen = press.extra
    choices = await item_choices(work, chosen) if chosen else await category_choices(work)
    return edit(query, show(work, "shop_rule_what", area=press.id, chosen_code=chosen, rule_items=choices))


@router.callback_query(Pressed("shop.per"))
async def per_hour(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """How many points for an hour?"""
    work.actor.must(Action.EDIT_SETTINGS, area_code=str(press.id))
    return edit(query, show(work, "shop_rule_points", area=press.id, code=press.extra))


@router.callback_query(Pressed("shop.rule"))
async def rule(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """So many."""
    await keeping.change_rule(work, str(press.id), press.extra.removeprefix("all"), press.version)
    return edit(query, await _rules(work, str(press.id)))


async def _first(work: Work, page: int) -> Said:
    found = await keeping.shops(work)
    if len(found) == 1:
        return await _shelf(work, found[0].code)
    pages = max(1, -(-len(found) // PAGE))
    shown = found[page % pages * PAGE : (page % pages + 1) * PAGE]
    venues = [{"id": int(one.code), "name": one.name} for one in shown]
    return show(work, "shop_which", venues=venues, page=page % pages, pages=pages)


async def _shelf(work: Work, venue: str, page: int = 0) -> Said:
    found = await keeping.shelf(work, venue)
    place = await work.session.get(Venue, venue)
    if place is None:
        raise Refusal("no_venue")
    pages = max(1, -(-len(found) // PAGE))
    shown = found[page % pages * PAGE : (page % pages + 1) * PAGE]
    return show(work, "shop_keep", name=place.name, venue=int(venue), wares=shown, page=page % pages, pages=pages)


async def _rules(work: Work, area: str) -> Said:
    may = work.actor.may(Action.EDIT_SETTINGS, area_code=area)
    return show(work, "shop_rules", area=int(area), point_rules=await keeping.rules(work, area), may=may)


async def _good(state: FSMContext) -> int:
    try:
        return long(str((await state.get_data()).get("good", "")))
    except ValueError:
        raise Refusal("shop_gone") from None


async def _ask(query: CallbackQuery, work: Work, state: FSMContext, to: State, why: str, **data: str) -> Methods:
    await state.set_state(to)
    await state.set_data(dict(data))
    return edit(query, show(work, "shop_ask", why=why))
