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


async def two_in_the_night(place: Place) -> tuple[int, int, list[int]]:
    """Two requests of one village; one helper lives there, another in the next."""
    near, farther = await place.volunteer("李敏"), await place.volunteer("赵军", NEXT_VILLAGE)
    place.clock.now = EVENING
    requests: list[int] = []
    for name in ("王奶奶", "张爷爷"):
        start = MORNING + timedelta(days=1, hours=2 + 3 * len(requests))
        wish = Wish("C09", VILLAGE, "电视坏了", "3组", start, start + timedelta(hours=1))
        requests.append(await filed(place, await place.person(name), wish))
    place.clock.now = MORNING
    return near, farther, requests


async def test_two_requests_do_not_take_each_others_helper(place: Place) -> None:
    compile_kernels()
    near, farther, requests = await two_in_the_night(place)
    await place.tick(run_morning)
    asked = [set(await offers_now(place, one)) for one in requests]
    assert sorted(asked, key=len) in ([{near}, {farther}], [{farther}, {near}])
    await place.tick(run_morning)
    assert [set(await offers_now(place, one)) for one in requests] == asked


async def test_waves_begin_where_nothing_is_compiled_yet(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aside, "PATIENCE", 0.0)
    _, _, requests = await two_in_the_night(place)
    await place.tick(run_morning)
    assert all([await offers_now(place, one) for one in requests])
