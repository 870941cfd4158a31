"""Danger comes before the answer that was waited for."""

from typing import Any

from aiogram import F, Router
from aiogram.filters import Filter, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from handlers.answer import Methods, reply
from handlers.ask import Asking, ask_in_words
from handlers.free import Free
from handlers.mine import Moving, Rating
from handlers.plans import MovingPlan
from language.understand import Reader
from language.understanding import Understanding
from models.person import Person
from services.reading import understand
from services.work import Work

router = Router(name="danger")
# What people may be asked when danger comes to themselves; other questions are answered by a name, a number or a report.
OWN_ANSWERS = (Asking.when, Asking.place, Asking.village, Moving.when, MovingPlan.when, Rating.words, Free.words)


class TellsOfDanger(Filter):
    """A sentence that tells of danger; the handler gets what it means as `needs`."""

    async def __call__(self, message: Message, work: Work, reader: Reader) -> bool | dict[str, Any]:
        needs = await understand(work, reader, message.text or "")
        return {"needs": needs} if needs[0].danger else False


@router.message(StateFilter(*OWN_ANSWERS), F.text, ~F.text.startswith("/"), TellsOfDanger())
async def danger_instead(
    message: Message, work: Work, state: FSMContext, person: Person, needs: list[Understanding]
) -> Methods:
    """The number to call, and a request of what was said; what was asked for stays to be said again."""
    await state.set_state(None)
    return reply(message, *await ask_in_words(work, state, person, message.text or "", needs))
