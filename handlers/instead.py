"""Going in another's place, and standing by."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.answer import Methods, edit
from handlers.filters import Pressed
from handlers.screens import show
from models.ids import long, short
from models.queries.visits import visit_for
from services.cards import visit_card
from services.standby import stand_by
from services.substitutes import mates_for, propose_mate, take_place
from services.work import Refusal, Work
from templates.press import Press

router = Router(name="instead")


@router.callback_query(Pressed("stand.by"))
async def standing_by(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """To be asked first when somebody cancels."""
    await stand_by(work, press.id)
    return edit(query, show(work, "free_standing_by"))


@router.callback_query(Pressed("sub.list"))
async def mates(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """Who could go in my place."""
    people = await mates_for(work, press.id)
    visit = await visit_for(work.session, work.actor, press.id)
    if visit is None:
        raise Refusal("no_visit")
    named = [{"name": one.name or "—", "short": short(one.id)} for one in people]
    return edit(query, show(work, "free_substitutes", visit=await visit_card(work, visit), substitutes=named))


@router.callback_query(Pressed("sub.ask"))
async def asked(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """One of them is asked."""
    mate = await propose_mate(work, press.id, _person(press))
    return edit(query, show(work, "free_substitute_asked", name=mate.name or "—"))


@router.callback_query(Pressed("sub.yes"))
async def yes(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """I go instead."""
    visit = await take_place(work, press.id, _person(press))
    return edit(query, show(work, "going", visit=await visit_card(work, visit, "accepted")))


def _person(press: Press) -> int:
    try:
        return long(press.extra)
    except ValueError:
        raise Refusal("changed") from None
