"""Sending one message by python-telegram-bot, and what became of it."""

import os
from dataclasses import dataclass
from enum import Enum

import httpx
from telegram import InlineKeyboardMarkup, LinkPreviewOptions, ReplyKeyboardMarkup
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from bot.bots import BotAccount
from bot.errors import CommandError
from bot.pacing import Pacer
from config.settings import Delivery
from models.outbox import Lane
from templates.engine import Said

os.environ.setdefault("PTB_TIMEDELTA", "true")  # waits are timedeltas; without this each one read is a warning
NO_CHAT = ("chat not found", "user is deactivated")
NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class Fate(Enum):
    """What became of a message."""

    SENT = "sent"
    AGAIN = "again"  # it did not arrive; `wait` seconds, then again
    UNREACHABLE = "unreachable"
    UNKNOWN = "unknown"  # it may have arrived
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A fate with its details; `hold` tells that the chat must rest until then."""

    fate: Fate
    message_id: int | None = None
    wait: float = 0.0
    error: str | None = None
    hold: bool = False


class Sender:
    """One bot, as delivery uses it."""

    def __init__(self, account: BotAccount, settings: Delivery) -> None:
        self.account = account
        request = HTTPXRequest(connection_pool_size=32, httpx_kwargs={"trust_env": not account.is_webchat})
        self.bot: ExtBot[Lane] = ExtBot(
            account.token,
            base_url=f"{account.base_url}/bot",
            base_file_url=f"{account.base_url}/file/bot",
            request=request,
            get_updates_request=request,
            rate_limiter=Pacer(settings),
        )

    async def check(self) -> None:
        """Ask the server who this bot is.

        Raises:
            CommandError: the token is not accepted. A server that does not answer is none: it may come back.
        """
        try:
            await self.bot.get_me()
        except InvalidToken:
            raise CommandError(wrong_token(self.account)) from None
        except NetworkError:
            return

    async def send(self, chat_id: int, said: Said, lane: Lane) -> Outcome:
        """Send a rendered message; never raises for what the other side does."""
        try:
            message = await self.bot.send_message(
                chat_id,
                said.text,
                parse_mode="HTML",
                reply_markup=_markup(said),
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                rate_limit_args=lane,
            )
        except TelegramError as error:
            return _outcome(error)
        return Outcome(Fate.SENT, message_id=message.message_id)

    async def close(self) -> None:
        """Close the connections."""
        await self.bot.request.shutdown()


def wrong_token(account: BotAccount) -> str:
    """The line for a token that the server does not accept."""
    return (
        f"the token of bots.{account.name} (in {account.settings.token_variable}) is not accepted by {account.base_url}: "
        "check both"
    )


def _outcome(error: TelegramError) -> Outcome:
    match error:
        case RetryAfter():
            wait = error.retry_after
            seconds = float(wait) if isinstance(wait, int) else wait.total_seconds()
            return Outcome(Fate.AGAIN, wait=seconds, error="429", hold=True)
        case Forbidden():
            return Outcome(Fate.UNREACHABLE, error=f"403 {error.message}")
        case BadRequest() if any(reason in error.message.lower() for reason in NO_CHAT):
            return Outcome(Fate.UNREACHABLE, error=f"400 {error.message}")
        case BadRequest():
            return Outcome(Fate.REFUSED, error=f"400 {error.message}")
        case TimedOut() | NetworkError() if isinstance(error.__cause__, NEVER_SENT):
            return Outcome(Fate.AGAIN, wait=2.0, error=type(error.__cause__).__name__)
        case TimedOut() | NetworkError():
            return Outcome(Fate.UNKNOWN, wait=2.0, error=type(error).__name__)
        case _:
            return Outcome(Fate.REFUSED, error=type(error).__name__)


def _markup(said: Said) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | None:
    markup = said.markup()
    if markup is None:
        return None
    if "inline_keyboard" in markup:
        return InlineKeyboardMarkup.de_json(markup)
    return ReplyKeyboardMarkup(**markup)
