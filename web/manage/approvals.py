"""审批: hours, what is unusual about them, and who wants to join."""

from aiohttp import web

from models.grant import Action, Role
from services.hours import claims
from services.managing import approvals as service
from templates.web.words import word
from templates.words import say_when
from web.manage.desk import Desk
from web.manage.files import must_export, send
from web.manage.site import Done, Site, came_from

HOME = "/manage/approvals"


def routes(site: Site) -> list[web.RouteDef]:
    """The routes of this page."""
    return [
        web.get(HOME, site.page(waiting)),
        web.get(HOME + r".{kind:csv|xlsx}", site.page(file)),
        web.post(HOME + "/hours/{id}/approve", site.act(approve)),
        web.post(HOME + "/hours/{id}/refuse", site.act(refuse)),
        web.post(HOME + "/odd/{id}/clear", site.act(clear)),
        web.post(HOME + "/odd/{id}/take-back", site.act(take_back)),
        web.post(HOME + "/joins/{id}/welcome", site.act(welcome)),
        web.post(HOME + "/joins/{id}/decline", site.act(decline)),
    ]


async def waiting(desk: Desk) -> web.Response:
    """All that waits for this person."""
    desk.must(Action.APPROVE_HOURS, Action.APPROVE_MEMBERS)
    found = await service.waiting(desk.work, desk.page())
    return desk.show(
        "approvals.html.j2",
        found=found,
        manager=desk.work.actor.is_a(Role.MANAGER),
        may_take=desk.may_export(Action.APPROVE_HOURS),
    )


async def file(desk: Desk) -> web.Response:
    """The hours that wait, as a file."""
    must_export(desk, Action.APPROVE_HOURS)
    zone, language = desk.work.zone, desk.language
    rows = [
        (
            card.name,
            card.item,
            say_when(card.start, zone, language),
            say_when(card.end, zone, language),
            card.minutes,
            card.grade,
            word(f"hours_{card.waits}", language),
        )
        for card in await service.everything(desk.work)
    ]
    return send(desk, "approvals", ("name", "item", "start", "end", "minutes", "grade", "waits"), rows)


async def approve(desk: Desk) -> Done:
    """The hours count."""
    entry = await service.approve_hours(desk.work, desk.row_id(), desk.version())
    return _done(desk, word("hours_yes", desk.language, minutes=entry.minutes))


async def refuse(desk: Desk) -> Done:
    """The hours do not count, and why."""
    await service.refuse_hours(desk.work, desk.row_id(), desk.version(), desk.field("reason"))
    return _done(desk, word("hours_no", desk.language))


async def clear(desk: Desk) -> Done:
    """What was unusual is explained."""
    desk.must(Action.APPROVE_HOURS)
    await claims.clear(desk.work, desk.row_id())
    return _done(desk, word("odd_cleared", desk.language))


async def take_back(desk: Desk) -> Done:
    """The minutes are reversed, and why."""
    desk.must(Action.APPROVE_HOURS)
    entry = await claims.take_back(desk.work, desk.row_id(), desk.field("reason"))
    return _done(desk, word("odd_taken_back", desk.language, minutes=-entry.minutes))


async def welcome(desk: Desk) -> Done:
    """Somebody is taken into a team."""
    await service.answer_join(desk.work, desk.row_id(), welcome=True)
    return _done(desk, word("join_yes", desk.language))


async def decline(desk: Desk) -> Done:
    """Somebody is not taken into a team."""
    await service.answer_join(desk.work, desk.row_id(), welcome=False)
    return _done(desk, word("join_no", desk.language))


def _done(desk: Desk, said: str) -> Done:
    return Done(came_from(desk.request, desk.to(HOME)), ((True, said),))
