"""Care plans (关爱计划): made from a request that is to come again, listed, paused, moved as a whole, with days left out."""

from datetime import date

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from handlers.answer import Methods, edit, reply
from handlers.filters import Pressed
from handlers.screens import show
from models.grant import Action, NotAllowed
from models.ids import long, short
from models.plan import Plan
from models.queries.time import own_plans, plan_for, plans_in
from services.plan_cards import plan_card
from services.plan_changes import end_plan, move_plan, pause_plan, resume_plan, skip_day
from services.plans import make_plan
from services.series import read_code, series_from
from services.work import Refusal, Work
from templates.engine import Said
from templates.press import Press

router = Router(name="plans")
WORDS = ("关爱计划", "care plans", "/plans")
SHOWN = 10
ALL_OF_THEM = r"(以后|往后|今后|每次|from now on|every time).{0,8}(改|换|挪|调|move|change)"


class MovingPlan(StatesGroup):
    """What the next free text answers."""

    when = State()


@router.message(F.text.strip().lower().in_(WORDS))
async def named(message: Message, work: Work) -> Methods:
    """The plans of the areas that I handle."""
    return reply(message, await _list(work))


@router.callback_query(Pressed("plan.list"))
async def list_again(query: CallbackQuery, work: Work) -> Methods:
    """The same, in place of another message."""
    return edit(query, await _list(work))


@router.callback_query(Pressed("plan.make"))
async def made(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """A request that is to come again becomes a plan."""
    plan = await make_plan(work, press.id)
    return edit(query, await _card(work, plan, made=True))


@router.callback_query(Pressed("plan.show"))
async def show_one(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """One plan with its next days."""
    return edit(query, await _card(work, await _plan(work, press.id)))


@router.callback_query(Pressed("plan.pause"))
async def ask_pause(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """For how long."""
    return edit(query, show(work, "plan_pause", plan_id=press.id))


@router.callback_query(Pressed("plan.paused"))
async def paused(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """Paused; what was made for those days is called off."""
    return edit(query, await _card(work, await pause_plan(work, press.id, press.extra)))


@router.callback_query(Pressed("plan.resume"))
async def resumed(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """It goes on."""
    return edit(query, await _card(work, await resume_plan(work, press.id)))


@router.callback_query(Pressed("plan.skip"))
async def skipped(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """One day is left out."""
    try:
        day = date.fromisoformat(press.extra)
    except ValueError:
        raise Refusal("changed") from None
    return edit(query, await _card(work, await skip_day(work, press.id, day)))


@router.message(StateFilter(None), F.text.regexp(ALL_OF_THEM, mode="search"))
async def move_all_in_words(message: Message, work: Work, state: FSMContext) -> Methods:
    """以后都改到周三下午: of one's own plan, or of the only one in one's areas; a clerk with several chooses."""
    plans = await own_plans(work.session, work.actor) or await plans_in(work.session, work.actor)
    if not plans:
        raise SkipHandler
    if len(plans) > 1:
        cards = [await plan_card(work, plan, 1) for plan in plans[:SHOWN]]
        return reply(message, show(work, "plan_list", plans=cards, more=max(0, len(plans) - SHOWN), which=True))
    return reply(message, await _sure_to_move(work, state, plans[0], message.text or ""))


@router.callback_query(Pressed("plan.move"))
async def ask_move(query: CallbackQuery, work: Work, state: FSMContext, press: Press) -> Methods:
    """To when?"""
    plan = await _plan(work, press.id)
    return edit(query, await _ask_when(work, state, plan))


@router.message(MovingPlan.when, F.text)
async def move_in_words(message: Message, work: Work, state: FSMContext) -> Methods:
    """The new times, in words."""
    plan = await _plan(work, long(str((await state.get_data()).get("plan") or "0")))
    return reply(message, await _sure_to_move(work, state, plan, message.text or ""))


@router.callback_query(Pressed("plan.sure"))
async def sure_to_move(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """Is it meant?"""
    return edit(query, await _sure(work, await _plan(work, press.id), press.extra))


@router.callback_query(Pressed("plan.moved"))
async def moved(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """Moved as a whole; everybody concerned is told."""
    return edit(query, await _card(work, await move_plan(work, press.id, read_code(press.extra)), moved=True))


@router.callback_query(Pressed("plan.end"))
async def ask_end(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """Is it meant?"""
    return edit(query, show(work, "plan_end", plan_id=press.id))


@router.callback_query(Pressed("plan.ended"))
async def ended(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """Ended for good."""
    return edit(query, await _card(work, await end_plan(work, press.id)))


async def _card(work: Work, plan: Plan, *, made: bool = False, moved: bool = False) -> Said:
    await work.session.flush()
    return show(work, "plan_card", plan=await plan_card(work, plan), made=made, moved=moved)


async def _plan(work: Work, plan_id: int) -> Plan:
    plan = await plan_for(work.session, work.actor, plan_id)
    if plan is None:
        raise Refusal("changed")
    return plan


async def _ask_when(work: Work, state: FSMContext, plan: Plan) -> Said:
    await state.set_state(MovingPlan.when)
    await state.set_data({"plan": short(plan.id)})
    return show(work, "plan_move_when", plan=await plan_card(work, plan, 0))


async def _sure_to_move(work: Work, state: FSMContext, plan: Plan, text: str) -> Said:
    series = series_from(work, plan, text)
    if series is None:
        return await _ask_when(work, state, plan)
    await state.clear()
    return await _sure(work, plan, series.code)


async def _sure(work: Work, plan: Plan, code: str) -> Said:
    series = read_code(code)
    return show(work, "plan_move_sure", plan=await plan_card(work, plan, 0), series=series, code=code)


async def _list(work: Work) -> Said:
    if not work.actor.areas(Action.HANDLE_REQUESTS):
        raise NotAllowed(Action.HANDLE_REQUESTS.value)
    plans = await plans_in(work.session, work.actor)
    cards = [await plan_card(work, plan, 1) for plan in plans[:SHOWN]]
    return show(work, "plan_list", plans=cards, more=max(0, len(plans) - SHOWN), which=False)
