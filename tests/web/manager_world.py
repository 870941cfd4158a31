"""A county with something on every page, its pages served over HTTP, and the people who open them.

Two stations stand side by side: 马坝镇, whose clerk looks, and 官滩镇, of which she may see nothing.
"""

import socket
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select

from config import Settings
from config.settings import Webchat
from models.claim import Claim
from models.database import Database
from models.directive import Directive
from models.grant import Role
from models.person import Person
from models.request import Request, RequestState
from models.team import Membership
from models.visit import Visit
from services.directives.issuing import watch_figures
from services.hours.claims import enter_by_hand
from services.joining import ask_to_join
from services.work import Work
from tests.chat.chatter import Chatter
from tests.chat.world import FAST, World
from tests.conftest import TurnedClock
from tests.county import COUNTY, FAR_VILLAGE, OTHER_TOWN, TOWN, VILLAGE, Place
from tests.service.hours.serve import asked, planned, serve
from web import site
from webchat.server import create_app, listen

GIVEN = ("帮忙", "队长", "队员", "想来", "奶奶", "秀英", "大爷", "小妹", "大妈")


@dataclass
class Station:
    """What one station has: its village, and a row of each kind."""

    town: str
    village: str
    clerk: int = 0
    captain: int = 0
    helper: int = 0
    joiner: int = 0
    team: int = 0
    served: int = 0
    unmet: list[int] = field(default_factory=list)
    visit: int = 0
    directive: int = 0
    claims: list[int] = field(default_factory=list)
    membership: int = 0
    names: tuple[str, ...] = ()


@dataclass
class Managed:
    """The world, the address of its pages, and the people."""

    world: World
    url: str
    manager: Chatter
    clerk: Chatter
    auditor: Chatter
    here: Station
    there: Station

    @property
    def place(self) -> Place:
        """The county in its database."""
        return self.world.place


async def build(database: Database, clock: TurnedClock, stack: AsyncExitStack) -> Managed:
    """Build the county with the real use cases, and serve its pages."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = Settings(delivery=FAST, webchat=Webchat(port=port))
    world = await World(database, clock, settings).start(stack)
    app = create_app(database=database, clock=clock)
    app.add_routes(site.routes(database, settings, clock))
    runner, _ = await listen(app, port=port)
    stack.push_async_callback(runner.cleanup)
    manager, clerk = await world.manager(), await world.clerk()
    auditor = await world.official("审计员", Role.AUDITOR, COUNTY)
    here, there = Station(TOWN, VILLAGE), Station(OTHER_TOWN, FAR_VILLAGE)
    here.clerk, there.clerk = clerk.person_id, (await world.clerk("对面的所长", OTHER_TOWN)).person_id
    families = ((here, "王"), (there, "赵"))
    residents = [await _services(world, station, family) for station, family in families]
    for (station, _), some in zip(families, residents, strict=True):
        for resident in some:
            station.unmet.append(await asked(world.place, resident, hours=20, area=station.village, item="A01"))
    await world.turn(hours=16, step=timedelta(hours=1))
    for station, family in families:
        await _people(world, station, family)
    await world.place.tick(watch_figures)
    for station in (here, there):
        await _ids(world.place, station)
    return Managed(world, f"http://127.0.0.1:{port}", manager, clerk, auditor, here, there)


async def _services(world: World, station: Station, family: str) -> list[int]:
    """A service done and one to come; returns residents who have asked for nothing yet."""
    place = world.place
    station.names = tuple(family + given for given in GIVEN)
    station.helper = await place.volunteer(station.names[0], station.village, skills=("C09",))
    first, *residents = [await place.person(name, station.village) for name in station.names[4:]]
    await serve(place, first, station.helper, area=station.village)
    station.visit = (await planned(place, first, station.helper, hours=20, area=station.village)).id
    return residents


async def _people(world: World, station: Station, family: str) -> None:
    place, names = world.place, station.names
    station.captain = await place.volunteer(names[1], station.village, skills=("A",))
    member = await place.volunteer(names[2], station.village, skills=("A",))
    station.joiner = await place.volunteer(names[3], station.village, skills=())
    station.team = await place.team(f"{family}家志愿服务队", station.town, station.captain, member)
    for person in (station.captain, member):
        await place.act(person, lambda work, p=person: _claim(work, p, station.village))

    async def join(work: Work) -> None:
        await ask_to_join(work, await work.session.get_one(Person, station.joiner), station.team)

    await place.act(station.joiner, join)


async def _claim(work: Work, person: int, chain: str) -> Claim:
    return await enter_by_hand(work, person, chain, work.now - timedelta(hours=30), 90, "帮忙打扫了院子")


async def _ids(place: Place, station: Station) -> None:
    async with place.database.read() as session:
        station.claims = list(
            await session.scalars(select(Claim.id).where(Claim.chain == station.village).order_by(Claim.entered_at))
        )
        station.directive = (
            await session.scalars(select(Directive.id).where(Directive.venue_code == station.village))
        ).first() or 0
        station.membership = (
            await session.scalars(select(Membership.id).where(Membership.person_id == station.joiner))
        ).one()
        station.served = (
            await session.scalars(
                select(Visit.request_id)
                .where(Visit.ended_at.is_not(None))
                .join(Request)
                .where(Request.area_code == station.village)
            )
        ).first() or 0
        states = await session.scalars(select(Request.state).where(Request.id.in_(station.unmet)))
        assert set(states) == {RequestState.UNMET}
        assert station.directive and station.served and len(station.claims) == 2
