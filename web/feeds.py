"""The calendar feeds over HTTP: `/calendar/<token>.ics`."""

import hashlib

from aiohttp import web

from config import Settings
from models.database import Database
from services.feeds import read_feed
from services.work import Clock
from web.ics import to_ics

LONGEST_TOKEN = 64


def routes(database: Database, settings: Settings, clock: Clock) -> list[web.RouteDef]:
    """The routes of the feeds, for the application's router."""

    async def feed(request: web.Request) -> web.Response:
        """The feed; 404 whatever is wrong with the token, 304 where nothing has changed."""
        token = request.match_info["token"]
        if len(token) > LONGEST_TOKEN:
            raise web.HTTPNotFound
        async with database.begin() as session:
            data = await read_feed(session, token, clock(), settings)
        if data is None:
            raise web.HTTPNotFound
        body = to_ics(data, settings.county.tz)
        tag = hashlib.sha256(body).hexdigest()[:32]
        headers = {"Cache-Control": "private, max-age=300", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}
        if request.headers.get("If-None-Match") == f'"{tag}"':
            return web.Response(status=304, headers={**headers, "ETag": f'"{tag}"'})
        headers |= {"ETag": f'"{tag}"', "Content-Disposition": 'inline; filename="lianxin.ics"'}
        return web.Response(body=body, content_type="text/calendar", charset="utf-8", headers=headers)

    return [web.get("/calendar/{token}.ics", feed)]
