"""Webhook mode: the server sends updates, and gets its 200 only when an update is finished; the edge is the same."""

import hmac
import logging
import re
from urllib.parse import urlsplit

import orjson
from aiogram.types import Update
from aiohttp import web
from pydantic import ValidationError

from bot.bots import BotAccount
from bot.channel import Channel
from bot.errors import CommandError
from config.secrets import secret

log = logging.getLogger(__name__)
LEAST_SECRET = 32
LARGEST_BODY = 2**20
HEADER = "X-Telegram-Bot-Api-Secret-Token"


def secret_of(account: BotAccount) -> str:
    """The webhook's secret, from the environment.

    Raises:
        CommandError: it is too short to be one, or the webhook has no address.
        SecretMissing: it is not set.
    """
    if path_of(account) in ("", "/"):
        raise CommandError(f"bots.{account.name}: mode is webhook, so webhook_url must be an address with a path")
    name = f"{account.settings.token_variable}_WEBHOOK_SECRET"
    value = secret(name)
    if len(value) < LEAST_SECRET or not re.fullmatch(r"[\w-]+", value, re.ASCII):
        raise CommandError(f"{name} must be {LEAST_SECRET} or more letters, digits, _ and -")
    return value


def path_of(account: BotAccount) -> str:
    """The path at which a bot's updates arrive."""
    return urlsplit(account.settings.webhook_url).path


class Receiver:
    """One bot's webhook."""

    def __init__(self, channel: Channel, word: str) -> None:
        self._channel, self._word = channel, word.encode()

    async def receive(self, request: web.Request) -> web.Response:
        """Take one update in; 200 when it is finished, 503 when it should be sent again."""
        given = request.headers.get(HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._word):
            return web.Response(status=401)
        try:
            raw = orjson.loads(await _body(request))
            update = Update.model_validate(raw, context={"bot": self._channel.bot})
        except (orjson.JSONDecodeError, ValidationError):
            return web.Response(status=400)
        try:
            await self._channel.handle(update)
        except Exception:
            log.exception(
                "an update has to wait", extra={"bot_id": self._channel.bot.id, "update_id": update.update_id}
            )
            return web.Response(status=503, headers={"Retry-After": "5"})
        return web.Response()


async def _body(request: web.Request) -> bytes:
    """The body, of which no more is read than is allowed."""
    body = bytearray()
    async for chunk in request.content.iter_chunked(65536):
        body += chunk
        if len(body) > LARGEST_BODY:
            raise web.HTTPRequestEntityTooLarge(LARGEST_BODY, len(body))
    return bytes(body)
