"""Signing in by a one-time link, and out. Opening a link shows a button; only pressing it uses the link up."""

from datetime import timedelta

from aiohttp import web

from services.managing.signing import SESSION_LASTS, Shut, enter, look_at_link, sign_out
from web.manage.desk import Desk, see_other
from web.manage.site import Done, Site
from web.shell import language_of, respond

LONGEST_TOKEN = 64
BROWSERS = ("Edg", "Firefox", "MicroMessenger", "OPR", "Chrome", "Safari")
SYSTEMS = ("Android", "iPhone", "iPad", "HarmonyOS", "Windows", "Mac OS X", "Linux")


def routes(site: Site) -> list[web.RouteDef]:
    """Opening a link, pressing its button, signing out."""

    async def opened(request: web.Request) -> web.Response:
        async with site.database.begin() as session:
            shut = await look_at_link(session, token_of(request), _address(site, request), site.clock())
        return _door(request, shut)

    async def entered(request: web.Request) -> web.StreamResponse:
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            raise web.HTTPForbidden
        address, browser = _address(site, request), browser_of(request.headers.get("User-Agent", ""))
        async with site.database.begin() as session:
            made = await enter(session, token_of(request), address, browser, site.clock())
        if isinstance(made, Shut):
            return _door(request, made)
        answer = see_other(f"/manage/{made.page}" if made.page else "/manage")
        answer.set_cookie(
            site.cookie,
            made.cookie,
            max_age=int(SESSION_LASTS / timedelta(seconds=1)),
            path="/",
            secure=site.secure,
            httponly=True,
            samesite="Strict",
        )
        return answer

    async def left(request: web.Request) -> web.Response:
        return respond(request, "manage/signed_out.html.j2", language_of(request), left=True)

    return [
        web.get("/manage/in/{token}", opened),
        web.post("/manage/in/{token}", entered),
        web.get("/manage/out", left),
        web.post("/manage/out", site.act(leave)),
    ]


async def leave(desk: Desk) -> Done:
    """Sign this browser out."""
    await sign_out(desk.work, desk.session.id)
    return Done(desk.to("/manage/out"))


def token_of(request: web.Request) -> str:
    """The token in the path."""
    return request.match_info["token"][:LONGEST_TOKEN]


def browser_of(agent: str) -> str:
    """Which browser on which system, in two words by which a person knows their device again."""
    found = next((name for name in BROWSERS if name in agent), "")
    system = next((name for name in SYSTEMS if name in agent), "")
    return " · ".join(filter(None, (found.replace("Edg", "Edge").replace("MicroMessenger", "WeChat"), system)))


def _door(request: web.Request, shut: Shut | None) -> web.Response:
    status = 200 if shut is None else 429 if shut.why == "wait" else 410
    headers = {"Retry-After": str(shut.seconds)} if shut and shut.seconds else {}
    return respond(request, "manage/door.html.j2", language_of(request), status=status, headers=headers, shut=shut)


def _address(site: Site, request: web.Request) -> str:
    forwarded = request.headers.get("X-Forwarded-For", "")
    if site.settings.webchat.public_url and forwarded:
        return forwarded.rpartition(",")[2].strip()
    return request.remote or ""
