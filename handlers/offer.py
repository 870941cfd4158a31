"""Offers (派单): accept or decline by one tap, with or without a reason; give back."""

from collections.abc import Sequence
from datetime import UTC, datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from handlers.answer import Methods, edit, reply
from handlers.filters import Pressed
from handlers.screens import show
from handlers.words import Key
from models.ids import long, short
from models.offer import Offer
from models.queries.offers import offer_for, open_offers
from models.queries.requests import locked_request
from models.team import Team
from services.answers import DECLINE_REASONS, accept, decline
from services.cards import offer_card, visit_card
from services.other_time import proposals, propose, take
from services.passing import pass_on, teams_below_and_beside
from services.pausing import pause
from services.work import Refusal, Work
from templates.press import Press

router = Router(name="offer")


@router.message(Key("offers"))
async def mine(message: Message, work: Work, state: FSMContext) -> Methods:
    """What waits for my answer."""
    await state.clear()
    offers = [await offer_card(work, one) for one in await open_offers(work.session, work.actor, work.now)]
    return reply(message, show(work, "my_offers", offers=offers))


@router.callback_query(Pressed("offer.show"))
async def show_one(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """One offer."""
    return edit(query, show(work, "offer", offer=await offer_card(work, await _offer(work, press.id))))


@router.callback_query(Pressed("offer.why"))
async def why(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """Why me."""
    return edit(query, show(work, "offer_why", offer=await offer_card(work, await _offer(work, press.id))))


@router.callback_query(Pressed("offer.yes"))
async def yes(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """Accept, for oneself or for the team."""
    visit = await accept(work, press.id)
    return edit(query, show(work, "offer_accepted", visit=await visit_card(work, visit, "accepted")))


@router.callback_query(Pressed("offer.no"))
async def no(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """Decline; a reason is welcome and not needed."""
    offer = await decline(work, press.id)
    return edit(query, show(work, "offer_declined", offer=await offer_card(work, offer), offer_reason=None))


@router.callback_query(Pressed("offer.because"))
async def because(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """The reason, afterwards."""
    if press.extra not in DECLINE_REASONS:
        raise Refusal("changed")
    offer = await decline(work, press.id, press.extra)
    return edit(query, show(work, "offer_declined", offer=await offer_card(work, offer), offer_reason=press.extra))


@router.callback_query(Pressed("offer.when"))
async def other_time(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """Other times that would suit."""
    offer = await _offer(work, press.id)
    times = [{"at": at, "code": str(int(at.timestamp()) // 60)} for at in await proposals(work, offer)]
    return edit(query, show(work, "offer_when", offer=await offer_card(work, offer), times=times))


@router.callback_query(Pressed("offer.at"))
async def proposed(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """One of them: the resident is asked."""
    start = datetime.fromtimestamp(int(press.extra) * 60, UTC) if press.extra.isdigit() else work.now
    offer = await propose(work, press.id, start)
    return edit(query, show(work, "offer_proposed", offer=await offer_card(work, offer), at=start))


@router.callback_query(Pressed("offer.take"))
async def taken(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """The resident takes the proposed time."""
    visit = await take(work, press.id)
    return edit(query, show(work, "scheduled", visit=await visit_card(work, visit)))


@router.callback_query(Pressed("offer.keep"))
async def kept(query: CallbackQuery, work: Work) -> Methods:
    """The resident keeps their own time."""
    return edit(query, show(work, "time_kept"))


@router.callback_query(Pressed("offer.pass"))
async def teams(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """Teams below and beside to which a captain may pass it."""
    offer = await _offer(work, press.id)
    request = await locked_request(work.session, offer.request_id)
    below, beside = await teams_below_and_beside(work, offer, request)
    card = await offer_card(work, offer)
    return edit(query, show(work, "offer_pass", offer=card, below=_named(below[:6]), beside=_named(beside[:6])))


@router.callback_query(Pressed("offer.to"))
async def passed(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """It goes to that team."""
    try:
        team_id = long(press.extra)
    except ValueError:
        raise Refusal("changed") from None
    offer = await pass_on(work, press.id, team_id)
    return edit(query, show(work, "offer_passed", team=(await offer_card(work, offer)).team))


@router.callback_query(Pressed("offer.pause"))
async def ask_pause(query: CallbackQuery, work: Work) -> Methods:
    """For how long not to be asked."""
    return edit(query, show(work, "pause"))


@router.callback_query(Pressed("offer.paused"))
async def paused(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """Paused, or not any more."""
    volunteer = await pause(work, press.extra)
    return edit(query, show(work, "paused", until=volunteer.paused_until))


def _named(teams: Sequence[Team]) -> list[dict[str, str]]:
    return [{"name": team.name, "short": short(team.id)} for team in teams]


async def _offer(work: Work, offer_id: int) -> Offer:
    offer = await offer_for(work.session, work.actor, offer_id)
    if offer is None:
        raise Refusal("no_offer")
    return offer
