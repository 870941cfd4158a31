"""My requests (我的点单): see where they stand, cancel, rate."""

from datetime import UTC, datetime

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from handlers.answer import Methods, edit, reply
from handlers.filters import Pressed
from handlers.screens import menu, show
from handlers.words import Key
from language.times import Times
from language.understanding import Understanding
from models.ids import long, short
from models.queries.requests import own_requests, request_for
from models.queries.time import plan_for
from models.queries.visits import visit_of_request
from models.request import LIVE, Request
from services.cards import RequestCard, feedback_state, request_card, visit_card
from services.ending import add_words, cancel, rate
from services.finding import meant
from services.moving import move_request
from services.notices import last_reason
from services.reading import read_when, utc
from services.series import series_from
from services.work import Refusal, Work
from templates.engine import Said
from templates.press import Press

router = Router(name="mine")
SHOWN = 8


class Moving(StatesGroup):
    """What the next free text answers."""

    when = State()


class Rating(StatesGroup):
    """What the next free text answers."""

    words = State()


@router.message(Key("mine"))
async def mine(message: Message, work: Work, state: FSMContext) -> Methods:
    """The newest of my requests."""
    await state.clear()
    return reply(message, await _list(work))


@router.callback_query(Pressed("mine.list"))
async def list_again(query: CallbackQuery, work: Work) -> Methods:
    """Back to the list."""
    return edit(query, await _list(work))


@router.callback_query(Pressed("mine.show"))
async def show_one(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """One request with its visit."""
    return edit(query, await one(work, await _own(work, press.id)))


@router.callback_query(Pressed("mine.cancel"))
async def ask_cancel(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """Is it meant?"""
    return edit(query, show(work, "cancel_sure", request=await request_card(work, await _own(work, press.id))))


@router.callback_query(Pressed("mine.cancelled"))
async def cancelled(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """Cancelled; everybody concerned is told."""
    request = await cancel(work, press.id)
    return edit(query, show(work, "cancelled", request=await request_card(work, request)))


@router.callback_query(Pressed("mine.move"))
async def ask_move(query: CallbackQuery, work: Work, state: FSMContext, press: Press) -> Methods:
    """To when?"""
    request = await _own(work, press.id)
    await state.set_state(Moving.when)
    await state.set_data({"move": short(request.id)})
    return edit(query, show(work, "move_when", request=await request_card(work, request)))


@router.message(Moving.when, F.text)
async def move_in_words(message: Message, work: Work, state: FSMContext) -> Methods:
    """The new time, in words."""
    chosen = (await state.get_data()).get("move")
    if not chosen:
        raise Refusal("no_request")
    request = await _own(work, long(chosen))
    said = read_when(work, message.text or "")
    if said.start is None:
        return reply(message, show(work, "move_when", request=await request_card(work, request)))
    await state.clear()
    return reply(message, await _sure_to_move(work, request, said, message.text or ""))


@router.callback_query(Pressed("mine.moved"))
async def moved(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """Moved; everybody concerned is told."""
    start, end = _window(press.extra)
    request = await move_request(work, press.id, start, end)
    return edit(query, show(work, "moved", request=await request_card(work, request)))


@router.callback_query(Pressed("rate.start"))
async def start_rating(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """The first question that is not answered."""
    request = await _own(work, press.id)
    return edit(
        query, show(work, "rate", request=await request_card(work, request), given=await feedback_state(work, request))
    )


@router.callback_query(Pressed("rate.yes", "rate.no"))
async def rated(query: CallbackQuery, work: Work, state: FSMContext, press: Press) -> Methods:
    """An answer: the next question, or thanks."""
    request, given = await rate(work, press.id, press.extra, press.action == "rate.yes")
    if None in (given.came, given.on_time, given.solved):
        card = await request_card(work, request)
        return edit(query, show(work, "rate", request=card, given=await feedback_state(work, request)))
    await state.set_state(Rating.words)
    await state.update_data(rated=short(request.id))
    return edit(query, show(work, "rated", request=request, good=bool(given.came and given.solved)))


@router.message(Rating.words, F.text)
async def some_words(message: Message, work: Work, state: FSMContext) -> Methods:
    """A sentence added to the answers."""
    rated_id = (await state.get_data()).get("rated")
    await state.clear()
    if not rated_id:
        raise Refusal("no_request")
    await add_words(work, long(rated_id), message.text or "")
    return reply(message, show(work, "you_are_welcome"), await menu(work))


async def answer_about(work: Work, state: FSMContext, intent: str, said: Understanding) -> list[Said]:
    """Where a request stands, or whether it shall be cancelled: found by what the sentence says of it."""
    found = await meant(work, said)
    if not found:
        return [await _list(work)]
    if len(found) > 1:
        return [show(work, "which", requests=[await request_card(work, one) for one in found], intent=intent)]
    if intent == "cancel":
        return [show(work, "cancel_sure", request=await request_card(work, found[0]))]
    if intent == "reschedule" and said.start is not None:
        return [await _sure_to_move(work, found[0], said)]
    if intent == "reschedule":
        await state.set_state(Moving.when)
        await state.set_data({"move": short(found[0].id)})
        return [show(work, "move_when", request=await request_card(work, found[0]))]
    return [await one(work, found[0])]


async def one(work: Work, request: Request) -> Said:
    """One request, with its visit where there is one."""
    visit = await visit_of_request(work.session, request.id)
    shown = await visit_card(work, visit) if visit is not None and request.state in LIVE else None
    reason = await last_reason(work, request) if request.state == "declined" else None
    return show(work, "mine_one", request=await request_card(work, request, visit), visit=shown, reason=reason)


async def _sure_to_move(work: Work, request: Request, said: Understanding | Times, text: str = "") -> Said:
    start, end = utc(said.start, work.zone), utc(said.end, work.zone)
    if start is None:
        raise Refusal("past")
    code = f"{int(start.timestamp()) // 60}-{int(end.timestamp()) // 60 if end else ''}"
    card = await request_card(work, request)
    plan = await plan_for(work.session, work.actor, request.plan_id) if request.plan_id and text else None
    series = series_from(work, plan, text) if plan else None
    return show(
        work, "move_sure", request=card, start=start, end=end, code=code, plan_id=request.plan_id, series=series
    )


def _window(code: str) -> tuple[datetime, datetime | None]:
    first, _, last = code.partition("-")
    if not first.isdigit():
        raise Refusal("changed")
    return datetime.fromtimestamp(int(first) * 60, UTC), datetime.fromtimestamp(
        int(last) * 60, UTC
    ) if last.isdigit() else None


async def _list(work: Work) -> Said:
    cards: list[RequestCard] = [
        await request_card(work, one) for one in await own_requests(work.session, work.actor, SHOWN)
    ]
    return show(work, "mine", requests=cards)


async def _own(work: Work, request_id: int) -> Request:
    request = await request_for(work.session, work.actor, request_id)
    if request is None:
        raise Refusal("no_request")
    return request
