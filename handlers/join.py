"""Becoming a volunteer: a name, skills by a tap, a team."""

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from handlers.answer import Methods, edit, reply
from handlers.filters import Pressed
from handlers.questions import village_question
from handlers.screens import menu, show
from handlers.words import Key
from models.grant import Action
from models.person import Person
from models.queries.people import volunteer_of
from services import drafts, joining
from services.people import set_home, set_name
from services.work import Refusal, Work
from templates.engine import Said
from templates.press import Press

router = Router(name="join")


class Joining(StatesGroup):
    """What the next free text answers."""

    name = State()


@router.message(Key("join"))
async def begin(message: Message, work: Work, person: Person, state: FSMContext) -> Methods:
    """I want to be a volunteer."""
    return reply(message, await _next(work, person, state))


@router.callback_query(Pressed("join.start"))
async def start(query: CallbackQuery, work: Work, person: Person, state: FSMContext) -> Methods:
    """The same by a button."""
    return edit(query, await _next(work, person, state))


@router.message(Joining.name, F.text)
async def name(message: Message, work: Work, person: Person, state: FSMContext) -> Methods:
    """The name, and perhaps a phone."""
    set_name(work, person, message.text or "")
    await state.set_state(None)
    return reply(message, await _next(work, person, state))


@router.callback_query(Pressed("join.town"))
async def town(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """The villages of a town."""
    return edit(query, await village_question(work, 0, press.extra or None, action="join"))


@router.callback_query(Pressed("join.area"))
async def village(query: CallbackQuery, work: Work, person: Person, state: FSMContext, press: Press) -> Methods:
    """Where I live."""
    set_home(work, person, press.extra)
    return edit(query, await _next(work, person, state))


@router.callback_query(Pressed("join.cats"))
async def cats(query: CallbackQuery, work: Work, person: Person) -> Methods:
    """The categories of what one can do."""
    return edit(query, await _skills(work, person))


@router.callback_query(Pressed("join.cat"))
async def cat(query: CallbackQuery, work: Work, person: Person, press: Press) -> Methods:
    """The items of a category, to be ticked."""
    return edit(query, await _items(work, person, press.extra))


@router.callback_query(Pressed("join.skill"))
async def skill(query: CallbackQuery, work: Work, person: Person, press: Press) -> Methods:
    """One item, ticked or not."""
    await joining.toggle_skill(work, person, press.extra)
    return edit(query, await _items(work, person, press.extra[:1]))


@router.callback_query(Pressed("join.teams"))
async def teams(query: CallbackQuery, work: Work, person: Person) -> Methods:
    """One's own teams, and those around."""
    own, others = await joining.nearby_teams(work, person)
    return edit(query, show(work, "join_teams", own=own, teams=others[:12]))


@router.callback_query(Pressed("join.team"))
async def team(query: CallbackQuery, work: Work, person: Person, press: Press) -> Methods:
    """I want to join this team."""
    asked = await joining.ask_to_join(work, person, press.id)
    return edit(query, show(work, "join_asked", team=asked.name), await menu(work))


@router.callback_query(Pressed("join.leave"))
async def leave(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """I leave this team."""
    left = await joining.leave_team(work, press.id)
    return edit(query, show(work, "join_left", team=left.name, team_id=left.id), await menu(work))


@router.callback_query(Pressed("join.yes", "join.no"))
async def answered(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """The captain's answer."""
    membership = await joining.answer_joiner(work, press.id, welcome=press.action == "join.yes")
    return edit(query, show(work, "join_answered", welcome=membership.approved_at is not None))


async def _next(work: Work, person: Person, state: FSMContext) -> Said:
    """The next question: consent, name, village, then skills."""
    if person.consented_at is None:
        return show(work, "welcome")
    if not person.name:
        await state.set_state(Joining.name)
        return show(work, "join_name")
    if len(person.area_code) < 12 and not work.actor.areas(Action.HANDLE_REQUESTS):
        return await village_question(work, 0, None, action="join")
    await joining.register(work, person)
    return await _skills(work, person)


async def _skills(work: Work, person: Person) -> Said:
    volunteer = await volunteer_of(work.session, person.id)
    if volunteer is None:
        raise Refusal("changed")
    choices = await drafts.category_choices(work)
    counts = {one.code: sum(skill.startswith(one.code) for skill in volunteer.skills) for one in choices}
    return show(work, "join_skills", categories=choices, counts=counts, total=len(volunteer.skills))


async def _items(work: Work, person: Person, category: str) -> Said:
    volunteer = await volunteer_of(work.session, person.id)
    names = {one.code: one.name for one in await drafts.category_choices(work)}
    if volunteer is None or category not in names:
        raise Refusal("changed")
    choices = await drafts.item_choices(work, category)
    return show(work, "join_items", category=names[category], items=choices, chosen=set(volunteer.skills))
