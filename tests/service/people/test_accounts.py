"""Chat accounts: one person for one chat, and which clerk hears of somebody whom a message did not reach."""

from models.outbox import Lane, Outbox
from models.person import Account, Person
from services.accounts import UNREACHABLE, could_not_tell, meet
from services.outbox import tell
from services.work import Work
from tests.county import COUNTY, TOWN, VILLAGE, Place
from tests.service.hours.serve import clerk_of

BOT, CHAT = 77, 10_001


async def _met(place: Place, chat_id: int) -> tuple[Account, Person]:
    async with place.database.begin() as session:
        return await meet(session, BOT, chat_id, COUNTY, "zh", place.clock())


async def test_who_writes_again_is_the_same_person(place: Place) -> None:
    first, person = await _met(place, CHAT)
    assert (first.person_id, person.area_code, person.language) == (person.id, COUNTY, "zh")
    place.clock.turn(days=1)
    again, same = await _met(place, CHAT)
    assert (again.id, same.id, again.created_at) == (first.id, person.id, first.created_at)
    _, other = await _met(place, CHAT + 1)
    assert other.id != person.id


async def _row(place: Place, person_id: int, template: str, lane: Lane = Lane.NORMAL) -> Outbox:
    async def queue(work: Work) -> bool:
        return await tell(work, person_id, template, f"{template}:{work.now.isoformat()}", lane=lane)

    assert await place.tick(queue)
    return (await place.told(person_id, template))[-1]


async def _not_reached(place: Place, row: Outbox) -> None:
    await place.tick(lambda work: could_not_tell(work, row))


async def test_the_nearest_clerk_hears_of_who_was_not_reached_once_a_day(place: Place) -> None:
    resident, demo = await place.person("王奶奶", VILLAGE), await place.person("假人", VILLAGE, is_demo=True)
    lost = await _row(place, resident, "scheduled")
    await _not_reached(place, lost)  # the county has no clerk yet, so nobody is told

    far, near = await clerk_of(place, "县里的", COUNTY), await clerk_of(place, "镇里的", TOWN)
    for _ in range(2):
        await _not_reached(place, lost)
    await _not_reached(place, await _row(place, demo, "scheduled"))
    (told,) = await place.told(near)
    assert (told.template, told.ids, told.lane) == (
        UNREACHABLE,
        {"person_id": resident, "outbox_id": lost.id},
        Lane.NORMAL,
    )

    await _not_reached(place, told)  # the clerk cannot be told either: no message about a message
    assert await place.told(far) == []
    place.clock.turn(days=1)
    await _not_reached(place, await _row(place, resident, "danger_alert", Lane.URGENT))
    assert [row.lane for row in await place.told(near)] == [Lane.NORMAL, Lane.URGENT]
    await _not_reached(place, await _row(place, near, "scheduled"))
    assert [row.ids["person_id"] for row in await place.told(far)] == [near], "nobody is told of themselves"
