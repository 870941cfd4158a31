"""The clerk's part: what waits, and what becomes of it: forward, merge, decline with a reason."""

from collections.abc import Sequence

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from handlers.answer import Methods, edit, reply
from handlers.filters import Pressed
from handlers.screens import show
from handlers.words import Key
from models.ids import long, short
from models.queries.visits import visit_of_request
from models.team import Team
from services.cards import request_card, visit_card
from services.ending import decline_request, merge
from services.queue import duplicates, forward, handled, teams_for, waiting, who_was_asked
from services.work import Refusal, Work
from templates.engine import Said
from templates.press import Press

router = Router(name="clerk")


class Declining(StatesGroup):
    """What the next free text answers."""

    reason = State()


@router.message(Key("queue"))
async def queue(message: Message, work: Work, state: FSMContext) -> Methods:
    """What waits, the most urgent first."""
    await state.clear()
    return reply(message, await _queue(work))


@router.callback_query(Pressed("clerk.queue"))
async def back(query: CallbackQuery, work: Work) -> Methods:
    """Back to the list."""
    return edit(query, await _queue(work))


@router.callback_query(Pressed("clerk.show"))
async def show_one(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """One request, with what the clerk may do."""
    return edit(query, await _one(work, press.id))


@router.callback_query(Pressed("clerk.why"))
async def why(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """Who was asked, and why they."""
    request = await handled(work, press.id)
    asked = await who_was_asked(work, request)
    return edit(query, show(work, "clerk_why", request=await request_card(work, request), asked=asked))


@router.callback_query(Pressed("clerk.forward"))
async def choose_team(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """Teams to which it can go."""
    request = await handled(work, press.id)
    teams = (await teams_for(work, request))[:10]
    return edit(query, show(work, "clerk_teams", request=await request_card(work, request), teams=_choices(teams)))


@router.callback_query(Pressed("clerk.to"))
async def forwarded(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """It goes to the chosen team."""
    try:
        team_id = long(press.extra)
    except ValueError:
        raise Refusal("changed") from None
    await forward(work, press.id, team_id)
    team = await work.session.get_one(Team, team_id)
    return edit(query, show(work, "clerk_forwarded", team=team.name), await _one(work, press.id))


@router.callback_query(Pressed("clerk.merge"))
async def merged(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """It is the same as another."""
    try:
        into = long(press.extra)
    except ValueError:
        raise Refusal("changed") from None
    await merge(work, press.id, into)
    return edit(query, await _queue(work))


@router.callback_query(Pressed("clerk.decline"))
async def ask_reason(query: CallbackQuery, work: Work, state: FSMContext, press: Press) -> Methods:
    """Why it cannot be done; the resident will read it."""
    await handled(work, press.id)
    await state.set_state(Declining.reason)
    await state.set_data({"request": short(press.id)})
    return edit(query, show(work, "clerk_reason"))


@router.message(Declining.reason, F.text)
async def declined(message: Message, work: Work, state: FSMContext) -> Methods:
    """The reason: the request is declined and the resident is told in these words."""
    request_id = (await state.get_data()).get("request")
    if not request_id:
        raise Refusal("no_request")
    request = await decline_request(work, long(request_id), message.text or "")
    await state.clear()
    return reply(message, show(work, "clerk_declined", number=request.number), await _queue(work))


async def _queue(work: Work) -> Said:
    found = await waiting(work)
    return show(work, "queue", requests=[await request_card(work, one) for one in found.requests], more=found.more)


async def _one(work: Work, request_id: int) -> Said:
    request = await handled(work, request_id)
    same = await duplicates(work, request)
    visit = await visit_of_request(work.session, request.id)
    return show(
        work,
        "clerk_one",
        request=await request_card(work, request, visit, "clerk"),
        same=[{"number": one.number, "short": short(one.id)} for one in same],
        visit=await visit_card(work, visit, "clerk") if visit else None,
    )


def _choices(teams: Sequence[Team]) -> list[dict[str, str]]:
    return [{"name": team.name, "short": short(team.id)} for team in teams]
