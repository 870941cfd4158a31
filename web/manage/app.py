"""Every route of the managers' pages."""

from aiohttp import web

from config import Settings
from models.database import Database
from services.work import Clock
from web.manage import approvals, directives, door, ledger, people, requests, settings, today, visits
from web.manage.site import Site


def routes(database: Database, chosen: Settings, clock: Clock) -> list[web.RouteDef]:
    """The routes of the managers' pages, for the application's router."""
    site = Site(database, chosen, clock)
    modules = (door, today, requests, visits, people, approvals, ledger, directives, settings)
    return [route for module in modules for route in module.routes(site)]
