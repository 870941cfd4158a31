"""Care plans (关爱计划): made from a request that is to come again, listed, paused, with days left out."""

from datetime import date

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers.answer import Methods, edit, reply
from handlers.filters import Pressed
from handlers.screens import show
from models.grant import Action, NotAllowed
from models.plan import Plan
from models.queries.time import plan_for, plans_in
from services.plan_cards import plan_card
from services.plan_changes import end_plan, pause_plan, resume_plan, skip_day
from services.plans import make_plan
from services.work import Refusal, Work
from templates.engine import Said
from templates.press import Press

router = Router(name="plans")
WORDS = ("关爱计划", "care plans", "/plans")
SHOWN = 10


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
    plan = await plan_for(work.session, work.actor, press.id)
    if plan is None:
        raise Refusal("changed")
    return edit(query, await _card(work, plan))


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


@router.callback_query(Pressed("plan.end"))
async def ask_end(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """Is it meant?"""
    return edit(query, show(work, "plan_end", plan_id=press.id))


@router.callback_query(Pressed("plan.ended"))
async def ended(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """Ended for good."""
    return edit(query, await _card(work, await end_plan(work, press.id)))


async def _card(work: Work, plan: Plan, *, made: bool = False) -> Said:
    await work.session.flush()
    return show(work, "plan_card", plan=await plan_card(work, plan), made=made)


async def _list(work: Work) -> Said:
    if not work.actor.areas(Action.HANDLE_REQUESTS):
        raise NotAllowed(Action.HANDLE_REQUESTS.value)
    plans = await plans_in(work.session, work.actor)
    cards = [await plan_card(work, plan, 1) for plan in plans[:SHOWN]]
    return show(work, "plan_list", plans=cards, more=max(0, len(plans) - SHOWN))
