"""A resident asks (点单): one sentence, one card, one question at a time for what is missing."""

from typing import Any

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from handlers.answer import Methods, edit, reply
from handlers.filters import Pressed
from handlers.questions import ask_next, card, next_said, village_question, when_choices
from handlers.screens import show
from handlers.words import Key
from language.understand import Reader
from language.understanding import Understanding
from models.grant import Action, Role
from models.ids import long, short
from models.person import Person
from models.queries.requests import request_for
from models.request import Request
from services import drafts
from services.cards import request_card
from services.correcting import correct, is_correction, learn_from
from services.ending import cancel
from services.filing import change_draft, draft, resident_for
from services.people import resident_by_words
from services.reading import read_when, understand, utc, wish_of
from services.work import Refusal, Work
from templates.engine import Said
from templates.press import Press

router = Router(name="ask")


class Asking(StatesGroup):
    """What the next free text answers."""

    when = State()
    place = State()
    village = State()
    who = State()


@router.message(Key("ask"))
async def begin(message: Message, work: Work, state: FSMContext) -> Methods:
    """The key for asking: say it, or choose a category."""
    await state.clear()
    return reply(message, show(work, "ask_category", **await _categories(work)))


@router.message(Key("ask_for"))
async def begin_for(message: Message, work: Work, state: FSMContext) -> Methods:
    """A clerk asks for somebody without a phone: first who."""
    if not work.actor.is_a(Role.CLERK, Role.GRID_WORKER, Role.MANAGER):
        raise Refusal("not_allowed")
    await state.set_state(Asking.who)
    return reply(message, show(work, "ask_who"))


@router.message(Asking.who, F.text)
async def who(message: Message, work: Work, state: FSMContext) -> Methods:
    """The name and phone of the one for whom the clerk asks."""
    area_code = work.actor.areas(Action.FILE_FOR_OTHERS)[0]
    resident = await resident_by_words(work, message.text or "", area_code)
    data = await state.get_data()
    await state.set_state(None)
    await state.update_data(resident=short(resident.id))
    if draft_id := data.get("draft"):
        return reply(message, await card(work, await _draft(work, long(draft_id))))
    return reply(message, show(work, "ask_category", **await _categories(work)))


@router.message(Asking.when, F.text)
async def when_in_words(message: Message, work: Work, state: FSMContext) -> Methods:
    """The time, in words."""
    request_id = await _current(state)
    said = read_when(work, message.text or "")
    if said.start is None and said.end is None:
        return reply(message, show(work, "ask_when", **await _whens(work, request_id)))
    start, end = utc(said.start, work.zone), utc(said.end, work.zone)
    await change_draft(work, request_id, start=start, end=end, repeat=said.repeat)
    return reply(message, *await ask_next(work, state, request_id))


@router.message(Asking.place, F.text)
async def place_in_words(message: Message, work: Work, state: FSMContext, person: Person) -> Methods:
    """The door, in words."""
    request_id = await _current(state)
    await drafts.set_place(work, person, request_id, message.text or "")
    return reply(message, *await ask_next(work, state, request_id))


@router.message(Asking.village, F.text)
async def village_in_words(message: Message, work: Work, state: FSMContext, person: Person, reader: Reader) -> Methods:
    """The village, in words."""
    request_id = await _current(state)
    said = (await understand(work, reader, message.text or ""))[0]
    if said.area is None or len(said.area) < 12:
        return reply(message, await village_question(work, request_id, said.area, again=said.area is None))
    await drafts.set_village(work, person, request_id, said.area)
    return reply(message, *await ask_next(work, state, request_id))


@router.callback_query(Pressed("draft.cats"))
async def choose_category(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """The six categories."""
    return edit(query, show(work, "ask_category", **await _categories(work, press.id)))


@router.callback_query(Pressed("draft.cat"))
async def choose_item(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """The items of a category."""
    names = {one.code: one.name for one in await drafts.category_choices(work)}
    if press.extra not in names:
        raise Refusal("changed")
    choices = await drafts.item_choices(work, press.extra)
    return edit(query, show(work, "ask_item", category=names[press.extra], items=choices, draft=press.id))


@router.callback_query(Pressed("draft.item"))
async def chosen_item(query: CallbackQuery, work: Work, state: FSMContext, person: Person, press: Press) -> Methods:
    """An item was chosen: the draft gets it, or a new draft begins."""
    if press.id:
        request = await change_draft(work, press.id, item_code=press.extra)
    else:
        said, text = Understanding(intent="request"), (await state.get_data()).get("text", "")
        resident = await _resident(work, state, person)
        request = await draft(work, resident, wish_of(work, said, text, press.extra, resident))
        await state.update_data(draft=short(request.id), asked=[])
    first, *more = await ask_next(work, state, request.id)
    return edit(query, first, *more)


@router.callback_query(Pressed("draft.when"))
async def ask_when(query: CallbackQuery, work: Work, state: FSMContext, press: Press) -> Methods:
    """Change the time."""
    await _point_at(state, press.id, Asking.when)
    return edit(query, show(work, "ask_when", **await _whens(work, press.id)))


@router.callback_query(Pressed("draft.at"))
async def chosen_time(query: CallbackQuery, work: Work, state: FSMContext, press: Press) -> Methods:
    """A time was chosen."""
    if press.extra == "any":
        await change_draft(work, press.id, start=None, end=None)
        await _note_asked(state, press.id, drafts.Missing.WHEN)
    else:
        days, _, part = press.extra.partition("-")
        await drafts.set_day(work, press.id, int(days) if days.isdigit() else -1, part)
    first, *more = await ask_next(work, state, press.id)
    return edit(query, first, *more)


@router.callback_query(Pressed("draft.where"))
async def ask_where(query: CallbackQuery, work: Work, state: FSMContext, press: Press) -> Methods:
    """Change the place: first the village."""
    await _point_at(state, press.id, Asking.village)
    return edit(query, await village_question(work, press.id, None))


@router.callback_query(Pressed("draft.town"))
async def chosen_town(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """A town was chosen: its villages."""
    return edit(query, await village_question(work, press.id, press.extra))


@router.callback_query(Pressed("draft.area"))
async def chosen_village(query: CallbackQuery, work: Work, state: FSMContext, person: Person, press: Press) -> Methods:
    """A village was chosen: then the door."""
    await drafts.set_village(work, person, press.id, press.extra)
    request = await _draft(work, press.id)
    if request.place is not None and request.resident_id == person.id:
        await _point_at(state, press.id, Asking.place)
        return edit(query, await next_said(work, request, drafts.Missing.PLACE))
    first, *more = await ask_next(work, state, press.id)
    return edit(query, first, *more)


@router.callback_query(Pressed("draft.noplace"))
async def no_place(query: CallbackQuery, work: Work, state: FSMContext, press: Press) -> Methods:
    """The door is told by phone."""
    await _note_asked(state, press.id, drafts.Missing.PLACE)
    first, *more = await ask_next(work, state, press.id)
    return edit(query, first, *more)


@router.callback_query(Pressed("draft.who"))
async def ask_who(query: CallbackQuery, work: Work, state: FSMContext, press: Press) -> Methods:
    """A clerk files for somebody else after all: the draft is made anew for them."""
    await _point_at(state, press.id, Asking.who)
    return edit(query, show(work, "ask_who"))


@router.callback_query(Pressed("draft.edit"))
async def edit_draft(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """What shall be changed?"""
    shown = await request_card(work, await _draft(work, press.id))
    others = bool(work.actor.areas(Action.FILE_FOR_OTHERS))
    return edit(query, show(work, "draft_edit", request=shown, may_file_for_others=others))


@router.callback_query(Pressed("draft.card"))
async def back_to_card(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """Nothing is to be changed after all."""
    return edit(query, await card(work, await _draft(work, press.id)))


@router.callback_query(Pressed("draft.ok"))
async def confirmed(query: CallbackQuery, work: Work, state: FSMContext, reader: Reader, press: Press) -> Methods:
    """All is right: the request is opened and people are asked."""
    opened = await drafts.confirm(work, press.id)
    if (read := (await state.get_data()).get("read")) is not None:
        await learn_from(work, reader, opened.request, read)
    more = await _next_draft(work, state)
    shown = await request_card(work, opened.request)
    may_plan = bool(shown.repeat) and work.actor.may(Action.HANDLE_REQUESTS, area_code=opened.request.area_code)
    told = show(work, "opened", request=shown, asked=opened.asked, waits_until=opened.waits_until, may_plan=may_plan)
    return edit(query, told, *more)


@router.callback_query(Pressed("draft.no"))
async def thrown_away(query: CallbackQuery, work: Work, state: FSMContext, press: Press) -> Methods:
    """The draft is not wanted."""
    await cancel(work, press.id)
    return edit(query, show(work, "dropped"), *await _next_draft(work, state))


async def ask_in_words(
    work: Work, state: FSMContext, person: Person, text: str, needs: list[Understanding]
) -> list[Said]:
    """A sentence that asks for something: a draft of each need, and the card or next question of the first. Danger comes first."""
    said = needs[0]
    first = [show(work, "danger", number=said.emergency_number, kind=said.danger_kind)] if said.danger else []
    resident = await _resident(work, state, person)
    made = [request for need in needs if (request := await _drafted(work, resident, need, text))]
    if not made:
        await state.update_data(text=text)
        guesses = await drafts.guesses(work, said)
        return [*first, show(work, "ask_category", **await _categories(work, 0, guesses))]
    if said.danger:
        await drafts.alarm(work, made[0])
    near = [one.code for one in await drafts.guesses(work, said)] if drafts.is_unsure(work, said) else []
    later = [short(request.id) for request in made[1:]]
    await state.update_data(draft=short(made[0].id), asked=[], near=near, read=made[0].item_code, later=later)
    if later:
        first.append(show(work, "several", count=len(made)))
    return [*first, *await ask_next(work, state, made[0].id)]


async def correct_in_words(work: Work, state: FSMContext, reader: Reader, text: str) -> list[Said]:
    """A sentence that puts right what stands on the card: the card anew; nothing where it is about something else."""
    current = (await state.get_data()).get("draft")
    request = await request_for(work.session, work.actor, long(current)) if current else None
    if request is None or not is_correction(text):
        return []
    corrected = await correct(work, reader, request, text)
    return [] if corrected is None else [await card(work, corrected)]


async def _drafted(work: Work, resident: Person, said: Understanding, text: str) -> Request | None:
    code = said.item or (drafts.WELFARE if said.danger else None)
    return None if code is None else await draft(work, resident, wish_of(work, said, text, code, resident))


async def _next_draft(work: Work, state: FSMContext) -> list[Said]:
    """The next of several needs that were said at once."""
    later = (await state.get_data()).get("later", [])
    await state.clear()
    if not later:
        return []
    request = await _draft(work, long(later[0]))
    await state.update_data(draft=later[0], asked=[], read=request.item_code, later=later[1:])
    return await ask_next(work, state, request.id)


async def _resident(work: Work, state: FSMContext, person: Person) -> Person:
    chosen = (await state.get_data()).get("resident")
    return await resident_for(work, long(chosen)) if chosen else person


async def _draft(work: Work, request_id: int) -> Request:
    request = await request_for(work.session, work.actor, request_id)
    if request is None:
        raise Refusal("no_request")
    return request


async def _current(state: FSMContext) -> int:
    current = (await state.get_data()).get("draft")
    if not current:
        raise Refusal("no_request")
    return long(current)


async def _point_at(state: FSMContext, request_id: int, asking: State) -> None:
    await state.update_data(draft=short(request_id))
    await state.set_state(asking)


async def _note_asked(state: FSMContext, request_id: int, what: drafts.Missing) -> None:
    asked = (await state.get_data()).get("asked", [])
    await state.update_data(draft=short(request_id), asked=[*asked, what.value])


async def _whens(work: Work, request_id: int) -> dict[str, Any]:
    return await when_choices(work, await _draft(work, request_id))


async def _categories(work: Work, draft_id: int = 0, guesses: list[drafts.Named] | None = None) -> dict[str, Any]:
    choices = await drafts.category_choices(work)
    return {"categories": choices, "guesses": guesses or [], "unclear": guesses is not None, "draft": draft_id}
