"""队伍 and 志愿者: lists, one team, one volunteer."""

from aiohttp import web

from models.grant import Action
from services.managing import teams, volunteers
from services.managing.lists import item_names
from services.managing.volunteers import Asked
from templates.web.words import word
from web.manage.desk import Desk
from web.manage.files import must_export, send
from web.manage.site import Site

TEAMS, VOLUNTEERS = "/manage/teams", "/manage/volunteers"


def routes(site: Site) -> list[web.RouteDef]:
    """The routes of these pages."""
    return [
        web.get(TEAMS, site.page(team_list)),
        web.get(TEAMS + r".{kind:csv|xlsx}", site.page(team_file)),
        web.get(TEAMS + "/{id}", site.page(team)),
        web.get(VOLUNTEERS, site.page(volunteer_list)),
        web.get(VOLUNTEERS + r".{kind:csv|xlsx}", site.page(volunteer_file)),
        web.get(VOLUNTEERS + "/{id}", site.page(volunteer)),
    ]


async def team_list(desk: Desk) -> web.Response:
    """The teams."""
    desk.must(Action.READ_SUMMARY)
    found, places = await teams.listing(desk.work, desk.place())
    return desk.show(
        "teams.html.j2",
        found=found,
        places=places.choices(),
        place=desk.place(),
        may_take=desk.may_export(Action.READ_SUMMARY),
    )


async def team_file(desk: Desk) -> web.Response:
    """The teams as a file."""
    must_export(desk, Action.READ_SUMMARY)
    found, _ = await teams.listing(desk.work, desk.place(), (Action.EXPORT,))
    rows = [
        (
            line.name,
            word(f"team_{line.kind}", desk.language),
            line.place,
            line.members,
            line.promised,
            line.last.isoformat() if line.last else None,
        )
        for line in found
    ]
    return send(desk, "teams", ("team", "kind", "place", "members", "promised", "last"), rows)


async def team(desk: Desk) -> web.Response:
    """One team."""
    desk.must(Action.READ_SUMMARY)
    return desk.show("team.html.j2", found=await teams.open_team(desk.work, desk.row_id()))


async def volunteer_list(desk: Desk) -> web.Response:
    """The volunteers."""
    desk.must(Action.READ_PEOPLE)
    asked = _asked(desk)
    found, places = await volunteers.listing(desk.work, asked)
    return desk.show(
        "volunteers.html.j2",
        asked=asked,
        found=found,
        places=places.choices(),
        items=sorted((await item_names(desk.work)).items()),
        may_take=desk.may_export(Action.READ_PEOPLE),
    )


async def volunteer_file(desk: Desk) -> web.Response:
    """The volunteers as a file."""
    must_export(desk, Action.READ_PEOPLE)
    rows = [
        (
            line.number,
            line.name,
            line.place,
            "、".join(line.teams),
            line.skills,
            line.minutes,
            word(f"volunteer_{line.state}", desk.language),
            line.until.isoformat() if line.until else None,
        )
        for line in await volunteers.everything(desk.work, _asked(desk))
    ]
    columns = ("volunteer_number", "name", "place", "team", "skills", "minutes", "state", "until")
    return send(desk, "volunteers", columns, rows)


async def volunteer(desk: Desk) -> web.Response:
    """One volunteer."""
    desk.must(Action.READ_PEOPLE)
    return desk.show("volunteer.html.j2", found=await volunteers.open_volunteer(desk.work, desk.row_id()))


def _asked(desk: Desk) -> Asked:
    return Asked(item=desk.query("item")[:4], place=desk.place(), words=desk.query("q")[:40], page=desk.page())
