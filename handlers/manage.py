"""The manager's part: the summary, what it asks to do, its files, when it comes, and the way to the pages."""

from datetime import timedelta

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.methods import SendDocument, SendPhoto
from aiogram.types import BufferedInputFile, CallbackQuery, Message

from handlers.answer import Methods, edit, reply, send, toast
from handlers.filters import Pressed
from handlers.screens import show
from handlers.words import Key
from models.grant import Action, NotAllowed
from models.summary import SummaryWish, wish_of
from services.managing.signing import LINK_LASTS, make_link
from services.summary.asking import answer_question
from services.summary.books import Books, Report
from services.summary.choosing import Choice, file_stem, read_choice, subject_extra
from services.summary.document import document
from services.summary.message import SummaryCard, summary_card
from services.summary.paper import pdf
from services.summary.period import PeriodKind, period_of
from services.summary.reading import named, read_summary, readable
from services.summary.sending import set_wish
from services.summary.todo_tables import todo_groups
from services.summary.workbook import workbook
from services.work import Refusal, Work
from templates.engine import Said
from templates.press import Press
from templates.summary.words import weekday_names

router = Router(name="manage")


@router.message(Key("summary"))
async def summary(message: Message, work: Work, state: FSMContext) -> Methods:
    """The week so far of the one venue or team of the reader, or the choice between several."""
    await state.clear()
    keys, period = readable(work.actor), period_of(work.now.astimezone(work.zone).date())
    if not keys:
        raise NotAllowed(Action.READ_SUMMARY.value)
    if len(keys) == 1:
        return reply(message, await _summary(work, Choice(keys[0], period)))
    subjects = []
    for key, name in await named(work, keys):
        row_id, extra = subject_extra(key, period)
        subjects.append({"id": row_id, "extra": extra, "name": name})
    return reply(message, show(work, "summary_which", subjects=subjects))


@router.message(Key("dashboard"))
@router.message(F.text.casefold() == "dashboard")
async def dashboard(message: Message, work: Work, state: FSMContext) -> Methods:
    """A link that opens the pages once."""
    await state.clear()
    return reply(message, await _link(work, ""))


@router.callback_query(Pressed("web.open"))
async def open_page(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """The same, leading to one of the pages."""
    if query.message is None:
        raise Refusal("changed")
    return [*toast(query, ""), send(query.message.chat.id, await _link(work, press.extra))]


@router.callback_query(Pressed("sum.show"))
async def show_one(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """The summary of one venue or team and one period."""
    return edit(query, await _summary(work, read_choice(press.id, press.extra)))


@router.callback_query(Pressed("sum.list"))
async def show_list(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """What one line of the summary speaks of, each with what opens it."""
    choice = read_choice(press.id, press.extra)
    books, report, names, card = await _read(work, choice)
    groups = {group.kind: group for group in todo_groups(books, report, names, work.actor.language)}
    if choice.kind not in groups:
        return edit(query, show(work, "summary", summary=card))
    may_open = work.actor.may(Action.HANDLE_REQUESTS, area_code=report.subject.code)
    return edit(query, show(work, "summary_list", group=groups[choice.kind], summary=card, may_open=may_open))


@router.callback_query(Pressed("sum.pdf", "sum.xlsx"))
async def send_file(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """The report as a PDF, or its figures as a workbook."""
    choice = read_choice(press.id, press.extra)
    books, report, names, _ = await _read(work, choice)
    made = document(books, report, names, work.actor.language)
    kind, content = ("pdf", pdf(made)) if press.action == "sum.pdf" else ("xlsx", workbook(made))
    if query.message is None:
        raise Refusal("changed")
    file = BufferedInputFile(content, f"{file_stem(choice.key, choice.period)}.{kind}")
    sent = SendDocument(chat_id=query.message.chat.id, document=file, caption=f"{made.title} {made.subtitle}")
    return [*toast(query, ""), sent]


@router.callback_query(Pressed("sum.wish"))
async def wish(query: CallbackQuery, work: Work) -> Methods:
    """Which summaries one gets, and on which day."""
    return edit(query, _wish(work, await wish_of(work.session, work.me)))


@router.callback_query(Pressed("sum.set"))
async def set_one(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """A kind of summary on or off, or another weekday."""
    value = press.version if press.extra == "weekday" else 1 - press.version
    return edit(query, _wish(work, await set_wish(work, press.extra, value)))


async def answer_to_question(message: Message, work: Work, text: str) -> Methods:
    """The answer to a question about the figures, with its chart; nothing where the text is none, or not the actor's to ask."""
    told = await answer_question(work, text)
    if told is None:
        return []
    said = show(work, "summary_answer", told=told)
    if told.picture is None:
        return reply(message, said)
    chart = BufferedInputFile(told.picture, "chart.png")
    return [SendPhoto(chat_id=message.chat.id, photo=chart, caption=said.text, parse_mode="HTML")]


def _wish(work: Work, wish: SummaryWish) -> Said:
    usual = work.settings.summary.weekday
    names = weekday_names(work.actor.language)
    shown = {
        "weekday_name": names[usual if wish.weekday is None else wish.weekday],
        "days": [{"number": number, "name": name} for number, name in enumerate(names)],
        **{kind.value: getattr(wish, kind.value) for kind in PeriodKind},
    }
    return show(work, "summary_wish", wish=shown)


async def _read(work: Work, choice: Choice) -> tuple[Books, Report, dict[int, str], SummaryCard]:
    if choice.period.start(work.zone) > work.now:
        raise Refusal("changed")
    books, report, names = await read_summary(work, choice.key, choice.period)
    return books, report, names, summary_card(books, report, names, work.actor.language)


async def _link(work: Work, page: str) -> Said:
    web = work.settings.webchat
    home = web.public_url.rstrip("/") or f"http://{web.host}:{web.port}"
    minutes = LINK_LASTS // timedelta(minutes=1)
    token = await make_link(work, page)
    return show(work, "manage_link", link=f"{home}/manage/in/{token}", minutes=minutes)


async def _summary(work: Work, choice: Choice) -> Said:
    return show(work, "summary", summary=(await _read(work, choice))[3])
