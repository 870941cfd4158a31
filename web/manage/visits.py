"""服务: a week of visits."""

from datetime import timedelta

from aiohttp import web

from models.grant import Action
from services.managing import visits as service
from services.summary.document import period_name
from services.summary.period import Period, PeriodKind, period_of, read_period
from templates.web.words import word
from templates.words import say_when
from web.manage.desk import Desk
from web.manage.files import must_export, send
from web.manage.site import Site

HOME = "/manage/visits"


def routes(site: Site) -> list[web.RouteDef]:
    """The routes of this page."""
    return [web.get(HOME, site.page(week)), web.get(HOME + r".{kind:csv|xlsx}", site.page(file))]


async def week(desk: Desk) -> web.Response:
    """The week, day by day."""
    desk.must(Action.READ_REQUESTS)
    period = chosen(desk, PeriodKind.WEEK)
    days, places = await service.week_of(desk.work, period, desk.place())
    return desk.show(
        "visits.html.j2",
        days=days,
        places=places.choices(),
        place=desk.place(),
        name=period_name(period, desk.language),
        earlier=period.before().key,
        later=period_of(period.after).key,
        period=period.key,
        total=sum(len(day.visits) for day in days),
        may_take=desk.may_export(Action.READ_REQUESTS),
    )


async def file(desk: Desk) -> web.Response:
    """The week as a file."""
    must_export(desk, Action.READ_REQUESTS)
    zone, language = desk.work.zone, desk.language
    rows = [
        (
            line.number,
            say_when(line.start, zone, language),
            say_when(line.end, zone, language),
            line.item,
            line.place,
            line.team,
            word(f"visit_{line.state}", language),
            line.going,
            line.needed,
        )
        for line in await service.week_as_rows(desk.work, chosen(desk, PeriodKind.WEEK), desk.place())
    ]
    columns = ("number", "start", "end", "item", "place", "team", "state", "going", "needed")
    return send(desk, "visits", columns, rows)


def chosen(desk: Desk, kind: PeriodKind) -> Period:
    """The week or month of the address, or the present one where there is none such or it is far away."""
    today = desk.work.now.astimezone(desk.work.zone).date()
    try:
        period = read_period(desk.query("period"))
    except ValueError:
        return period_of(today, kind)
    is_near = abs(period.first - today) < timedelta(days=3660)
    return period if period.kind is kind and is_near else period_of(today, kind)
