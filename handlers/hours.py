"""My hours (我的时长), what waits for a second person (待核时长), the captain's list, and what the people concerned say."""

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from handlers.answer import Methods, edit, reply
from handlers.filters import Pressed
from handlers.screens import show
from handlers.words import Key
from models.claim import About
from models.grant import Action, NotAllowed
from models.ids import long, short
from models.queries.hours import anomaly_for, claim_for
from models.queries.kin import requests_of_family
from models.queries.people import person_for
from models.shop import Good
from services.certificates.desk import desk
from services.hours import bank, cards, claims, evidence, overdue, points
from services.hours.absences import mark_absent
from services.work import Refusal, Work
from templates.engine import Said
from templates.press import Press

router = Router(name="hours")
ABOUT = {"c": About.CLAIM, "o": About.ANOMALY, "a": About.ATTENDANCE}


class Saying(StatesGroup):
    """What the next free text answers."""

    answer = State()
    objection = State()
    refusal = State()
    correction = State()
    absence = State()
    sheet = State()


@router.message(Key("hours"))
async def mine(message: Message, work: Work, state: FSMContext) -> Methods:
    """My balance, what waits and why, and the last entries."""
    await state.clear()
    return reply(message, show(work, "hours_mine", mine=await cards.own_hours(work)))


@router.callback_query(Pressed("hours.mine"))
async def mine_again(query: CallbackQuery, work: Work) -> Methods:
    """Back to my hours."""
    return edit(query, show(work, "hours_mine", mine=await cards.own_hours(work)))


@router.message(Key("approve"))
async def queue(message: Message, work: Work, state: FSMContext) -> Methods:
    """What waits for a second person."""
    await state.clear()
    return reply(message, await _queue(work))


@router.callback_query(Pressed("hours.queue"))
async def queue_again(query: CallbackQuery, work: Work) -> Methods:
    """Back to what waits."""
    return edit(query, await _queue(work))


@router.callback_query(Pressed("hours.one"))
async def one(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """One claim, with what is unusual about it and whether I may decide."""
    claim = await claim_for(work.session, work.actor, press.id)
    if claim is None:
        raise Refusal("hours_decided")
    return edit(query, show(work, "hours_one", claim=await cards.claim_card(work, claim)))


@router.callback_query(Pressed("hours.yes"))
async def yes(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """It counts."""
    await _as_shown(work, press)
    entry = await claims.approve(work, press.id)
    claim = await claim_for(work.session, work.actor, press.id)
    name = (await cards.claim_card(work, claim)).name if claim else ""
    return edit(query, show(work, "hours_counted", name=name, minutes=entry.minutes), await _queue(work))


@router.callback_query(Pressed("hours.no"))
async def no(query: CallbackQuery, work: Work, state: FSMContext, press: Press) -> Methods:
    """It does not count: why?"""
    await _as_shown(work, press)
    await claims.decidable(work, press.id)
    return await _ask(query, work, state, Saying.refusal, "refuse", row=short(press.id))


@router.message(Saying.refusal, F.text)
async def refused(message: Message, work: Work, state: FSMContext) -> Methods:
    """The reason: the person reads it."""
    claim = await claims.refuse(work, await _row(state), message.text or "")
    await state.clear()
    card = await cards.claim_card(work, claim)
    return reply(message, show(work, "hours_not_counted", name=card.name), await _queue(work))


@router.callback_query(Pressed("hours.odd"))
async def odd(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """Something unusual about minutes that count."""
    anomaly = await anomaly_for(work.session, work.actor, press.id)
    if anomaly is None:
        raise Refusal("hours_decided")
    return edit(query, show(work, "hours_odd", odd=await cards.odd_card(work, anomaly)))


@router.callback_query(Pressed("hours.clear"))
async def clear(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """It is explained."""
    await claims.clear(work, press.id)
    return edit(query, await _queue(work))


@router.callback_query(Pressed("hours.back"))
async def correct(query: CallbackQuery, work: Work, state: FSMContext, press: Press) -> Methods:
    """The minutes are reversed: why?"""
    return await _ask(query, work, state, Saying.correction, "refuse", row=short(press.id))


@router.message(Saying.correction, F.text)
async def corrected(message: Message, work: Work, state: FSMContext) -> Methods:
    """The reason: the person reads it, and the entry is reversed."""
    await claims.take_back(work, await _row(state), message.text or "")
    await state.clear()
    return reply(message, await _queue(work))


@router.callback_query(Pressed("hours.say"))
async def say(query: CallbackQuery, work: Work, state: FSMContext, press: Press) -> Methods:
    """I explain."""
    if press.extra not in ABOUT:
        raise Refusal("changed")
    return await _ask(query, work, state, Saying.answer, "answer", row=short(press.id), about=press.extra)


@router.message(Saying.answer, F.text)
async def explained(message: Message, work: Work, state: FSMContext) -> Methods:
    """The explanation: who looks at it reads it."""
    about = ABOUT[(await state.get_data()).get("about", "c")]
    await claims.answer(work, about, await _row(state), message.text or "")
    await state.clear()
    return reply(message, show(work, "hours_heard"))


@router.callback_query(Pressed("hours.object"))
async def objecting(query: CallbackQuery, work: Work, state: FSMContext, press: Press) -> Methods:
    """The resident's side: it was not so."""
    return await _ask(query, work, state, Saying.objection, "object", row=short(press.id))


@router.message(Saying.objection, F.text)
async def objected(message: Message, work: Work, state: FSMContext) -> Methods:
    """What was not so."""
    await claims.object_to(work, await _row(state), message.text or "")
    await state.clear()
    return reply(message, show(work, "hours_heard"))


@router.callback_query(Pressed("hours.forgot"))
async def forgot(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """I had forgotten to check out: the planned time counts."""
    _, row = await overdue.left_as_planned(work, press.id)
    return edit(query, await done(work, row.id, row.minutes or 0))


@router.callback_query(Pressed("hours.came"))
async def came(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """The captain's list: this one came."""
    await evidence.confirm(work, press.id, _long(press.extra))
    return edit(query, await _list(work, press.id))


@router.callback_query(Pressed("hours.absent"))
async def absent(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """The captain's list: this one did not come; why?"""
    person = await person_for(work.session, work.actor, _long(press.extra))
    if person is None:
        raise Refusal("no_member")
    visit, _ = await evidence.list_of(work, press.id)
    return edit(query, show(work, "hours_absent", name=person.name or "—", visit=visit, person=press.extra))


@router.callback_query(Pressed("hours.sick", "hours.late", "hours.no_show"))
async def absent_why(query: CallbackQuery, work: Work, state: FSMContext, press: Press) -> Methods:
    """A sentence that the person reads."""
    kind = press.action.removeprefix("hours.")
    return await _ask(query, work, state, Saying.absence, "absent", row=short(press.id), person=press.extra, kind=kind)


@router.message(Saying.absence, F.text)
async def absence_said(message: Message, work: Work, state: FSMContext) -> Methods:
    """The sentence: the absence is noted."""
    data, visit_id = await state.get_data(), await _row(state)
    await mark_absent(work, visit_id, _long(data.get("person", "")), data.get("kind", "no_show"), message.text or "")
    await state.clear()
    return reply(message, await _list(work, visit_id))


@router.callback_query(Pressed("hours.sheet"))
async def sheet(query: CallbackQuery, work: Work, state: FSMContext, press: Press) -> Methods:
    """There is a signed sheet: which number does it have?"""
    await evidence.list_of(work, press.id)
    return await _ask(query, work, state, Saying.sheet, "sheet", row=short(press.id))


@router.message(Saying.sheet, F.text)
async def sheet_read(message: Message, work: Work, state: FSMContext) -> Methods:
    """The number in the sheet's QR code: who signed?"""
    token = evidence.spoken_token(await _row(state), message.text or "")
    visit_id = evidence.read_token(token)
    await state.set_data({"token": token, "signed": []})
    return reply(message, await _sheet(work, visit_id, token, []))


@router.callback_query(Pressed("hours.signed"))
async def signed(query: CallbackQuery, work: Work, state: FSMContext, press: Press) -> Methods:
    """This one signed, or did not."""
    data = await state.get_data()
    token, names = str(data.get("token", "")), set(data.get("signed", []))
    names ^= {press.extra}
    await state.update_data(signed=sorted(names))
    return edit(query, await _sheet(work, evidence.read_token(token), token, sorted(names)))


@router.callback_query(Pressed("hours.sheet_in"))
async def sheet_in(query: CallbackQuery, work: Work, state: FSMContext) -> Methods:
    """The sheet is entered."""
    data = await state.get_data()
    visit = await evidence.enter_sheet(work, str(data.get("token", "")), {_long(one) for one in data.get("signed", [])})
    await state.clear()
    return edit(query, await _list(work, visit.id))


@router.callback_query(Pressed("hours.bank"))
async def saving(query: CallbackQuery, work: Work) -> Methods:
    """The time bank."""
    return edit(query, await _bank(work))


@router.callback_query(Pressed("hours.save"))
async def save(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """Save so many minutes."""
    await bank.save_minutes(work, press.version)
    return edit(query, await _bank(work))


@router.callback_query(Pressed("hours.spend"))
async def spend(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """Spend so many minutes on a request of my family's."""
    await bank.spend_minutes(work, press.id, press.version)
    return edit(query, await _bank(work))


@router.callback_query(Pressed("hours.shop"))
async def shop(query: CallbackQuery, work: Work) -> Methods:
    """The post's shop."""
    venue = await bank.home_venue(work, work.me)
    goods, mine = await points.goods_of(work, venue), await points.points_of(work, work.me)
    return edit(query, show(work, "hours_shop", goods=goods[:10], points=mine))


@router.callback_query(Pressed("hours.redeem"))
async def redeem(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """This one, please."""
    kept = await points.redeem(work, press.id)
    good = await work.session.get_one(Good, kept.good_id)
    return edit(query, show(work, "hours_redeemed", name=good.name, code=kept.code, until=kept.until))


@router.message(F.text.regexp(r"^兑换\s*\d{6}$"))
async def hand_over(message: Message, work: Work) -> Methods:
    """A clerk: somebody came with this code."""
    areas = work.actor.areas(Action.HANDLE_REQUESTS)
    if not areas:
        raise NotAllowed("handle_requests")
    kept = await points.hand_over(work, areas, (message.text or "")[-6:])
    good = await work.session.get_one(Good, kept.good_id)
    return reply(message, show(work, "hours_handed", name=good.name))


async def done(work: Work, attendance_id: int, minutes: int) -> Said:
    """What is said when a service has ended: whether it counts already, and what it waits for."""
    waits, total = await cards.after_service(work, attendance_id)
    return show(work, "done", minutes=minutes, total=total, waits=waits)


async def _queue(work: Work) -> Said:
    if not cards.may_decide(work):
        raise NotAllowed("approve_hours")
    found, odds, more = await cards.to_decide(work)
    return show(work, "hours_queue", claims=found, odds=odds, more=more, desk=(await desk(work)).count)


async def _list(work: Work, visit_id: int) -> Said:
    visit, _ = await evidence.list_of(work, visit_id)
    return show(work, "hours_list", list=await cards.list_card(work, visit))


async def _sheet(work: Work, visit_id: int, token: str, chosen: list[str]) -> Said:
    visit, _ = await evidence.list_of(work, visit_id)
    return show(work, "hours_sheet", list=await cards.list_card(work, visit), token=token, chosen=chosen)


async def _bank(work: Work) -> Said:
    family = await requests_of_family(work.session, work.me, 3)
    return show(work, "hours_bank", mine=await cards.own_hours(work), requests=family)


async def _as_shown(work: Work, press: Press) -> None:
    """Refuse where the claim is no longer as it was when the button was shown."""
    claim = await claim_for(work.session, work.actor, press.id)
    if claim is None or claim.version != press.version:
        raise Refusal("hours_decided")


async def _ask(query: CallbackQuery, work: Work, state: FSMContext, to: State, why: str, **data: str) -> Methods:
    await state.set_state(to)
    await state.set_data(dict(data))
    return edit(query, show(work, "hours_ask", why=why))


async def _row(state: FSMContext) -> int:
    return _long((await state.get_data()).get("row", ""))


def _long(text: str) -> int:
    try:
        return long(text)
    except ValueError:
        raise Refusal("changed") from None
