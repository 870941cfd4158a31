"""A team's day (排班): the captain gets a draft, moves a visit, releases it."""

from datetime import date, timedelta

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers.answer import Methods, edit, reply
from handlers.filters import Pressed
from handlers.screens import show
from models.day_draft import DayDraft
from models.grant import Action, NotAllowed
from models.ids import long, short
from models.queries.people import members
from models.team import Team
from services.day_cards import day_card
from services.day_plans import able_for, draft_day, pin, release
from services.work import Refusal, Work
from templates.engine import Said
from templates.press import Press

router = Router(name="day")
WORDS = ("排班", "day plan", "/day")
DAYS = 3


@router.message(F.text.strip().lower().in_(WORDS))
async def named(message: Message, work: Work) -> Methods:
    """Which team, which day."""
    return reply(message, await _teams(work))


@router.callback_query(Pressed("day.list"))
async def teams(query: CallbackQuery, work: Work) -> Methods:
    """The same, in place of another message."""
    return edit(query, await _teams(work))


@router.callback_query(Pressed("day.draft"))
async def drafted(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """A draft of a day, made now."""
    return edit(query, await _card(work, await draft_day(work, press.id, _day(press.extra))))


@router.callback_query(Pressed("day.show"))
async def shown(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """The draft as it stands."""
    return edit(query, await _card(work, await _draft(work, press.id)))


@router.callback_query(Pressed("day.move"))
async def movable(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """Who else could go to one of its visits."""
    draft = await _draft(work, press.id)
    visit_id = _id(press.extra)
    able = set(await able_for(work, draft, visit_id))
    people = [one for one in await members(work.session, work.actor, draft.team_id) if one.id in able]
    named_ = [{"name": one.name or "—", "short": short(one.id)} for one in people]
    card = await day_card(work, draft)
    stop = next((one for one in card.stops if one.visit_id == visit_id), None)
    if stop is None:
        raise Refusal("changed")
    return edit(query, show(work, "plan_day_move", day=card, stop=stop, substitutes=named_))


@router.callback_query(Pressed("day.pin"))
async def pinned(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """This member goes there; the rest is drafted anew. The id is the visit's."""
    draft_short, _, person = press.extra.partition("-")
    return edit(query, await _card(work, await pin(work, _id(draft_short), press.id, _id(person))))


@router.callback_query(Pressed("day.release"))
async def released(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """Everybody is named and hears."""
    done, failed = await release(work, press.id)
    return edit(query, show(work, "plan_day_released", named_count=done, failed=failed))


async def _teams(work: Work) -> Said:
    ids = work.actor.teams(Action.STAFF_VISITS)
    if not ids:
        raise NotAllowed(Action.STAFF_VISITS.value)
    today = work.now.astimezone(work.zone).date()
    days = [today + timedelta(days=ahead) for ahead in range(DAYS)]
    found = [await work.session.get_one(Team, team_id) for team_id in ids[:4]]
    choices = [
        {
            "id": team.id,
            "name": team.name,
            "days": [{"ahead": n, "code": day.isoformat()} for n, day in enumerate(days)],
        }
        for team in found
    ]
    return show(work, "plan_day_teams", day_teams=choices)


async def _card(work: Work, draft: DayDraft) -> Said:
    return show(work, "plan_day", day=await day_card(work, draft))


async def _draft(work: Work, draft_id: int) -> DayDraft:
    draft = await work.session.get(DayDraft, draft_id)
    if draft is None:
        raise Refusal("changed")
    work.actor.must(Action.STAFF_VISITS, team_id=draft.team_id)
    return draft


def _day(code: str) -> date:
    try:
        return date.fromisoformat(code)
    except ValueError:
        raise Refusal("changed") from None


def _id(text: str) -> int:
    try:
        return long(text)
    except ValueError:
        raise Refusal("changed") from None
