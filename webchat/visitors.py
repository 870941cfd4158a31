"""Who is at a page: the signed-in person, or in the demo whoever they chose to be."""

import json
from urllib.parse import urlsplit

from aiohttp import web

from webchat.api import HUB
from webchat.hub import Hub
from webchat.rooms import Room, User
from webchat.signin import device_user

COOKIE = "lianxin-device"
SECURE_COOKIE = f"__Host-{COOKIE}"
READING = {"GET", "HEAD"}


def cookie_name(hub: Hub) -> str:
    """The name of the device cookie."""
    return SECURE_COOKIE if hub.options.secure_cookies else COOKIE


def refuse(status: int, reason: str, **more: int) -> web.HTTPException:
    """An error for the page: `reason` is a word that the page turns into a sentence."""
    kinds = {400: web.HTTPBadRequest, 401: web.HTTPUnauthorized, 403: web.HTTPForbidden, 404: web.HTTPNotFound,
             409: web.HTTPConflict, 413: web.HTTPBadRequest, 429: web.HTTPTooManyRequests}  # fmt: skip
    error = kinds[status](content_type="application/json")
    error.text = json.dumps({"error": reason, **more}, ensure_ascii=False)
    return error


def check_origin(request: web.Request) -> None:
    """Refuse a change that another site asks for.

    Raises:
        HTTPForbidden: the Origin header is missing or of another site.
    """
    if request.method in READING:
        return
    hub, origin = request.app[HUB], request.headers.get("Origin", "")
    own = origin in hub.options.origins if hub.options.origins else urlsplit(origin).netloc == request.host
    if not own or request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise refuse(403, "origin")


def address(request: web.Request) -> str:
    """Where a request comes from."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    if request.app[HUB].options.behind_proxy and forwarded:
        return forwarded.rpartition(",")[2].strip()
    return request.remote or ""


async def signed_in(request: web.Request) -> tuple[int, int] | None:
    """Device and user of the cookie."""
    hub = request.app[HUB]
    cookie = request.cookies.get(cookie_name(hub), "")
    return await device_user(hub.database, cookie, hub.clock()) if cookie else None


async def people(request: web.Request, wanted: str) -> list[User]:
    """The persons that a request speaks for: `wanted` are their numbers, with commas; one's own where it is empty.

    Raises:
        HTTPException: 401, nobody is signed in; 403, somebody else is meant.
    """
    hub = request.app[HUB]
    ids = [int(part) for part in wanted.split(",") if part.isascii() and part.isdigit() and len(part) < 17]
    if hub.options.personas:
        allowed = {persona.user_id for persona in hub.options.personas}
    else:
        found = await signed_in(request)
        if found is None:
            raise refuse(401, "signed_out")
        allowed, ids = {found[1]}, ids or [found[1]]
    if not ids or not set(ids) <= allowed:
        raise refuse(403, "not_you")
    users = [user for one in ids if (user := await hub.rooms.user(one)) is not None and not user.closed]
    if len(users) != len(ids):
        raise refuse(403, "not_you")
    return users


async def room_of(hub: Hub, user: User, room_id: str) -> Room:
    """A room in which a person takes part.

    Raises:
        HTTPNotFound: it is not theirs, or there is none.
    """
    number = int(room_id) if room_id.isascii() and room_id.isdigit() and len(room_id) < 20 else 0
    room = await hub.rooms.by_id(number) if number < 2**63 else None
    if room is None or user.id not in room.members:
        raise refuse(404, "no_room")
    return room
