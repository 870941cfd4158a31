"""The public board's open places: group visits that lack people, by town and day, on the boards of towns and the county only."""

from datetime import timedelta

from models.request import RequestState
from models.visit import VisitState
from services.board import Project, public_board
from tests.county import COUNTY, OTHER_TOWN, TOWN, VILLAGE, Place
from tests.service.hours.serve import by
from tests.service.summary.rows import opened, promised


async def test_only_what_lacks_people_is_shown_and_never_the_village(place: Place) -> None:
    captain, member, resident = (
        await place.volunteer("队长"),
        await place.volunteer("李敏"),
        await place.person("王奶奶"),
    )
    team = await place.team("高桥分队", VILLAGE, captain, member)
    requests = await opened(place, resident, range(1, 5), place.clock(), item="A03", state=RequestState.ACCEPTED)
    day = timedelta(days=1)
    for request, going, start in zip(
        requests, ((captain,), (captain, member), (), ()), (day, 2 * day, 3 * day, -day), strict=True
    ):
        await promised(place, request, team, place.clock() + start, *going, state=VisitState.STAFFING)
    today = place.clock().date()
    lacking = tuple(
        Project("家庭保洁", "House cleaning", "马坝镇", today + timedelta(days=days), lacks)
        for days, lacks in ((1, 1), (3, 2))
    )
    shown = {}
    for code in (COUNTY, TOWN, OTHER_TOWN, VILLAGE):
        board = await place.tick(by(public_board, code))
        assert board is not None
        shown[code] = board.projects
    assert shown == {COUNTY: lacking, TOWN: lacking, OTHER_TOWN: (), VILLAGE: ()}
