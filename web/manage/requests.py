"""点单: the list, one request, forwarding several, declining one."""

from datetime import datetime

from aiohttp import web

from models.grant import Action
from models.item import categories
from services.managing import requests as service
from services.managing.lists import item_names
from services.managing.requests import AGES, STATES, Asked, Outcome
from services.work import Refusal
from templates.web.words import word
from templates.words import say_when, say_window
from web.manage.desk import Desk, read_id
from web.manage.files import must_export, send
from web.manage.site import Done, Site, came_from, reason_of

MOST_AT_ONCE = 50
HOME = "/manage/requests"


def routes(site: Site) -> list[web.RouteDef]:
    """The routes of this page."""
    return [
        web.get(HOME, site.page(listing)),
        web.get(HOME + r".{kind:csv|xlsx}", site.page(file)),
        web.get(HOME + "/{id}", site.page(one)),
        web.post(HOME + "/forward", site.act(forward)),
        web.post(HOME + "/{id}/decline", site.act(decline)),
    ]


async def listing(desk: Desk) -> web.Response:
    """The list with its filters."""
    desk.must(Action.READ_REQUESTS)
    asked = _asked(desk)
    found, places = await service.listing(desk.work, asked)
    letters = [(one.code, one.en if desk.language == "en" else one.zh) for one in await categories(desk.work.session)]
    return desk.show(
        "requests.html.j2",
        asked=asked,
        found=found,
        places=places.choices(),
        states=list(STATES),
        ages=AGES,
        items=sorted((await item_names(desk.work)).items()),
        letters=letters,
        may_forward=any(line.may_handle for line in found.rows),
        may_take=desk.may_export(Action.READ_REQUESTS),
    )


async def file(desk: Desk) -> web.Response:
    """The list as a file."""
    must_export(desk, Action.READ_REQUESTS)
    zone, language = desk.work.zone, desk.language

    def at(moment: datetime | None) -> str | None:
        return None if moment is None else say_when(moment, zone, language)

    rows = [
        (
            line.number,
            line.item,
            line.place,
            word(f"request_{line.state}", language),
            word("yes", language) if line.danger else None,
            at(line.opened_at),
            say_window(line.start, line.end, zone, language),
            at(line.respond_by),
        )
        for line in await service.everything(desk.work, _asked(desk))
    ]
    columns = ("number", "item", "place", "state", "danger", "opened", "window", "limit")
    return send(desk, "requests", columns, rows)


async def one(desk: Desk) -> web.Response:
    """One request."""
    desk.must(Action.READ_REQUESTS)
    return desk.show("request.html.j2", found=await service.open_request(desk.work, desk.row_id()))


async def forward(desk: Desk) -> Done:
    """Put the chosen requests to the nearest team, or to the one that was chosen; each is told of on its own.

    Raises:
        NotAllowed: the person handles no requests.
        Refusal: a request is not theirs.
    """
    desk.must(Action.HANDLE_REQUESTS)
    chosen = [read_choice(str(value)) for value in _all(desk, "request")][:MOST_AT_ONCE]
    team_id = read_id(desk.field("team")) if desk.field("team") else None
    told = [_told(desk, await service.forward_one(desk.work, *one, team_id)) for one in chosen]
    none = (False, word("none_chosen", desk.language))
    return Done(came_from(desk.request, desk.to(HOME)), tuple(told) or (none,))


async def decline(desk: Desk) -> Done:
    """Say that a request cannot be done."""
    desk.must(Action.HANDLE_REQUESTS)
    request = await service.decline(desk.work, desk.row_id(), desk.version(), desk.field("reason"))
    said = word("declined", desk.language, number=request.number)
    return Done(desk.to(f"{HOME}/{desk.request.match_info['id']}"), ((True, said),))


def read_choice(text: str) -> tuple[int, int]:
    """The id and version of a chosen request, as its box carries them.

    Raises:
        Refusal: they are none of ours.
    """
    row_id, _, version = text.partition(":")
    if not (version.isascii() and version.isdigit() and len(version) < 18):
        raise Refusal("changed")
    return read_id(row_id), int(version)


def _all(desk: Desk, name: str) -> list[object]:
    getall = getattr(desk.form, "getall", None)
    return list(getall(name, [])) if getall else []


def _asked(desk: Desk) -> Asked:
    state, item = desk.query("state"), desk.query("item")
    return Asked(
        state=state if state in STATES else "waiting",
        item=item[:4],
        place=desk.place(),
        age=desk.number("age"),
        words=desk.query("q")[:40],
        page=desk.page(),
    )


def _told(desk: Desk, outcome: Outcome) -> tuple[bool, str]:
    language, number = desk.language, outcome.number
    if outcome.refusal is None:
        return True, word("forwarded", language, number=number, team=outcome.team)
    if outcome.refusal == "no_team":
        why = word("no_team_left", language)
    else:
        why = reason_of(desk.work, Refusal(outcome.refusal, **outcome.context))
    return False, word("not_forwarded", language, number=number, why=why)
