"""Links and sessions: used once, ending in time, slowed when guessed, ended everywhere."""

from datetime import timedelta

from models.grant import Role
from services.managing import signing
from services.managing.signing import Entered, Shut
from services.work import Work
from tests.county import COUNTY, Place


async def _manager(place: Place) -> int:
    person = await place.person("周慧", COUNTY)
    await place.grant(person, Role.MANAGER, COUNTY)
    return person


async def _enter(place: Place, token: str, address: str = "10.0.0.1") -> Entered | Shut:
    async with place.database.begin() as session:
        return await signing.enter(session, token, address, "Firefox", place.clock())


async def _session(place: Place, cookie: str) -> int | None:
    async with place.database.read() as session:
        found = await signing.session_of(session, cookie, place.clock())
        return found.person_id if found else None


async def test_a_link_works_once_and_for_ten_minutes(place: Place) -> None:
    manager = await _manager(place)
    token = await place.act(manager, signing.make_link)
    entered = await _enter(place, token)
    assert isinstance(entered, Entered)
    assert entered.person_id == manager
    assert await _session(place, entered.cookie) == manager
    assert await _enter(place, token) == Shut("over")
    late = await place.act(manager, signing.make_link)
    place.clock.turn(minutes=10)
    assert await _enter(place, late) == Shut("over")


async def test_a_new_link_ends_the_old_one(place: Place) -> None:
    manager = await _manager(place)
    old, new = [await place.act(manager, signing.make_link) for _ in range(2)]
    assert await _enter(place, old) == Shut("over")
    assert isinstance(await _enter(place, new), Entered)


async def test_a_session_ends_with_its_hours(place: Place) -> None:
    manager = await _manager(place)
    entered = await _enter(place, await place.act(manager, signing.make_link))
    assert isinstance(entered, Entered)
    place.clock.turn(hours=11, minutes=59)
    assert await _session(place, entered.cookie) == manager
    place.clock.turn(minutes=1)
    assert await _session(place, entered.cookie) is None


async def test_guessing_is_slowed_by_address(place: Place) -> None:
    """After five wrong links an address waits, longer each time; another address is not held up, nor a day later this one."""
    manager = await _manager(place)
    for number in range(5):
        assert await _enter(place, f"guess{number}") == Shut("wrong")
    token = await place.act(manager, signing.make_link)
    assert await _enter(place, token) == Shut("wait", 30)
    place.clock.turn(seconds=30)
    assert await _enter(place, "guess") == Shut("wrong")
    assert await _enter(place, token) == Shut("wait", 60)
    assert isinstance(await _enter(place, token, "10.0.0.2"), Entered)
    place.clock.turn(hours=25)
    assert isinstance(await _enter(place, await place.act(manager, signing.make_link)), Entered)


async def test_signing_out_everywhere_ends_links_too(place: Place) -> None:
    manager = await _manager(place)
    cookies = []
    for _ in range(2):
        entered = await _enter(place, await place.act(manager, signing.make_link))
        assert isinstance(entered, Entered)
        cookies.append(entered.cookie)
    waiting = await place.act(manager, signing.make_link)
    assert await place.act(manager, _count) == 2
    await place.act(manager, signing.sign_out_everywhere)
    assert [await _session(place, cookie) for cookie in cookies] == [None, None]
    assert await _enter(place, waiting) == Shut("over")


async def test_what_is_over_is_forgotten(place: Place) -> None:
    manager = await _manager(place)
    await _enter(place, await place.act(manager, signing.make_link))
    await _enter(place, "guess")
    place.clock.now += timedelta(days=40)
    async with place.database.begin() as session:
        await signing.forget_old(session, place.clock())
    async with place.database.read() as session:
        for table in (signing.WebLink, signing.WebSession, signing.WrongToken):
            assert (await session.scalars(signing.select(table))).all() == []


async def _count(work: Work) -> int:
    return len(await signing.my_sessions(work))
