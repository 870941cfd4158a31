"""A free sentence: what it means decides which conversation it belongs to."""

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from handlers.answer import Methods, reply
from handlers.ask import ask_in_words, correct_in_words
from handlers.manage import answer_to_question
from handlers.mine import answer_about
from handlers.screens import menu, show
from language.understand import Reader
from models.person import Person
from services.reading import understand
from services.voices import hand_over
from services.work import Work
from templates.engine import Said

router = Router(name="talk")


@router.message(StateFilter(None), F.text, ~F.text.startswith("/"))
async def said(message: Message, work: Work, state: FSMContext, person: Person, reader: Reader) -> Methods:
    """Any sentence outside a question."""
    answered = await answer_to_question(message, work, message.text or "")
    if answered and not (await understand(work, reader, message.text or ""))[0].danger:
        return answered
    return reply(message, *await answer_words(work, state, person, reader, message.text or ""))


async def answer_words(work: Work, state: FSMContext, person: Person, reader: Reader, text: str) -> list[Said]:
    """What to answer to a sentence. Danger comes before everything, even before consent."""
    needs = await understand(work, reader, text)
    intent = needs[0].intent
    if needs[0].danger:
        return await ask_in_words(work, state, person, text, needs)
    if corrected := await correct_in_words(work, state, reader, text):
        return corrected
    if person.consented_at is None:
        await state.update_data(before_consent=text)
        return [show(work, "welcome")]
    if intent == "request":
        return await ask_in_words(work, state, person, text, needs)
    if intent in ("cancel", "reschedule", "status"):
        return await answer_about(work, state, intent, needs[0])
    if intent == "volunteer":
        return [show(work, "join_start")]
    if intent in ("thanks", "complaint"):
        await hand_over(work, person, intent, text)
        return [show(work, "you_are_welcome" if intent == "thanks" else "complaint_taken")]
    if intent == "help":
        return [show(work, "help")]
    return [show(work, "sorry"), await menu(work)]
