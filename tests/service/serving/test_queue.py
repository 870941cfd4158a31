"""The clerk's queue: what is a duplicate; and a county whose places are not loaded yet."""

from dataclasses import replace

import pytest

from config import Settings
from models.area import Area, AreaLevel
from models.database import Database
from models.grant import Role
from models.ids import new_id
from models.request import Request
from services import queue
from services.reading import county_of
from services.work import Refusal
from tests.conftest import TurnedClock
from tests.county import TOWN, Place
from tests.service.test_loop import filed, request_now, tomorrow


async def test_the_same_item_at_about_the_same_time_is_a_duplicate(place: Place) -> None:
    resident, clerk = await place.person("王奶奶"), await place.person("小陈", TOWN)
    await place.grant(clerk, Role.CLERK, TOWN)
    with pytest.raises(Refusal, match="no_request"):
        await place.act(clerk, lambda work: queue.handled(work, new_id()))
    whenever = replace(tomorrow(place), start=None, end=None)
    first, other_item = await filed(place, resident), await filed(place, resident, tomorrow(place, item="A07"))
    no_time = await filed(place, resident, whenever)

    async def alike(request_id: int) -> set[int]:
        request: Request = await request_now(place, request_id)
        return {one.id for one in await place.act(clerk, lambda work: queue.duplicates(work, request))}

    assert await alike(first) == {no_time}
    assert await alike(other_item) == set()
    place.clock.turn(hours=37)
    again = await filed(place, resident, whenever)
    assert await alike(again) == set(), "asked a day and a half later: that is another need"
    assert await alike(no_time) == {first}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_places_are_known_as_soon_as_a_county_is_loaded(database: Database, clock: TurnedClock) -> None:
    """What is read before knows none, and does not keep that for later."""
    place = Place(database, clock, Settings.model_validate({"county": {"code": "320831"}}))
    assert (await place.tick(county_of)).resolve("黎城镇") is None
    async with database.begin() as session:
        session.add(Area(code="320831", name="金湖县", level=AreaLevel.COUNTY, zone="Asia/Shanghai"))
        session.add(Area(code="320831100", name="黎城镇", level=AreaLevel.TOWN, parent_code="320831"))
    assert (await place.tick(county_of)).resolve("黎城镇") == "320831100"
