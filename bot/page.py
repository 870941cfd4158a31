"""The chat server in a process: its settings, and where it listens."""

from contextlib import AsyncExitStack
from datetime import timedelta

from aiohttp import web

from config import Settings
from webchat.server import DemoPersona, Options, listen


async def start_page(app: web.Application, settings: Settings, stack: AsyncExitStack) -> None:
    """Serve the chat server's application until the stack is left.

    Raises:
        OSError: the port is in use.
    """
    runner, _port = await listen(app, host=settings.webchat.host, port=settings.webchat.port)
    stack.push_async_callback(runner.cleanup)


def options(settings: Settings, personas: tuple[DemoPersona, ...]) -> Options:
    """What the settings say of the chat server."""
    public = settings.webchat.public_url.rstrip("/")
    return Options(
        personas=personas,
        max_upload=settings.webchat.max_upload_mb * 2**20,
        secure_cookies=public.startswith("https://"),
        behind_proxy=bool(public),
        origins=(public,) if public else (),
        query_lifetime=timedelta(seconds=150),
    )
