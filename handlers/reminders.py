"""Reminders and alarms: not to be reminded any more, and a visit to which nobody came."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.answer import Methods, edit, send, toast
from handlers.filters import Pressed
from handlers.screens import show
from services.alarms import miss
from services.cards import request_card
from services.reminders import switch
from services.work import Work
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
