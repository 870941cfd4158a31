"""The captain's part: what waits for the team, and who goes."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from handlers.answer import Methods, edit, reply
from handlers.filters import Pressed
from handlers.screens import show
from handlers.words import Key
from models.ids import long, short
from models.queries.offers import open_offers
from models.queries.people import members
from models.queries.visits import visit_for, visits_to_staff
from models.visit import Visit
from services.cards import offer_card, visit_card
from services.staffing import name_person, unname_person
from services.work import Refusal, Work
from templates.engine import Said
from templates.press import Press

router = Router(name="team")
PAGE = 12


@router.message(Key("board"))
async def board(message: Message, work: Work, state: FSMContext) -> Methods:
    """Offers to the team and visits without people."""
    await state.clear()
    offers = [one for one in await open_offers(work.session, work.actor, work.now) if one.team_id is not None]
    visits = await visits_to_staff(work.session, work.actor)
    return reply(
        message,
        show(
            work,
            "board",
            offers=[await offer_card(work, one) for one in offers],
            visits=[await visit_card(work, one) for one in visits],
        ),
    )


@router.callback_query(Pressed("team.names", "team.page"))
async def names(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """The members, to be put down or taken off by a tap."""
    return edit(query, await _names(work, press.id, press.version))


@router.callback_query(Pressed("team.name"))
async def name(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """One member, put down or taken off."""
    try:
        person_id = long(press.extra)
    except ValueError:
        raise Refusal("no_member") from None
    visit = await _visit(work, press.id)
    card = await visit_card(work, visit)
    named = any(helper == person_id for helper, _ in card.helpers)
    await (unname_person if named else name_person)(work, press.id, person_id)
    return edit(query, await _names(work, press.id, 0))


async def _names(work: Work, visit_id: int, page: int) -> Said:
    visit = await _visit(work, visit_id)
    card = await visit_card(work, visit)
    named = {person_id for person_id, _ in card.helpers}
    people = sorted(
        await members(work.session, work.actor, visit.team_id or 0),
        key=lambda one: (one.id not in named, one.pinyin or ""),
    )
    pages = max(1, -(-len(people) // PAGE))
    shown = people[page % pages * PAGE : (page % pages + 1) * PAGE]
    return show(
        work,
        "names",
        visit=card,
        people=[{"name": one.name or "—", "short": short(one.id), "named": one.id in named} for one in shown],
        page=page % pages,
        pages=pages,
    )


async def _visit(work: Work, visit_id: int) -> Visit:
    visit = await visit_for(work.session, work.actor, visit_id)
    if visit is None or visit.team_id is None:
        raise Refusal("no_visit")
    return visit
