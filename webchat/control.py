"""The fault switches over HTTP, for tests that run the server in another process. Only where it was asked for, and only
for the same machine."""

import ipaddress

from aiohttp import web

from webchat.api import HUB
from webchat.faults import Kind
from webchat.wire import json_object


def routes() -> list[web.RouteDef]:
    """The routes of the switches."""
    return [
        web.post("/control/faults", switch_on),
        web.delete("/control/faults", switch_off),
        web.get("/control/faults", struck),
    ]


async def switch_on(request: web.Request) -> web.Response:
    """Switch a fault on: `kind`, and optionally `methods`, `chat_id`, `bot_id`, `times`, `seconds`."""
    _same_machine(request)
    body = json_object(await request.read())
    known = {"methods", "chat_id", "bot_id", "times", "seconds"}
    try:
        request.app[HUB].faults.add(Kind(body.pop("kind", "")), **body)
    except (ValueError, TypeError) as error:
        raise web.HTTPBadRequest(text=f"{error}; known besides kind: {', '.join(sorted(known))}") from None
    return web.json_response({})


async def switch_off(request: web.Request) -> web.Response:
    """Switch all faults off."""
    _same_machine(request)
    request.app[HUB].faults.clear()
    return web.json_response({})


async def struck(request: web.Request) -> web.Response:
    """How often each kind struck."""
    _same_machine(request)
    return web.json_response({kind.value: count for kind, count in request.app[HUB].faults.struck.items()})


def _same_machine(request: web.Request) -> None:
    if not ipaddress.ip_address(request.remote or "0.0.0.0").is_loopback or "X-Forwarded-For" in request.headers:  # noqa: S104
        raise web.HTTPForbidden
