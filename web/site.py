"""Every page and feed over HTTP, but for the chat's own."""

from aiohttp import web

from config import Settings
from models.database import Database
from services.work import Clock
from web import board, feeds, shell, verify
from web.manage import app as manage


def routes(database: Database, settings: Settings, clock: Clock) -> list[web.RouteDef]:
    """The routes of all pages, for the application's router."""
    parts = (feeds.routes, board.routes, verify.routes, manage.routes)
    return [*(route for part in parts for route in part(database, settings, clock)), *shell.routes()]
