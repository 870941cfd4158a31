"""Stars: applied for with enough hours, once for each level, published, objected to, granted by the clock or refused."""

import asyncio

import pytest

from models.grant import NotAllowed, Role
from models.queries.stars import published_stars
from models.star import Star, StarState
from services import stars
from services.board import public_board
from services.hours import claims
from services.work import Refusal, Work
from tests.county import COUNTY, FAR_VILLAGE, TOWN, VILLAGE, Place
from tests.papers import entered
from tests.service.hours.serve import by, clerk_of, entries, manager_of


async def starred(place: Place, hours: int = 100) -> tuple[int, Star]:
    """A volunteer with so many hours who has applied for the first level."""
    li = await place.volunteer("李建国")
    await entered(place, li, hours * 60, days_ago=40)
    return li, await place.act(li, by(stars.apply, 1))


async def state_of(place: Place, star: Star) -> StarState:
    async with place.database.read() as session:
        return (await session.get_one(Star, star.id)).state


async def test_it_is_published_and_then_granted_once(place: Place) -> None:
    clerk = await clerk_of(place)
    li, star = await starred(place)
    assert await place.told(clerk, "star_asked")
    board = await place.tick(by(public_board, COUNTY))
    assert board is not None
    assert [(one.name, one.venue, one.level) for one in board.stars] == [("李*国", "马坝镇", 1)]
    for level, why in ((1, "star_held"), (2, "star_hours"), (9, "star_held")):
        with pytest.raises(Refusal, match=why):
            await place.act(li, by(stars.apply, level))
    place.clock.turn(days=6, hours=23)
    assert await place.tick(stars.grant_due) == 0
    place.clock.turn(hours=2)
    assert await place.tick(stars.grant_due) == 1
    assert await place.tick(stars.grant_due) == 0
    assert await state_of(place, star) is StarState.GRANTED
    assert await place.told(li, "star_granted")
    with pytest.raises(Refusal, match="star_held"):
        await place.act(li, by(stars.apply, 1))
    assert [one.state for one in await place.act(li, stars.levels)] == ["granted", "far", "far", "far", "far"]


async def test_two_taps_at_once_apply_once(place: Place) -> None:
    li = await place.volunteer("李建国")
    await entered(place, li, 6000, days_ago=40)
    found = await asyncio.gather(*(place.act(li, by(stars.apply, 1)) for _ in range(2)), return_exceptions=True)
    assert sorted(type(one).__name__ for one in found) == ["Refusal", "Star"]


async def test_an_objection_holds_it_up_until_a_clerk_answers(place: Place) -> None:
    clerk, far = await clerk_of(place), await clerk_of(place, "赵会计", FAR_VILLAGE[:9])
    wang = await place.person("王奶奶")
    li, star = await starred(place)
    with pytest.raises(Refusal, match="star_hours"):
        await place.act(wang, by(stars.apply, 1))
    with pytest.raises(Refusal, match="star_gone"):
        await place.act(li, by(stars.object_to, star.id, "我自己"))
    with pytest.raises(Refusal, match="reason_needed"):
        await place.act(wang, by(stars.object_to, star.id, " "))
    said = await place.act(wang, by(stars.object_to, star.id, "有一次没来"))
    assert "有一次没来".encode() not in (said.words_sealed or b"")
    with pytest.raises(Refusal, match="star_said"):
        await place.act(wang, by(stars.object_to, star.id, "还有一次"))
    assert await place.told(clerk, "star_objected")
    place.clock.turn(days=8)
    assert await place.tick(stars.grant_due) == 0
    with pytest.raises(Refusal, match="star_gone"):
        await place.act(far, by(stars.dismiss, star.id, "不知道"))
    await place.act(clerk, by(stars.dismiss, star.id, "那次请了病假"))
    assert await place.told(wang, "star_answered")
    assert await place.tick(stars.grant_due) == 1


async def test_a_clerk_refuses_with_a_reason_but_not_their_own(place: Place) -> None:
    clerk, manager = await clerk_of(place), await manager_of(place)
    li, star = await starred(place)
    with pytest.raises(Refusal, match="star_gone"):
        await place.act(await place.person("路人"), by(stars.refuse, star.id, "随便"))
    await place.grant(li, Role.CLERK, TOWN)
    with pytest.raises(Refusal, match="hours_second"):
        await place.act(li, by(stars.dismiss, star.id, "我很好"))
    with pytest.raises(Refusal, match="reason_needed"):
        await place.act(clerk, by(stars.refuse, star.id, ""))
    refused = await place.act(clerk, by(stars.refuse, star.id, "时长有重复"))
    assert refused.reason == "时长有重复"
    assert await place.told(li, "star_refused")
    with pytest.raises(Refusal, match="star_gone"):
        await place.act(manager, by(stars.refuse, star.id, "再来一次"))
    assert (await place.act(li, by(stars.apply, 1))).state is StarState.PUBLISHED, "once refused one may apply again"


async def test_hours_reversed_meanwhile_refuse_it_and_withdrawing_takes_it_off(place: Place) -> None:
    clerk = await clerk_of(place)
    li, star = await starred(place)
    more = await entered(place, li, 60, days_ago=2)
    (first,) = [one for one in await entries(place, li) if one.id != more.id]
    await place.act(clerk, by(claims.reverse, first.id))
    place.clock.turn(days=8)
    assert await place.tick(stars.grant_due) == 0
    assert await state_of(place, star) is StarState.REFUSED
    other = await place.volunteer("赵小兰", VILLAGE)
    await entered(place, other, 6000, days_ago=40)
    given = await place.act(other, by(stars.apply, 1))
    with pytest.raises((Refusal, NotAllowed)):
        await place.act(li, by(stars.withdraw, given.id))
    await place.act(other, by(stars.withdraw, given.id))

    async def shown(work: Work) -> int:
        return len(await published_stars(work.session, COUNTY, work.now))

    assert await place.tick(shown) == 0
