"""设置: language, when the summaries come, and where one is signed in."""

from aiohttp import web

from models.person import Person
from models.queries.people import person_row
from models.summary import SummaryWish
from services.managing.signing import my_sessions, sign_out, sign_out_everywhere
from services.people import set_language
from services.summary.period import PeriodKind
from services.summary.sending import set_wish
from services.work import Refusal
from templates.summary.words import weekday_names
from templates.web.words import word
from web.manage.desk import Desk
from web.manage.site import Done, Site

HOME = "/manage/settings"


def routes(site: Site) -> list[web.RouteDef]:
    """The routes of this page."""
    return [
        web.get(HOME, site.page(settings)),
        web.post(HOME + "/language", site.act(language)),
        web.post(HOME + "/summary", site.act(summary)),
        web.post(HOME + "/sessions/{id}/out", site.act(out)),
        web.post(HOME + "/sessions/out", site.act(out_everywhere)),
    ]


async def settings(desk: Desk) -> web.Response:
    """All that can be set."""
    work = desk.work
    wish = await work.session.get(SummaryWish, work.me)
    usual = work.settings.summary.weekday
    return desk.show(
        "settings.html.j2",
        kinds=[(kind.value, wish is None or bool(getattr(wish, kind.value))) for kind in PeriodKind],
        weekdays=list(enumerate(weekday_names(desk.language))),
        weekday=usual if wish is None or wish.weekday is None else wish.weekday,
        sessions=await my_sessions(work),
        here_id=desk.session.id,
    )


async def language(desk: Desk) -> Done:
    """Another language, in chat too."""
    person: Person = await person_row(desk.work.session, desk.work.me)
    switched = set_language(desk.work, person, desk.field("language"))
    return Done(HOME, ((True, word("saved", switched.actor.language)),))


async def summary(desk: Desk) -> Done:
    """Which summaries come, and on which day."""
    for kind in PeriodKind:
        await set_wish(desk.work, kind.value, int(desk.field(kind.value) == "1"))
    weekday = desk.field("weekday")
    if weekday not in {str(day) for day in range(7)}:
        raise Refusal("changed")
    await set_wish(desk.work, "weekday", int(weekday))
    return Done(desk.to(HOME), ((True, word("saved", desk.language)),))


async def out(desk: Desk) -> Done:
    """Sign one browser out."""
    row_id = desk.row_id()
    await sign_out(desk.work, row_id)
    if row_id == desk.session.id:
        return Done(desk.to("/manage/out"))
    return Done(desk.to(HOME), ((True, word("signed_out_one", desk.language)),))


async def out_everywhere(desk: Desk) -> Done:
    """Sign every browser out, this one too."""
    await sign_out_everywhere(desk.work)
    return Done(desk.to("/manage/out"))
