"""A visit's time: agreed by a tap, reminded of or not any more, and a visit to which nobody came."""

from datetime import UTC, datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.answer import Methods, edit, send, toast
from handlers.filters import Pressed
from handlers.screens import show
from services.agreed import choose_time
from services.alarms import miss
from services.cards import request_card, visit_card
from services.reminders import switch
from services.work import Refusal, Work
from templates.press import Press

router = Router(name="reminders")


@router.callback_query(Pressed("remind.off", "remind.on"))
async def switched(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """Reminders of one kind, off or on; the reminder itself stays in the chat."""
    on = press.action == "remind.on"
    kind = await switch(work, press.extra, on)
    said = show(work, "remind_switched", kind=kind.value, on=on)
    if query.message is None or on:
        return edit(query, said)
    return [*toast(query, ""), send(query.message.chat.id, said)]


@router.callback_query(Pressed("alarm.miss"))
async def missed(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """Nobody came: others are asked."""
    request = await miss(work, press.id)
    return edit(query, show(work, "alarm_missed", request=await request_card(work, request)))


@router.callback_query(Pressed("agree.take"))
async def agreed(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """The resident takes one of the times."""
    if not press.extra.isdigit():
        raise Refusal("changed")
    visit = await choose_time(work, press.id, datetime.fromtimestamp(int(press.extra) * 60, UTC))
    return edit(query, show(work, "free_time_taken", visit=await visit_card(work, visit)))
