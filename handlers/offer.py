"""Offers (派单): accept or decline by one tap, with or without a reason; give back."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from handlers.answer import Methods, edit, reply
from handlers.filters import Pressed
from handlers.screens import show
from handlers.words import Key
from models.offer import Offer
from models.queries.offers import offer_for, open_offers
from services.answers import DECLINE_REASONS, accept, decline
from services.cards import offer_card, visit_card
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


async def _offer(work: Work, offer_id: int) -> Offer:
    offer = await offer_for(work.session, work.actor, offer_id)
    if offer is None:
        raise Refusal("no_offer")
    return offer
