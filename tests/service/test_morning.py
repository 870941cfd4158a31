"""At eight in the morning: what waited out the night is matched all at once, in a process of its own."""

from datetime import UTC, datetime, timedelta

import pytest

from matching import aside
from services.filing import Wish
from services.morning import run_morning
from tests.county import NEXT_VILLAGE, VILLAGE, Place
from tests.kernels import compile_kernels
from tests.service.test_loop import filed, offers_now

EVENING, MORNING = datetime(2026, 11, 24, 13, 30, tzinfo=UTC), datetime(2026, 11, 25, 0, 0, tzinfo=UTC)


async def in_the_night(place: Place, *items: str) -> list[int]:
    """Requests of one village that wait for the morning, each for an item and at another hour."""
    place.clock.now = EVENING
    requests: list[int] = []
    for item in items:
        start = MORNING + timedelta(days=1, hours=2 + 3 * len(requests))
        wish = Wish(item, VILLAGE, "电视坏了", "3组", start, start + timedelta(hours=1))
        requests.append(await filed(place, await place.person("王奶奶"), wish))
    place.clock.now = MORNING
    return requests


async def two_near(place: Place) -> tuple[int, int]:
    """One helper lives in the village, another in the next."""
    return await place.volunteer("李敏"), await place.volunteer("赵军", NEXT_VILLAGE)


async def test_two_requests_do_not_take_each_others_helper(place: Place) -> None:
    compile_kernels()
    near, farther = await two_near(place)
    requests = await in_the_night(place, "C09", "C09", "C09")
    await place.tick(run_morning)
    asked = [set(await offers_now(place, one)) for one in requests]
    assert sorted(asked, key=len) in ([set(), {near}, {farther}], [set(), {farther}, {near}]), "two helpers for three"
    await place.tick(run_morning)
    assert [set(await offers_now(place, one)) for one in requests] == asked


async def test_where_each_has_a_first_of_its_own_nothing_is_to_be_weighed(place: Place) -> None:
    repairer, shopper = await place.volunteer("李敏", skills=("C",)), await place.volunteer("赵军", skills=("A",))
    repair, shopping, moving = await in_the_night(place, "C09", "A02", "A07")
    await place.tick(run_morning)
    assert [set(await offers_now(place, one)) for one in (repair, shopping)] == [{repairer}, {shopper}]
    assert not await offers_now(place, moving), "what two must go to is left to the waves"


async def test_waves_begin_where_nothing_is_compiled_yet(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aside, "PATIENCE", 0.0)
    await two_near(place)
    requests = await in_the_night(place, "C09", "C09")
    await place.tick(run_morning)
    assert all([await offers_now(place, one) for one in requests])
