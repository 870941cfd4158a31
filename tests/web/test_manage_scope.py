"""Nobody sees or guesses another station's rows: every route of the pages is tried by a clerk with the other station's ids.

A new route that is not tried here makes `test_every_route_is_tried` fail.
"""

from collections.abc import Callable
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy import func, select

from models.claim import Claim
from models.directive import Directive
from models.grant import Grant, NotAllowed, Role
from models.ids import short
from models.offer import Offer
from models.request import Request
from models.team import Membership
from models.web_session import WebSession
from services.managing.signing import make_link
from tests.web.manager_world import Managed, Station
from tests.web.visitor import Visitor
from web import site
from webchat.server import create_app

pytestmark = [
    pytest.mark.xdist_group("manage_scope"),  # one county for all of them
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(120),
]

ELSEWHERE = {
    "/bot": "the Bot API of the chat, see tests/webchat",
    "/file": "files of the chat, see tests/webchat",
    "/app/": "the chat's page, see tests/webchat",
    "/page": "the chat's page, see tests/webchat",
    "/calendar/": "a secret address for each person, see tests/service/time/test_feeds.py",
    "/board": "the public board: the same for everybody, no personal data",
    "/verify": "what the holder of a paper shows: the same for everybody",
    "/static/": "the stylesheet",
}
PUBLIC = {"/", "/manage/in/{token}", "/manage/out"}

Path = Callable[[Station], str]
LISTS = ("", "/requests", "/visits", "/teams", "/volunteers", "/approvals", "/ledger", "/directives", "/settings")
FILES = ("/requests", "/visits", "/teams", "/volunteers", "/approvals", "/ledger", "/directives")
ONE: dict[str, Path] = {
    "/manage/requests/{id}": lambda station: short(station.unmet[0]),
    "/manage/teams/{id}": lambda station: short(station.team),
    "/manage/volunteers/{id}": lambda station: short(station.captain),
    "/manage/directives/{id}": lambda station: short(station.directive),
}
FORMS: dict[str, tuple[Path, dict[str, str]]] = {
    "/manage/requests/{id}/decline": (lambda station: short(station.unmet[0]), {"reason": "不办"}),
    "/manage/approvals/hours/{id}/approve": (lambda station: short(station.claims[0]), {}),
    "/manage/approvals/hours/{id}/refuse": (lambda station: short(station.claims[0]), {"reason": "不"}),
    "/manage/approvals/odd/{id}/clear": (lambda station: short(station.claims[0]), {}),
    "/manage/approvals/odd/{id}/take-back": (lambda station: short(station.claims[0]), {"reason": "不"}),
    "/manage/approvals/joins/{id}/welcome": (lambda station: short(station.membership), {}),
    "/manage/approvals/joins/{id}/decline": (lambda station: short(station.membership), {}),
    "/manage/directives/{id}/answer": (lambda station: short(station.directive), {"answer": "查了"}),
    "/manage/directives/{id}/close": (lambda station: short(station.directive), {}),
    "/manage/directives/{id}/withdraw": (lambda station: short(station.directive), {}),
    "/manage/directives/{id}/send-back": (lambda station: short(station.directive), {}),
}
WITHOUT_ROWS = {"/manage/settings/language", "/manage/settings/summary", "/manage/settings/sessions/out"}
OWN_TESTS = {"/manage/requests/forward", "/manage/settings/sessions/{id}/out", "/manage/ledger/verify"}


def tried() -> set[tuple[str, str]]:
    """(method, path) of every route that a test of this module tries, or that has no rows."""
    reading = {f"/manage{path}" for path in LISTS} | set(ONE) | {f"/manage{path}.{{kind}}" for path in FILES}
    sending = set(FORMS) | WITHOUT_ROWS | OWN_TESTS
    return {("GET", path) for path in reading} | {("POST", path) for path in sending}


def routes_of(app: web.Application) -> set[tuple[str, str]]:
    """(method, path) of every route of an application."""
    found = set()
    for route in app.router.routes():
        if route.resource is not None and route.method != "HEAD":
            found.add((route.method, route.resource.canonical))
    return found


async def test_every_route_is_tried(managed: Managed) -> None:
    place = managed.place
    app = create_app(database=place.database, clock=place.clock)
    app.add_routes(site.routes(place.database, place.settings, place.clock))
    left = {
        (method, path)
        for method, path in routes_of(app)
        if path not in PUBLIC and not path.startswith(tuple(ELSEWHERE))
    }
    assert left == tried()


def marks(station: Station) -> list[str]:
    """What would show that a page speaks of a station: its people, team, places, and the ids of its rows."""
    rows = [*station.unmet, station.served, station.visit, station.directive, *station.claims]
    rows += [station.team, station.membership, station.captain, station.helper, station.joiner]
    name = {"320830101": "马坝镇", "320830102": "官滩镇"}[station.town]
    village = {"320830101": "高桥村", "320830102": "霍山村"}[station.town]
    return [
        *station.names,
        f"{station.names[0][0]}家志愿服务队",
        name,
        village,
        f"N{station.helper}",
        *map(short, rows),
    ]


QUERIES = ("", "?place=320830102", "?place=320830102201", "?place=320830", "?state=all&all=1", "?lang=en")


async def test_no_list_shows_the_other_station(managed: Managed) -> None:
    """Whatever is asked for; and the own station does stand in the lists, so that nothing is hidden by being empty."""
    here, there = managed.here, managed.there
    shown = ""
    async with Visitor(managed, here.clerk) as clerk:
        for path in LISTS:
            for query in (*QUERIES, "?state=all&q=zxy", "?state=all&q=zjzyfwd", "?state=all&q=霍山"):
                answer = await clerk.get(f"/manage{path}{query}")
                assert answer.status in (200, 403), (path, query)
                text = answer.text.replace(f'value="{query.rpartition("q=")[2]}"', "")
                assert not [mark for mark in marks(there) if mark in text], (path, query)
                shown += text
    for mark in (
        *here.names[1:4],
        "高桥村",
        f"N{here.helper}",
        short(here.team),
        short(here.claims[1]),
        short(here.membership),
    ):
        assert mark in shown


async def test_no_address_opens_the_other_stations_rows(managed: Managed) -> None:
    """The other's ids look exactly as ids that there are not; the own ones open."""
    async with Visitor(managed, managed.here.clerk) as clerk:
        for pattern, row in ONE.items():
            foreign = await clerk.get(pattern.replace("{id}", row(managed.there)))
            nothing = await clerk.get(pattern.replace("{id}", "3w5e11264sg0"))
            assert foreign.status == nothing.status == 404
            assert foreign.text.replace(row(managed.there), "") == nothing.text.replace("3w5e11264sg0", "")
            assert (await clerk.get(pattern.replace("{id}", row(managed.here)))).status == 200


async def test_no_form_changes_the_other_stations_rows(managed: Managed) -> None:
    before = await _standing(managed, managed.there)
    async with Visitor(managed, managed.here.clerk) as clerk:
        for version in range(1, 6):
            for pattern, (row, form) in FORMS.items():
                path = pattern.replace("{id}", row(managed.there))
                answer = await clerk.send(path, {**form, "version": str(version)})
                assert answer.status in (303, 403, 404), pattern
                if answer.status == 303:
                    assert 'class="said no"' in (await clerk.get("/manage/settings")).text, pattern
        for version in range(1, 6):
            box = f"{short(managed.there.unmet[1])}:{version}"
            assert (await clerk.post("/manage/requests/forward", request=box)).status == 404
            team = short(managed.there.team)
            own = f"{short(managed.here.unmet[3])}:{version}"
            assert (await clerk.post("/manage/requests/forward", request=own, team=team)).status == 303
    assert await _standing(managed, managed.there) == before
    foreign = select(func.count()).select_from(Offer).where(Offer.team_id == managed.there.team)
    assert await managed.place.look(lambda session: session.scalar(foreign)) == 0


async def test_nobody_signs_out_somebody_else(managed: Managed) -> None:
    async with Visitor(managed, managed.there.clerk) as other, Visitor(managed, managed.here.clerk) as clerk:
        (session_id,) = await _sessions(managed, managed.there.clerk)
        assert (await clerk.post(f"/manage/settings/sessions/{short(session_id)}/out")).status == 303
        assert 'class="said no"' in (await clerk.get("/manage/settings")).text
        assert (await other.get("/manage/settings")).status == 200
        assert short(session_id) not in (await clerk.get("/manage/settings")).text


async def test_files_are_for_those_who_may_export(managed: Managed) -> None:
    """A clerk takes nothing away; an auditor takes away what they may read, and no list of people."""
    async with Visitor(managed, managed.here.clerk) as clerk:
        for path in FILES:
            for kind in ("csv", "xlsx"):
                assert (await clerk.get(f"/manage{path}.{kind}")).status == 403
    async with Visitor(managed, managed.auditor.person_id) as auditor:
        read = await auditor.get("/manage/requests.csv?state=all")
        assert read.status == 200
        assert "高桥村" in read.text
        assert not [name for name in (*managed.here.names, *managed.there.names) if name in read.text]
        opened = await auditor.get(f"/manage/requests/{short(managed.here.unmet[0])}")
        assert not [name for name in managed.here.names if name in opened.text]
        assert (await auditor.get("/manage/volunteers.csv")).status == 403
        assert (await auditor.get("/manage/volunteers")).status == 403
    async with Visitor(managed, managed.manager.person_id) as manager:
        for path in FILES:
            for kind, begins in (("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK")):
                answer = await manager.get(f"/manage{path}.{kind}")
                assert (answer.status, answer.body[: len(begins)]) == (200, begins)
                assert "attachment" in answer.headers["Content-Disposition"]


async def test_who_has_no_page_gets_no_link(managed: Managed) -> None:
    """Neither a resident nor a volunteer nor a captain; and a grant that ends closes the pages at once."""
    for person in (managed.here.helper, managed.here.captain):
        with pytest.raises(NotAllowed):
            await managed.place.act(person, make_link)
    passing = await managed.place.person("临时工作人员", managed.here.town)
    await managed.place.grant(passing, Role.CLERK, managed.here.town)
    async with Visitor(managed, passing) as visitor:
        assert (await visitor.get("/manage/requests")).status == 200
        async with managed.place.database.begin() as session:
            grant = (await session.scalars(select(Grant).where(Grant.person_id == passing))).one()
            grant.until = managed.place.clock()
        assert (await visitor.get("/manage/requests")).status == 401


async def _standing(managed: Managed, station: Station) -> list[Any]:
    """How the rows of a station stand."""
    statements = (
        select(Request.id, Request.state, Request.version).where(Request.area_code == station.village),
        select(Claim.id, Claim.state, Claim.version).where(Claim.chain == station.village),
        select(Directive.id, Directive.state, Directive.version).where(Directive.venue_code == station.village),
        select(Membership.id, Membership.approved_at, Membership.left_at).where(Membership.team_id == station.team),
        select(Offer.id, Offer.state).join(Request).where(Request.area_code == station.village),
    )
    async with managed.place.database.read() as session:
        return [sorted(map(str, await session.execute(one))) for one in statements]


async def _sessions(managed: Managed, person_id: int) -> list[int]:
    own = select(WebSession.id).where(WebSession.person_id == person_id, WebSession.ended_at.is_(None))
    async with managed.place.database.read() as session:
        return list(await session.scalars(own))
