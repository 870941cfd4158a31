"""The chat server as one aiohttp application."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime

from aiohttp import web
from aiohttp.typedefs import Handler

from models.database import Database
from webchat import api, control, page_api, signin_api, words
from webchat.api import HUB
from webchat.hub import Hub
from webchat.options import DemoPersona, Options

__all__ = ["HUB", "DemoPersona", "Hub", "Options", "create_app", "listen"]

MULTIPART_MARGIN = 2**20
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; "
        "connect-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(self), geolocation=(self), payment=(), usb=()",
}


def create_app(*, database: Database, clock: Callable[[], datetime], options: Options | None = None) -> web.Application:
    """Make the application: the Bot API under `/bot…` and `/file/bot…`, the page at `/`.

    It serves one process per database (what waits is kept in memory and rebuilt from the database at the start), and
    writes only inside `models.webchat`. `app[HUB]` is the running hub: `hub.faults` holds the switches for tests.

    Args:
        database: migrated; the caller closes it after the application.
        clock: returns the time, aware, in UTC.
        options: see `Options`.
    """
    chosen = options or Options()
    app = web.Application(client_max_size=chosen.max_upload + MULTIPART_MARGIN, middlewares=[secured])
    app[HUB] = Hub(database, clock, api.perform_answer, chosen)
    app.add_routes(api.routes())
    app.add_routes(page_api.routes())
    app.add_routes(signin_api.routes())
    if chosen.control:
        app.add_routes(control.routes())
    app.router.add_get("/", index)
    app.router.add_get("/page/words.json", english)
    app.router.add_static("/page", words.PAGE)
    app.cleanup_ctx.append(running)
    app.on_shutdown.append(let_go)
    return app


async def listen(app: web.Application, *, host: str = "127.0.0.1", port: int = 0) -> tuple[web.AppRunner, int]:
    """Serve the application; return the runner (`await runner.cleanup()` ends it) and the port.

    Requests are not logged, because their paths hold bots' tokens.

    Raises:
        OSError: the port is taken.
    """
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=3.0)
    await runner.setup()
    site = web.TCPSite(runner, host, port)
    try:
        await site.start()
    except OSError:
        await runner.cleanup()
        raise
    return runner, runner.addresses[0][1]


async def running(app: web.Application) -> AsyncIterator[None]:
    """Start the hub with the application and close it after it."""
    hub = app[HUB]
    await hub.start()
    yield
    await hub.close()


async def let_go(app: web.Application) -> None:
    """End what waits, so that open connections do not hold up a stop."""
    app[HUB].let_go()


@web.middleware
async def secured(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Headers that keep the page to itself; what the page asks for is never kept by caches unless it says so."""
    try:
        response = await handler(request)
    except web.HTTPException as error:
        keep_to_itself(error)
        raise
    if not response.prepared and not request.path.startswith(("/bot", "/file")):
        keep_to_itself(response)
        if request.path.startswith("/app/"):
            response.headers.setdefault("Cache-Control", "no-store")
        elif request.path.startswith("/page/"):
            response.headers.setdefault("Cache-Control", "no-cache")
    return response


def keep_to_itself(response: web.StreamResponse) -> None:
    """Set the headers, but for those with which a page says more exactly what it needs."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)


async def index(_request: web.Request) -> web.FileResponse:
    """The page."""
    return web.FileResponse(words.PAGE / "index.html", headers={"Cache-Control": "no-cache"})


async def english(_request: web.Request) -> web.Response:
    """The page's words in English."""
    return web.json_response(words.english(), dumps=page_api.dumps)
