"""Back-filling (补登): a captain enters minutes for the team's members, or a volunteer their own, in a sentence or step by step."""

from datetime import UTC, datetime
from typing import Any

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from handlers.answer import Methods, edit, reply
from handlers.filters import Pressed
from handlers.screens import show
from models.ids import long, short
from services.hours import backfill
from services.work import Refusal, Work
from templates.engine import Said
from templates.press import Press

router = Router(name="backfill")
PAGE = 12
WORDS = 200
OWN = 1


class Filling(StatesGroup):
    """What the next free text answers."""

    when = State()
    what = State()


@router.message(F.text.regexp(r"^(补登|[Ee]nter hours)"))
async def in_words(message: Message, work: Work, state: FSMContext) -> Methods:
    """Who, when and what, in one sentence; what is missing is asked."""
    teams: list[int | None] = [team.id for team in await backfill.led_teams(work)] or [None]
    words = (message.text or "").strip()
    read = [(team, await backfill.meant(work, team, words)) for team in teams]
    team, said = next((one for one in read if one[1].people), read[0])
    if len(teams) > 1 and not said.people:
        return reply(message, await _teams(work))
    data: dict[str, Any] = {"team": short(team) if team else "", "who": [short(one) for one in said.people]}
    if said.start is not None:
        data |= _when(said.start, said.minutes or 0) | {"what": words[:WORDS]}
    await state.set_data(data)
    return reply(message, await _next(work, state))


@router.callback_query(Pressed("back.start"))
async def begin(query: CallbackQuery, work: Work, state: FSMContext, press: Press) -> Methods:
    """Step by step: for which team, then who; from one's own hours (version 1) only for oneself."""
    teams = [] if press.version == OWN else await backfill.led_teams(work)
    if len(teams) > 1 and not press.id:
        return edit(query, await _teams(work))
    chosen = press.id or (teams[0].id if teams else 0)
    await backfill.people_of(work, chosen or None)
    await state.set_state(None)
    await state.set_data({"team": short(chosen) if chosen else "", "who": [] if chosen else [short(work.me)]})
    return edit(query, await _next(work, state))


@router.callback_query(Pressed("back.who", "back.page"))
async def who(query: CallbackQuery, work: Work, state: FSMContext, press: Press) -> Methods:
    """This one too, or not."""
    data = await state.get_data()
    if press.action == "back.who":
        chosen = set(data.get("who", [])) ^ {press.extra}
        await state.update_data(who=sorted(chosen))
    return edit(query, await _who(work, state, press.version))


@router.callback_query(Pressed("back.next"))
async def chosen(query: CallbackQuery, work: Work, state: FSMContext) -> Methods:
    """These it were: what is still to be said?"""
    return edit(query, await _next(work, state))


@router.callback_query(Pressed("back.when"))
async def when(query: CallbackQuery, work: Work, state: FSMContext) -> Methods:
    """When was it?"""
    await state.set_state(Filling.when)
    return edit(query, show(work, "fill_when", again=False))


@router.message(Filling.when, F.text)
async def when_said(message: Message, work: Work, state: FSMContext) -> Methods:
    """The time, in words."""
    start, minutes = backfill.when_in(work, message.text or "")
    if start is None:
        return reply(message, show(work, "fill_when", again=True))
    await state.set_state(None)
    await state.update_data(_when(start, minutes or 0))
    return reply(message, await _next(work, state))


@router.message(Filling.what, F.text)
async def what_said(message: Message, work: Work, state: FSMContext) -> Methods:
    """What was done, and why it is entered only now."""
    await state.set_state(None)
    await state.update_data(what=(message.text or "").strip()[:WORDS])
    return reply(message, await _next(work, state))


@router.callback_query(Pressed("back.enter"))
async def enter(query: CallbackQuery, work: Work, state: FSMContext) -> Methods:
    """It is entered, and waits for a second person."""
    data = await state.get_data()
    if not {"who", "start", "minutes", "what"} <= data.keys():
        raise Refusal("changed")
    people = {_long(one) for one in data["who"]}
    start = datetime.fromtimestamp(int(data["start"]), UTC)
    await backfill.back_fill(work, _team(data), people, start, int(data["minutes"]), str(data["what"]))
    await state.clear()
    return edit(query, show(work, "fill_done", count=len(people)))


async def _next(work: Work, state: FSMContext) -> Said:
    """The next question, or the whole to be confirmed."""
    data = await state.get_data()
    if not data.get("who"):
        return await _who(work, state, 0)
    if "start" not in data:
        await state.set_state(Filling.when)
        return show(work, "fill_when", again=False)
    if not data.get("what"):
        await state.set_state(Filling.what)
        return show(work, "fill_what")
    names = [name for one, name in await _people(work, data) if one in set(data["who"])]
    start = datetime.fromtimestamp(int(data["start"]), UTC)
    return show(work, "fill_sure", names=names, start=start, minutes=int(data["minutes"]), what=data["what"])


async def _who(work: Work, state: FSMContext, page: int) -> Said:
    data = await state.get_data()
    people, chosen = await _people(work, data), set(data.get("who", []))
    pages = max(1, -(-len(people) // PAGE))
    shown = people[page % pages * PAGE : (page % pages + 1) * PAGE]
    named = [{"short": one, "name": name, "named": one in chosen} for one, name in shown]
    return show(work, "fill_who", people=named, count=len(chosen), page=page % pages, pages=pages)


async def _people(work: Work, data: dict[str, Any]) -> list[tuple[str, str]]:
    return [(short(one.id), one.name or "—") for one in await backfill.people_of(work, _team(data))]


async def _teams(work: Work) -> Said:
    teams = [{"id": team.id, "name": team.name} for team in await backfill.led_teams(work)]
    return show(work, "fill_teams", teams=teams)


def _team(data: dict[str, Any]) -> int | None:
    return _long(str(data["team"])) if data.get("team") else None


def _when(start: datetime, minutes: int) -> dict[str, int]:
    return {"start": int(start.timestamp()), "minutes": minutes}


def _long(text: str) -> int:
    try:
        return long(text)
    except ValueError:
        raise Refusal("changed") from None
