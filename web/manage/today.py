"""今天: what is pressing, with a link for each."""

from collections.abc import Iterable

from aiohttp import web

from models.grant import Action
from models.ids import short
from services.managing.today import read_today
from services.summary.plain import Group, Target
from web.manage.desk import Desk, see_other
from web.manage.site import Site

LISTS = {
    "approvals": "/manage/approvals",
    "directives": "/manage/directives",
    "overloaded": "/manage/teams",
    "idle": "/manage/teams",
    "expiring": "/manage/volunteers",
    "forecast": "/manage/volunteers",
}
OPENED = {"clerk.show": "/manage/requests", "dir.show": "/manage/directives", "hours.one": "/manage/approvals"}


def routes(site: Site) -> list[web.RouteDef]:
    """The routes of this page."""
    return [web.get("/manage", site.page(today))]


async def today(desk: Desk) -> web.StreamResponse:
    """The first page; whoever reads no summary is led to the first page that they may see."""
    if not desk.work.actor.areas(Action.READ_SUMMARY):
        return see_other(desk.to("/manage/requests"))
    found = await read_today(desk.work, desk.place())
    groups = [
        {
            "group": group,
            "lines": list(_lines(desk, group)),
            "all": desk.to(LISTS.get(group.kind, "/manage/requests"), place=found.place),
        }
        for group in found.groups
    ]
    return desk.show("today.html.j2", found=found, groups=groups)


def _lines(desk: Desk, group: Group) -> Iterable[tuple[str, str]]:
    """(text, address) of the lines that are shown."""
    for line, target in zip(group.shown, group.targets, strict=False):
        yield line, address_of(desk, target)


def address_of(desk: Desk, target: Target | None) -> str:
    """The page that shows what a button in chat opens; empty where there is none."""
    if target is None:
        return ""
    if target.action == "web.open":
        return f"/manage/{target.extra}"
    if target.action == "sum.show":
        return desk.to(f"/manage/teams/{short(target.id)}")
    home = OPENED.get(target.action)
    if home is None:
        return ""
    if target.action == "hours.one":
        return desk.to(home) + f"#c{short(target.id)}"
    return desk.to(f"{home}/{short(target.id)}")
