"""What the page asks for and does, as JSON: people, rooms, messages, presses, files, news."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from aiohttp import web

from models.webchat import open_private_room
from webchat import files, user_side, views
from webchat.api import HUB
from webchat.errors import ApiError
from webchat.hub import Hub
from webchat.rooms import Room, User, epoch
from webchat.stickers import sticker
from webchat.visitors import check_origin, people, refuse, room_of, signed_in
from webchat.wire import Params, read_params

PAGE = 40
ANSWER_SECONDS = 15.0
PING_SECONDS = 20.0
INLINE_TYPES = {"image/jpeg", "image/png", "image/webp", "image/gif"}
PLAYED = ("audio/ogg", "audio/webm", "audio/mpeg", "audio/mp4", "audio/wav", "audio/x-wav")

Act = Callable[[Hub, User, Room, Params], Awaitable[Any]]


def routes() -> list[web.RouteDef]:
    """The routes of the page, without signing in."""
    acts: dict[str, Act] = {
        "say": say, "press": press, "edit": edit, "block": block, "read": read, "file": send_file, "share": share,
    }  # fmt: skip
    return [
        web.get("/app/me", me),
        web.get("/app/rooms", rooms),
        web.get("/app/messages", messages),
        web.get("/app/file/{room}/{message_id}", download),
        web.get("/app/events", events),
        *(web.post(f"/app/{name}", acting(act)) for name, act in acts.items()),
    ]


def acting(act: Act) -> Callable[[web.Request], Awaitable[web.Response]]:
    """A handler that finds out who does it and where, and turns errors into words for the page."""

    async def handle(request: web.Request) -> web.Response:
        check_origin(request)
        hub = request.app[HUB]
        try:
            params = await read_params(request)
            (user,) = await people(request, params.text("as"))
            room = await room_of(hub, user, params.text("room"))
            return web.json_response(await act(hub, user, room, params), dumps=dumps)
        except ApiError as error:
            raise refuse(error.code if error.code in (400, 403, 404, 413) else 400, error.description) from None

    return handle


def dumps(value: Any) -> str:
    """JSON as text."""
    return orjson.dumps(value).decode()


async def me(request: web.Request) -> web.Response:
    """Who is here: the personas of the demo, the person who signed in, or nobody."""
    hub = request.app[HUB]
    options = hub.options
    answer: dict[str, Any] = {"title": options.title, "max_upload": options.max_upload}
    if options.personas:
        persons = [
            {"id": one.user_id, "name": one.name, "role": one.role, "hint": one.hint} for one in options.personas
        ]
        return web.json_response(answer | {"mode": "demo", "people": persons})
    found = await signed_in(request)
    user = await hub.rooms.user(found[1]) if found else None
    if user is None:
        return web.json_response(answer | {"mode": "out", "people": []})
    person = {"id": user.id, "name": user.name, "role": "", "hint": "", "language": user.language}
    return web.json_response(answer | {"mode": "in", "people": [person]})


async def rooms(request: web.Request) -> web.Response:
    """The rooms of each person asked for; a private one with every bot is made where it is missing."""
    hub = request.app[HUB]
    result = {}
    for user in await people(request, request.query.get("as", "")):
        await open_rooms(hub, user)
        result[str(user.id)] = await views.room_views(hub, user)
    return web.json_response(result, dumps=dumps)


async def open_rooms(hub: Hub, user: User) -> None:
    """Make the private rooms that a person does not have yet; the bot may not write there before they do."""
    bots = {bot.id for bot in await hub.rooms.load_bots()}
    missing = bots - {room.bot_id for room in await hub.rooms.of_user(user.id) if room.is_private}
    if missing:
        async with hub.database.begin() as session:
            for bot_id in sorted(missing):
                await open_private_room(session, bot_id=bot_id, user_id=user.id, started_at=None)


async def messages(request: web.Request) -> web.Response:
    """A page of messages, oldest first; `before` a number, or the newest."""
    hub, query = request.app[HUB], Params(dict(request.query))
    (user,) = await people(request, query.text("as"))
    room = await room_of(hub, user, query.text("room"))
    before = query.integer("before") if "before" in query else None
    stored = await hub.messages.page(room, before, query.integer("limit", PAGE, 1, 200))
    return web.json_response([views.message_view(one) for one in stored], dumps=dumps)


async def say(hub: Hub, user: User, room: Room, params: Params) -> Any:
    """Write a text; `reply_to` names a message, `forwarded_from` a person whose words these are."""
    content = user_side.text_content(params.text("text"))
    if "reply_to" in params and (stored := await hub.messages.get(room, params.integer("reply_to"))):
        content["reply_to_message"] = {k: v for k, v in stored.message.items() if k != "reply_to_message"}
    if "forwarded_from" in params:
        sender = {"type": "hidden_user", "sender_user_name": params.text("forwarded_from")}
        content["forward_origin"] = sender | {"date": epoch(hub.clock())}
    return {"message": await user_side.say(hub, user, room, content)}


async def press(hub: Hub, user: User, room: Room, params: Params) -> Any:
    """Press an inline button and wait a while for what the bot answers."""
    query = await user_side.press(hub, user, room, params.integer("message_id"), params.text("data"))
    answer = await query.wait(ANSWER_SECONDS)
    return {"answered": False} if answer is None else {"answered": True, **answer}


async def edit(hub: Hub, user: User, room: Room, params: Params) -> Any:
    """Change one's own text."""
    return {"message": await user_side.edit(hub, user, room, params.integer("message_id"), params.text("text"))}


async def block(hub: Hub, user: User, room: Room, params: Params) -> Any:
    """Block the bot in one's own chat with it, or let it in again."""
    if not room.is_private:
        raise refuse(403, "group")
    await user_side.set_blocked(hub, user, room, params.flag("blocked"))
    return {"blocked": room.blocked}


async def read(hub: Hub, user: User, room: Room, params: Params) -> Any:
    """Remember what was read."""
    await user_side.read(hub, user, room, params.integer("message_id", 0, 0, room.last_message_id))
    return {}


async def send_file(hub: Hub, user: User, room: Room, params: Params) -> Any:
    """Send a photo, a voice note or a document."""
    kind = params.text("kind")
    upload = params.upload("file")
    if kind not in ("photo", "voice", "document") or upload is None:
        raise refuse(400, "no_file")
    facts = {"duration": params.integer("duration", 0, 0, 86400)} if kind == "voice" else {}
    content = (await files.keep(hub, kind, upload, **facts)).content()
    if caption := params.text("caption").strip():
        content["caption"] = user_side.text_content(caption)["text"]
    return {"message": await user_side.say(hub, user, room, content)}


async def share(hub: Hub, user: User, room: Room, params: Params) -> Any:
    """Send a place, a phone number or a sticker."""
    kind = params.text("kind")
    if kind == "location":
        latitude, longitude = params.number("latitude"), params.number("longitude")
        if latitude is None or longitude is None or not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise refuse(400, "no_place")
        content: dict[str, Any] = {"location": {"latitude": latitude, "longitude": longitude}}
    elif kind == "contact" and "phone_number" in params:
        content = {"contact": {"phone_number": params.text("phone_number")[:32], "first_name": user.name,
                               "user_id": user.id}}  # fmt: skip
    elif kind == "sticker":
        content = (await sticker(hub, params.text("name"))).content()
    else:
        raise refuse(400, "nothing_to_share")
    return {"message": await user_side.say(hub, user, room, content)}


async def download(request: web.Request) -> web.Response:
    """The file of a message, for those who take part in its room."""
    hub = request.app[HUB]
    (user,) = await people(request, request.query.get("as", ""))
    room = await room_of(hub, user, request.match_info["room"])
    number = request.match_info["message_id"]
    stored = await hub.messages.get(room, int(number)) if number.isascii() and number.isdigit() else None
    file_id = _file_id(stored.message) if stored else None
    found = await files.read(hub, file_id) if file_id else None
    if found is None:
        raise refuse(404, "no_file")
    file, data = found
    mime = file.facts["mime"].partition(";")[0].strip().lower()
    shown = mime in INLINE_TYPES or mime in PLAYED
    headers = {
        "Content-Disposition": "inline" if shown else f"attachment; filename*=UTF-8''{_quoted(file.facts['name'])}",
        "Cache-Control": "private, max-age=86400",
    }
    return web.Response(body=data, content_type=mime if shown else "application/octet-stream", headers=headers)


async def events(request: web.Request) -> web.StreamResponse:
    """A stream of news (server-sent events) for one person, or for several in the demo."""
    hub = request.app[HUB]
    users = await people(request, request.query.get("as", ""))
    listener = hub.live.listen(frozenset(user.id for user in users))
    response = web.StreamResponse(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
    response.content_type = "text/event-stream"
    try:
        await response.prepare(request)
        await response.write(b'retry: 2000\n\ndata: {"type":"hello"}\n\n')
        while True:
            try:
                event = await asyncio.wait_for(listener.queue.get(), PING_SECONDS)
            except TimeoutError:
                await response.write(b": still here\n\n")
                continue
            if event is None:
                return response
            await response.write(b"data: " + orjson.dumps(event) + b"\n\n")
    except ConnectionError:
        return response
    finally:
        hub.live.leave(listener)


def _file_id(message: dict[str, Any]) -> str | None:
    if "photo" in message:
        return str(message["photo"][-1]["file_id"])
    return next((str(message[kind]["file_id"]) for kind in ("document", "voice", "sticker") if kind in message), None)


def _quoted(name: str) -> str:
    return "".join(chr(b) if (chr(b).isalnum() and b < 128) or b in b"-._" else f"%{b:02X}" for b in name.encode())
