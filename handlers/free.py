"""When I am free (我有空): said in words, shown back as a week, taken back by a tap; and the calendar of my services."""

import re

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from handlers.answer import Methods, edit, reply
from handlers.filters import Pressed
from handlers.screens import show
from handlers.words import Key
from language.availability import read_availability
from models.grant import Action
from models.ids import short
from models.queries.people import volunteer_of
from models.team import Team
from services.availability import forget, my_rules, paused, said, week_of
from services.feeds import make_feed, my_feeds, revoke_feeds
from services.reading import local_now
from services.work import Work
from templates.engine import Said
from templates.press import Press

router = Router(name="free")
ABOUT_ME = re.compile(
    r"^我?.{0,24}(有空|没空|有时间|没时间|不在|都行|出差|可以去|不行|free|busy|available|away)[了的吧。.!！]*$"
)


class Free(StatesGroup):
    """What the next free text answers."""

    words = State()


@router.message(Key("free"))
async def mine(message: Message, work: Work, state: FSMContext) -> Methods:
    """My week, and how to change it."""
    await state.set_state(Free.words)
    return reply(message, await _week(work))


@router.message(Free.words, F.text, ~F.text.startswith("/"))
async def in_words(message: Message, work: Work, state: FSMContext) -> Methods:
    """What was said, kept, and the week as it is now."""
    if not await said(work, message.text or ""):
        return reply(message, show(work, "free_again"))
    await state.clear()
    return reply(message, await _week(work, kept=True))


@router.message(StateFilter(None), F.text.regexp(ABOUT_ME))
async def said_outright(message: Message, work: Work) -> Methods:
    """A volunteer says so without being asked; anybody else's words go on to the other conversations."""
    text = message.text or ""
    if await volunteer_of(work.session, work.me) is None or not read_availability(text, local_now(work)):
        raise SkipHandler
    await said(work, text)
    return reply(message, await _week(work, kept=True))


@router.callback_query(Pressed("free.show"))
async def show_week(query: CallbackQuery, work: Work, state: FSMContext) -> Methods:
    """My week."""
    await state.set_state(Free.words)
    return edit(query, await _week(work))


@router.callback_query(Pressed("free.rules"))
async def show_rules(query: CallbackQuery, work: Work) -> Methods:
    """What I said, each to be taken back by a tap."""
    return edit(query, await _rules(work))


@router.callback_query(Pressed("free.forget"))
async def forgotten(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """One is taken back."""
    await forget(work, press.id)
    return edit(query, await _rules(work) if press.id else await _week(work))


@router.callback_query(Pressed("feed.show"))
async def feeds(query: CallbackQuery, work: Work) -> Methods:
    """The calendar of my services, and of my teams'."""
    return edit(query, await _feeds(work))


@router.callback_query(Pressed("feed.make"))
async def made(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """A new secret address; it is shown this once."""
    token = await make_feed(work, press.id or None)
    return edit(query, show(work, "free_feed", link=f"{_base(work)}/calendar/{token}.ics"))


@router.callback_query(Pressed("feed.off"))
async def off(query: CallbackQuery, work: Work) -> Methods:
    """No address of mine holds any more."""
    await revoke_feeds(work)
    return edit(query, await _feeds(work))


async def _week(work: Work, *, kept: bool = False) -> Said:
    rules = await my_rules(work)
    return show(
        work,
        "free_week",
        days=await week_of(work),
        kept=kept,
        has_said=bool(rules),
        until=await paused(work),
    )


async def _rules(work: Work) -> Said:
    return show(work, "free_rules", rules=[*reversed(await my_rules(work))][:20])


async def _feeds(work: Work) -> Said:
    ids = work.actor.teams(Action.STAFF_VISITS)
    teams = [await work.session.get_one(Team, team_id) for team_id in ids[:6]]
    return show(
        work,
        "free_feeds",
        teams=[{"name": team.name, "id": team.id, "short": short(team.id)} for team in teams],
        feeds=len(await my_feeds(work)),
    )


def _base(work: Work) -> str:
    web = work.settings.webchat
    return web.public_url.rstrip("/") or f"http://{web.host}:{web.port}"
