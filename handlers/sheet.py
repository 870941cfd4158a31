"""The sheet to be signed, as a PDF for the captain or clerk who prints it."""

from aiogram import Router
from aiogram.methods import SendDocument
from aiogram.types import BufferedInputFile, CallbackQuery

from handlers.answer import Methods, toast
from handlers.filters import Pressed
from handlers.screens import show
from services.hours.sheet import sheet_of, sheet_pdf
from services.work import Refusal, Work
from templates.press import Press

router = Router(name="sheet")


@router.callback_query(Pressed("hours.print"))
async def print_sheet(query: CallbackQuery, work: Work, press: Press) -> Methods:
    """The sheet of a visit."""
    if query.message is None:
        raise Refusal("changed")
    sheet = await sheet_of(work, press.id)
    file = BufferedInputFile(sheet_pdf(work, sheet), f"{sheet.token}.pdf")
    said = show(work, "sheet_sent", sheet=sheet)
    sent = SendDocument(chat_id=query.message.chat.id, document=file, caption=said.text, parse_mode="HTML")
    return [*toast(query, ""), sent]
