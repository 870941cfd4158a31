"""The Bot API over HTTP: `/bot<token>/<method>` and `/file/bot<token>/<path>`."""

import logging
import re
from typing import Any

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from webchat import files, methods, schema
from webchat.calls import METHODS, Call, Described
from webchat.errors import BLOCKED, METHOD_NOT_FOUND, UNAUTHORIZED, ApiError, forbidden, too_many_requests
from webchat.faults import Fault, Kind
from webchat.hub import Hub
from webchat.rooms import Bot
from webchat.wire import Params, failed, ok, read_params

HUB = web.AppKey("hub", Hub)
TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")
AFTERWARDS = (Kind.BAD_GATEWAY, Kind.HANG_UP)

log = logging.getLogger(__name__)
assert methods.__all__  # noqa: S101 - importing the package is what fills the table


def routes() -> list[web.RouteDef]:
    """The routes of the Bot API."""
    return [
        web.route("*", "/bot{token}/{method}", call_method),
        web.get("/file/bot{token}/{path:.+}", download),
    ]


async def call_method(request: web.Request) -> web.StreamResponse:
    """Carry out one call."""
    hub = request.app[HUB]
    try:
        bot = await authorised(hub, request.match_info["token"])
        name, _ = known_method(request.match_info["method"])
        params = await read_params(request)
        chat_id = params.integer("chat_id") if "chat_id" in params else None
        note_ignored(hub, name, params)
        before_call(hub, bot, name, chat_id)
        answer = await perform(hub, bot, name, params)
        return await after_call(hub, request, bot, name, chat_id, answer)
    except ApiError as error:
        return failed(error.code, error.description, error.parameters)
    except web.HTTPRequestEntityTooLarge:
        return failed(413, "Request Entity Too Large")
    except SQLAlchemyError:
        log.exception("a call could not be stored")
        return failed(500, "Internal Server Error")


async def perform(hub: Hub, bot: Bot, name: str, params: Params) -> web.Response:
    """Run a method and wrap its result.

    Raises:
        ApiError: it cannot be done.
    """
    result: Any = await METHODS[name.lower()][1](Call(hub, bot, params))
    return ok(result.result, result.description) if isinstance(result, Described) else ok(result)


async def perform_answer(hub: Hub, bot: Bot, params: Params) -> None:
    """Carry out the call in a webhook's answer; nobody hears of its result.

    Raises:
        ApiError: it cannot be done.
    """
    name, _ = known_method(params.text("method"))
    await perform(hub, bot, name, params)


async def authorised(hub: Hub, token: str) -> Bot:
    """The bot of a token.

    Raises:
        ApiError: 404, it is no token; 401, it is nobody's.
    """
    if not TOKEN.fullmatch(token):
        raise ApiError(404, "Not Found")
    bot = await hub.rooms.bot_by_token(token)
    if bot is None:
        raise ApiError(*UNAUTHORIZED)
    return bot


def known_method(name: str) -> tuple[str, Any]:
    """The method of this name, in any case.

    Raises:
        ApiError: 404; it is also logged, because the bot needs something that is not here.
    """
    if name.lower() not in METHODS:
        log.error("a bot called the method %r, which this server does not have", name[:64])
        raise ApiError(*METHOD_NOT_FOUND)
    return METHODS[name.lower()]


def note_ignored(hub: Hub, name: str, params: Params) -> None:
    """Log, once each, parameters that this server does not carry out."""
    for field in params.values.keys() - schema.fields(name):
        if (name, field) not in hub.ignored and len(hub.ignored) < 1000:
            hub.ignored.add((name, field))
            log.warning("%s: the parameter %r is not implemented here and has no effect", name, field[:64])


async def download(request: web.Request) -> web.Response:
    """The bytes of a file."""
    hub = request.app[HUB]
    try:
        await authorised(hub, request.match_info["token"])
    except ApiError as error:
        return failed(error.code, error.description)
    found = await files.read(hub, request.match_info["path"])
    if found is None or found[0].path != request.match_info["path"]:
        return failed(404, "Not Found")
    return web.Response(body=found[1], content_type="application/octet-stream")


def before_call(hub: Hub, bot: Bot, name: str, chat_id: int | None) -> None:
    """Strike with the faults that keep a call from being carried out."""
    if fault := hub.faults.strike(Kind.TOO_MANY, name, bot.id, chat_id):
        raise too_many_requests(int(fault.seconds))
    if hub.faults.strike(Kind.BLOCKED, name, bot.id, chat_id):
        raise forbidden(BLOCKED)


async def after_call(
    hub: Hub, request: web.Request, bot: Bot, name: str, chat_id: int | None, answer: web.Response
) -> web.StreamResponse:
    """Strike with the faults that spoil the answer to a call that was carried out."""
    if fault := hub.faults.strike(Kind.SLOW, name, bot.id, chat_id):
        await hub.sleep(fault.seconds)
    struck: Fault | None = next(filter(None, (hub.faults.strike(k, name, bot.id, chat_id) for k in AFTERWARDS)), None)
    if struck is None:
        return answer
    if struck.kind is Kind.BAD_GATEWAY:
        return failed(502, "Bad Gateway")
    if request.transport is not None:
        request.transport.abort()
    return answer
