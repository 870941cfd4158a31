"""指令: the list, one directive, answering and closing."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from models.directive import Directive, directives_for
from models.grant import Action
from services.directives import answering
from services.directives.answering import read_directive
from services.directives.cards import directive_card
from services.managing.lists import Places, places_of
from services.work import Refusal
from templates.web.words import word
from templates.words import say_when
from web.manage.desk import Desk
from web.manage.files import must_export, send
from web.manage.site import Act, Done, Site

HOME = "/manage/directives"
MOST = 200
End = Callable[..., Awaitable[Directive]]


def routes(site: Site) -> list[web.RouteDef]:
    """The routes of this page."""
    ends: dict[str, End] = {
        "close": answering.close, "withdraw": answering.withdraw, "send-back": answering.send_back,
    }  # fmt: skip
    return [
        web.get(HOME, site.page(listing)),
        web.get(HOME + r".{kind:csv|xlsx}", site.page(file)),
        web.get(HOME + "/{id}", site.page(one)),
        web.post(HOME + "/{id}/answer", site.act(answer)),
        *(web.post(HOME + f"/{{id}}/{name}", site.act(_ending(name, end))) for name, end in ends.items()),
    ]


async def listing(desk: Desk) -> web.Response:
    """The directives that are not closed, or all."""
    desk.must(Action.READ_SUMMARY)
    every = desk.query("all") == "1"
    found = await directives_for(desk.work.session, desk.work.actor, is_open=not every)
    return desk.show(
        "directives.html.j2",
        cards=[await directive_card(desk.work, one) for one in found[-MOST:]],
        every=every,
        total=len(found),
        may_take=desk.may_export(Action.READ_SUMMARY),
    )


async def file(desk: Desk) -> web.Response:
    """All directives as a file."""
    must_export(desk, Action.READ_SUMMARY)
    work = desk.work
    places: Places = await places_of(work, Action.READ_SUMMARY, Action.EXPORT)
    found = await directives_for(work.session, work.actor, is_open=False)
    rows = []
    for directive in found:
        if places.holds(directive.venue_code):
            card = await directive_card(work, directive)
            limit = say_when(card.deadline, work.zone, desk.language)
            state = word(f"is_{card.state}", desk.language)
            rows.append((card.number, card.place, card.what, card.usual, state, limit))
    return send(desk, "directives", ("directive", "place", "what", "usual", "state", "limit"), rows)


async def one(desk: Desk) -> web.Response:
    """One directive."""
    desk.must(Action.READ_SUMMARY)
    directive = await read_directive(desk.work, desk.row_id())
    card = await directive_card(desk.work, directive)
    return desk.show("directive.html.j2", card=card, version=directive.version, issued_at=directive.issued_at)


async def answer(desk: Desk) -> Done:
    """Say what was found and done."""
    await _as_shown(desk)
    directive = await answering.answer(desk.work, desk.row_id(), desk.field("answer"))
    return _done(desk, directive, "directive_answer")


def _ending(name: str, end: End) -> Act:
    async def act(desk: Desk) -> Done:
        await _as_shown(desk)
        directive = await end(desk.work, desk.row_id())
        return _done(desk, directive, f"directive_{name.replace('-', '_')}")

    return act


async def _as_shown(desk: Desk) -> None:
    directive = await read_directive(desk.work, desk.row_id(), lock=True)
    if directive.version != desk.version():
        raise Refusal("directive_moved")


def _done(desk: Desk, directive: Directive, name: str) -> Done:
    said = word(name, desk.language, number=directive.number)
    return Done(desk.to(f"{HOME}/{desk.request.match_info['id']}"), ((True, said),))
