"""台账: a month's entries, the newest root, and the proof."""

import asyncio

from aiohttp import web

from models.grant import Action
from services.managing import ledger as service
from services.summary.document import period_name
from services.summary.period import PeriodKind
from templates.web.words import word
from templates.words import say_when
from web.manage.desk import Desk
from web.manage.files import must_export, send
from web.manage.site import Done, Site
from web.manage.visits import chosen

HOME = "/manage/ledger"


def routes(site: Site) -> list[web.RouteDef]:
    """The routes of this page; the whole is proved for one person at a time."""
    proving = asyncio.Lock()

    async def prove(desk: Desk) -> Done:
        """Compute the whole ledger again and say whether it fits."""
        desk.must(Action.READ_LEDGER)
        async with proving, site.database.read() as session:
            proof = await service.prove(session)
        counts = {"entries": proof.entries, "chains": proof.chains, "roots": proof.roots}
        good = proof.fault is None
        said = word("proved", desk.language, **counts) if good else word("not_proved", desk.language)
        return Done(desk.to(HOME), ((good, said),))

    return [
        web.get(HOME, site.page(month)),
        web.get(HOME + r".{kind:csv|xlsx}", site.page(file)),
        web.post(HOME + "/verify", site.act(prove)),
    ]


async def month(desk: Desk) -> web.Response:
    """A month's entries."""
    desk.must(Action.READ_LEDGER)
    period = chosen(desk, PeriodKind.MONTH)
    found, places = await service.month(desk.work, period, desk.place(), desk.page())
    return desk.show(
        "ledger.html.j2",
        found=found,
        places=places.choices(),
        place=desk.place(),
        name=period_name(period, desk.language),
        earlier=period.before().key,
        later=period.next().key,
        period=period.key,
        may_take=desk.may_export(Action.READ_LEDGER),
    )


async def file(desk: Desk) -> web.Response:
    """A month's entries as a file."""
    must_export(desk, Action.READ_LEDGER)
    zone, language = desk.work.zone, desk.language
    rows = [
        (
            line.chain,
            line.seq,
            line.number,
            line.name,
            word(f"entry_{line.kind}", language),
            word(f"book_{line.book}", language),
            line.minutes,
            say_when(line.start, zone, language) if line.start else None,
            say_when(line.at, zone, language),
            line.grade,
            line.digest,
        )
        for line in await service.everything(desk.work, chosen(desk, PeriodKind.MONTH), desk.place())
    ]
    columns = ("chain", "seq", "volunteer_number", "name", "kind", "book", "minutes", "start", "at", "grade", "digest")
    return send(desk, "ledger", columns, rows)
