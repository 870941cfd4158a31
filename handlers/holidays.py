"""The official calendar of a year, sent by a manager as a file."""

from io import BytesIO

from aiogram import Bot, F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.types import Message

from handlers.answer import Methods, reply
from handlers.screens import show
from models.grant import Action
from services.holidays import LARGEST, upload
from services.work import Refusal, Work

router = Router(name="holidays")


@router.message(F.document.file_name.lower().endswith(".toml"))
async def uploaded(message: Message, work: Work, bot: Bot) -> Methods:
    """The table is read and kept; a file of somebody else goes to the clerk as any other."""
    document = message.document
    if document is None or not work.actor.may(Action.EDIT_SETTINGS, area_code=work.actor.county_code):
        raise SkipHandler
    if (document.file_size or 0) > LARGEST:
        raise Refusal("holidays", why="64 kB")
    content = BytesIO()
    await bot.download(document, destination=content)
    try:
        text = content.getvalue().decode()
    except UnicodeDecodeError as error:
        raise Refusal("holidays", why="UTF-8") from error
    return reply(message, show(work, "remind_calendar_taken", years=await upload(work, text)))
