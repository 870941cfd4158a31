"""Signing in and out over HTTP, and the list of one's devices."""

from aiohttp import web

from models.ids import long, short
from models.webchat import sign_out_device
from webchat.api import HUB
from webchat.signin import Refused, devices, sign_in
from webchat.visitors import address, check_origin, cookie_name, refuse, signed_in
from webchat.wire import Params, read_params

COOKIE_SECONDS = 400 * 24 * 3600  # as long as browsers keep one; the device is ended in the database


def routes() -> list[web.RouteDef]:
    """The routes of signing in and out."""
    return [
        web.post("/app/signin", signin),
        web.post("/app/signout", signout),
        web.get("/app/devices", list_devices),
        web.post("/app/devices/end", end_device),
    ]


async def signin(request: web.Request) -> web.Response:
    """Use a code up; the answer sets the cookie of the device."""
    check_origin(request)
    hub = request.app[HUB]
    if hub.options.personas:
        raise refuse(400, "demo")
    params: Params = await read_params(request)
    label = request.headers.get("User-Agent", "")
    result = await sign_in(hub.database, params.text("code"), address=address(request), label=device_label(label),
                           now=hub.clock(), limits=hub.options.codes)  # fmt: skip
    if isinstance(result, Refused):
        raise refuse(429 if result.reason == "wait" else 403, result.reason, seconds=result.seconds)
    response = web.json_response({"user_id": result.user_id})
    response.set_cookie(cookie_name(hub), result.cookie, max_age=COOKIE_SECONDS, httponly=True, samesite="Strict",
                        secure=hub.options.secure_cookies, path="/")  # fmt: skip
    return response


async def signout(request: web.Request) -> web.Response:
    """End this device."""
    check_origin(request)
    hub = request.app[HUB]
    found = await signed_in(request)
    if found is not None:
        await _end(request, found[0], found[1])
    response = web.json_response({})
    response.del_cookie(cookie_name(hub), path="/", secure=hub.options.secure_cookies, httponly=True, samesite="Strict")
    return response


async def list_devices(request: web.Request) -> web.Response:
    """The devices on which one is signed in."""
    hub = request.app[HUB]
    found = await signed_in(request)
    if found is None:
        raise refuse(401, "signed_out")
    rows = [
        {"id": short(one.id), "label": one.label, "seen": int(one.seen_at.timestamp()), "this": one.id == found[0]}
        for one in await devices(hub.database, found[1])
    ]
    return web.json_response(rows)


async def end_device(request: web.Request) -> web.Response:
    """End another device of one's own."""
    check_origin(request)
    found = await signed_in(request)
    if found is None:
        raise refuse(401, "signed_out")
    params: Params = await read_params(request)
    try:
        device_id = long(params.text("device"))
    except ValueError:
        raise refuse(404, "no_device") from None
    if not await _end(request, device_id, found[1]):
        raise refuse(404, "no_device")
    return web.json_response({})


def device_label(agent: str) -> str:
    """A few words for a device, from what its browser says of itself: system and browser, no versions."""
    systems = (("HarmonyOS", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
               ("Windows", "Windows"), ("Mac OS", "Mac"), ("Linux", "Linux"))  # fmt: skip
    browsers = (("MicroMessenger", "微信"), ("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"),
                ("Safari", "Safari"))  # fmt: skip
    named = [next((name for mark, name in marks if mark in agent), "") for marks in (systems, browsers)]
    return " · ".join(filter(None, named))


async def _end(request: web.Request, device_id: int, user_id: int) -> bool:
    hub = request.app[HUB]
    async with hub.database.begin() as session:
        ended = await sign_out_device(session, device_id=device_id, user_id=user_id, now=hub.clock())
    hub.live.end(user_id)  # open streams come back only where the device still stands
    return ended
