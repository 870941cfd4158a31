"""Papers about service in chat (证明): asked for, sent as PDF, issued, refused and revoked by a clerk."""

import re
from datetime import date

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.methods import DeleteMessage, SendDocument
from aiogram.types import BufferedInputFile, CallbackQuery, Message

from handlers.answer import Methods, edit, reply, toast
from handlers.filters import Pressed
from handlers.screens import show
from models.certificate import IdentityShown, Paper
from models.ids import long, short
from models.queries.certificates import own_papers
from services.certificates import corrections, issuing
from services.certificates.cards import fix_card, paper_card, star_card
from services.certificates.desk import desk
from services.certificates.names import read_identity, read_number
from services.certificates.paper import file_name, pdf
from services.certificates.verifying import verify
from services.work import Refusal, Work
from templates.engine import Said
from templates.press import Press
from templates.words import say_date

router = Router(name="certificates")
WORDS = re.compile(r"\s*(?:开|我要|打印?)?(?:志愿服务)?(?:记录)?(?:证明|certificates?)\s*", re.IGNORECASE)
NUMBER = re.compile(r"[\s\d０-９‐－\-]{23,40}")
DAY = re.compile(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})")
SHOWN = {"n": IdentityShown.NONE, "m": IdentityShown.MASKED, "w": IdentityShown.WHOLE}
ENDINGS = {
    "paper.refuse": issuing.refuse,
    "paper.revoke": issuing.revoke,
    "fix.refuse": corrections.refuse,
    "fix.revoke": corrections.revoke_paper,
}


class Papers(StatesGroup):
    """What the next free text answers."""

    days = State()
    identity = State()
    reason = State()


@router.message(F.text.regexp(WORDS, mode="fullmatch"))
async def papers(message: Message, work: Work, state: FSMContext) -> Methods:
    """My papers, and how to get one."""
    await state.clear()
    return reply(message, await _list(work))


@router.callback_query(Pressed("paper.list"))
async def papers_again(query: CallbackQuery, work: Work, state: FSMContext) -> Methods:
    """The same by a button."""
    await state.clear()
    return edit(query, await _list(work))


@router.message(F.text.regexp(NUMBER, mode="fullmatch"), F.text.func(read_number))
async def typed_number(message: Message, work: Work) -> Methods:
    """A paper's number: what it is, as the page that verifies says it."""
    found = await verify(work, message.text or "")
    return reply(message, show(work, "paper_verified", verified=found))


@router.callback_query(Pressed("paper.new"))
async def choose_days(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """For which days?"""
    return edit(query, show(work, "paper_days", official=press.extra == "o"))


@router.callback_query(Pressed("paper.days"))
async def chosen_days(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """This year, the last one, or from the beginning."""
    today = work.now.astimezone(work.zone).date()
    first, last = {
        "y": (date(today.year, 1, 1), today),
        "p": (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
    }.get(press.extra[1:], (today, today))
    if press.extra[1:] == "a":
        first, last = await issuing.whole_time(work)
    if press.extra[:1] == "o":
        return edit(query, _identity(work, first, last))
    return [*toast(query, ""), *await _made(query.message.chat.id if query.message else 0, work, first, last)]


@router.callback_query(Pressed("paper.dates"))
async def ask_dates(query: CallbackQuery, work: Work, state: FSMContext, press: Press) -> Methods:
    """Which two dates?"""
    await state.set_state(Papers.days)
    await state.set_data({"kind": press.extra})
    return edit(query, show(work, "paper_dates"))


@router.message(Papers.days, F.text)
async def dates(message: Message, work: Work, state: FSMContext) -> Methods:
    """The two dates."""
    first, last = _two_days(message.text or "")
    kind = (await state.get_data()).get("kind")
    await state.clear()
    if kind == "o":
        return reply(message, _identity(work, first, last))
    return await _made(message.chat.id, work, first, last)


@router.callback_query(Pressed("paper.who"))
async def identity(query: CallbackQuery, work: Work, state: FSMContext, press: Press) -> Methods:
    """Whether the identity number is printed: without it the record is asked for at once."""
    if press.extra[-1:] in ("m", "w"):
        await state.set_state(Papers.identity)
        await state.set_data({"asked": press.extra})
        return edit(query, show(work, "paper_identity_ask"))
    paper = await issuing.ask_record(work, *_days_of(press.extra))
    return edit(query, show(work, "paper_waits", paper=await paper_card(work, paper)))


@router.message(Papers.identity, F.text)
async def identity_given(message: Message, work: Work, state: FSMContext) -> Methods:
    """The number: kept sealed, and its message taken out of the chat."""
    asked = str((await state.get_data()).get("asked", ""))
    shown = SHOWN.get(asked[-1:], IdentityShown.NONE)
    gone = DeleteMessage(chat_id=message.chat.id, message_id=message.message_id)
    if read_identity(message.text or "") is None:
        return [gone, *reply(message, show(work, "refused/paper_identity"))]
    paper = await issuing.ask_record(work, *_days_of(asked), shown, message.text or "")
    await state.clear()
    return [gone, *reply(message, show(work, "paper_waits", paper=await paper_card(work, paper)))]


@router.callback_query(Pressed("paper.get"))
async def get(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """The paper as a PDF."""
    paper = await issuing.read_paper(work, press.id)
    return [*toast(query, ""), await _sent(query.message.chat.id if query.message else 0, work, paper)]


@router.callback_query(Pressed("desk.show"))
async def desk_list(query: CallbackQuery, work: Work, state: FSMContext) -> Methods:
    """What waits for a clerk beside hours."""
    await state.clear()
    return edit(query, await _desk(work))


@router.callback_query(Pressed("paper.one"))
async def one(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """One paper, for who issues it."""
    return edit(query, await _one(work, press.id))


@router.callback_query(Pressed("paper.issue"))
async def issue(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """It is issued."""
    await issuing.issue(work, press.id, press.version)
    return edit(query, await _one(work, press.id))


@router.callback_query(Pressed(*ENDINGS))
async def ask_reason(query: CallbackQuery, work: Work, state: FSMContext, press: Press) -> Methods:
    """Why? The volunteer reads it."""
    return await _ask(query, work, state, Papers.reason, "reason", row=short(press.id), action=press.action)


@router.message(Papers.reason, F.text)
async def reason(message: Message, work: Work, state: FSMContext) -> Methods:
    """The reason: refused, or revoked."""
    data = await state.get_data()
    if data.get("action") not in ENDINGS:
        raise Refusal("changed")
    await ENDINGS[data["action"]](work, _long(data.get("row", "")), message.text or "")
    await state.clear()
    return reply(message, await _desk(work))


async def _list(work: Work) -> Said:
    found = await own_papers(work.session, work.actor)
    return show(work, "paper_list", papers=[await paper_card(work, one) for one in found])


async def _one(work: Work, paper_id: int) -> Said:
    return show(work, "paper_one", paper=await paper_card(work, await issuing.read_paper(work, paper_id)))


async def _desk(work: Work) -> Said:
    found = await desk(work)
    cards = [await star_card(work, one) for one in found.stars]
    papers = [await paper_card(work, one) for one in found.papers]
    fixes = [await fix_card(work, one) for one in found.corrections]
    more = found.count - len(cards) - len(papers) - len(fixes)
    return show(work, "desk", papers=papers, fixes=fixes, stars=cards, more=more)


async def _made(chat_id: int, work: Work, first: date, last: date) -> Methods:
    return [await _sent(chat_id, work, await issuing.make_statement(work, first, last))]


async def _sent(chat_id: int, work: Work, paper: Paper) -> SendDocument:
    said = show(work, "paper_given", paper=await paper_card(work, paper))
    file = BufferedInputFile(pdf(paper, work.settings), file_name(paper))
    return SendDocument(chat_id=chat_id, document=file, caption=said.text, parse_mode="HTML")


def _identity(work: Work, first: date, last: date) -> Said:
    days = {"first": say_date(first, work.actor.language), "last": say_date(last, work.actor.language)}
    return show(work, "paper_identity", **days, code=f"{first:%Y%m%d}{last:%Y%m%d}")


def _days_of(code: str) -> tuple[date, date]:
    try:
        return date.fromisoformat(code[:8]), date.fromisoformat(code[8:16])
    except ValueError:
        raise Refusal("changed") from None


def _two_days(text: str) -> tuple[date, date]:
    try:
        first, last = (date(*map(int, part)) for part in DAY.findall(text)[:2])
    except ValueError:
        raise Refusal("paper_days") from None
    return first, last


async def _ask(query: CallbackQuery, work: Work, state: FSMContext, to: State, why: str, **data: str) -> Methods:
    await state.set_state(to)
    await state.set_data(dict(data))
    return edit(query, show(work, "desk_ask", why=why))


def _long(text: str) -> int:
    try:
        return long(text)
    except ValueError:
        raise Refusal("changed") from None
