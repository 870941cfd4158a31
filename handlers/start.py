"""The first words: what this is, consent, language, help."""

from aiogram import Router
from aiogram.filters import Command, CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from handlers.answer import Methods, edit, reply
from handlers.filters import Pressed
from handlers.screens import menu, show
from handlers.talk import answer_words
from handlers.words import Key
from language.understand import Reader
from models.person import Person
from services.people import consent, set_language
from services.work import Work
from templates.press import Press

router = Router(name="start")


@router.message(CommandStart())
async def start(message: Message, work: Work, person: Person, state: FSMContext) -> Methods:
    """What this is; who has agreed before gets the menu."""
    await state.clear()
    if person.consented_at is None:
        return reply(message, show(work, "welcome"))
    return reply(message, await menu(work))


@router.callback_query(Pressed("consent.yes"))
async def agree(query: CallbackQuery, work: Work, person: Person, state: FSMContext, reader: Reader) -> Methods:
    """Consent, with its version and time; what was asked before it is taken up now."""
    consent(work, person)
    waiting = (await state.get_data()).get("before_consent")
    await state.clear()
    more = await answer_words(work, state, person, reader, waiting) if waiting else []
    return edit(query, show(work, "consented"), await menu(work, hello=True), *more)


@router.callback_query(Pressed("consent.no"))
async def disagree(query: CallbackQuery, work: Work) -> Methods:
    """No consent: nothing is kept."""
    return edit(query, show(work, "consent_no"))


@router.callback_query(Pressed("consent.more"))
async def more(query: CallbackQuery, work: Work) -> Methods:
    """How personal data are used."""
    return edit(query, show(work, "privacy"))


@router.message(Command("privacy"))
async def privacy(message: Message, work: Work) -> Methods:
    """How personal data are used."""
    return reply(message, show(work, "privacy"))


@router.callback_query(Pressed("language"))
async def language(query: CallbackQuery, work: Work, person: Person, press: Press) -> Methods:
    """Switch the language; the next message is in it."""
    switched = set_language(work, person, press.extra)
    if person.consented_at is None:
        return edit(query, show(switched, "welcome"))
    return edit(query, show(switched, "language_set"), await menu(switched))


@router.message(Command("language"))
async def ask_language(message: Message, work: Work) -> Methods:
    """Choose a language."""
    return reply(message, show(work, "help"))


@router.message(Command("help"))
@router.message(Key("help"))
async def help_(message: Message, work: Work) -> Methods:
    """How it works."""
    return reply(message, show(work, "help"))


@router.message(Command("menu", "cancel"))
async def main_menu(message: Message, work: Work, state: FSMContext) -> Methods:
    """Leave whatever was being asked and show the menu."""
    await state.clear()
    return reply(message, await menu(work))
