"""When summaries are sent: at the local hour, by period, once, after an outage too, and only to who wants them."""

from datetime import UTC, datetime, timedelta

import pytest

from models.grant import Role
from services.notices import LOADERS
from services.summary.sending import send_summaries, set_wish
from services.work import Refusal
from tests.county import COUNTY, TOWN, VILLAGE, Place
from tests.service.test_loop import filed, soon

SUNDAY = datetime(2026, 11, 29, 15, 0, tzinfo=UTC)  # 23:00 in Shanghai
MONDAY = datetime(2026, 11, 30, 0, 0, tzinfo=UTC)  # 08:00


async def _county(place: Place) -> dict[str, int]:
    people = {}
    for name, role, area in (("manager", Role.MANAGER, COUNTY), ("clerk", Role.CLERK, TOWN)):
        people[name] = await place.person(name, area)
        await place.grant(people[name], role, area)
    people["captain"] = await place.volunteer("captain")
    await place.team("高桥分队", VILLAGE, people["captain"])
    people["resident"] = await place.person("王奶奶")
    await filed(place, people["resident"], soon(place))
    return people


async def _weeks(place: Place, person_id: int) -> list[str]:
    return [row.ids["period"] for row in await place.told(person_id, "summary") if "-W" in row.ids["period"]]


async def test_on_monday_at_eight_every_reader_gets_theirs_once(place: Place) -> None:
    people = await _county(place)
    place.clock.now = SUNDAY
    await place.tick(send_summaries)
    assert await _weeks(place, people["manager"]) == []
    place.clock.now = MONDAY
    assert await place.tick(send_summaries) == 3
    assert await place.tick(send_summaries) == 0
    for name in ("manager", "clerk", "captain"):
        assert await _weeks(place, people[name]) == ["2026-W48"]
    assert await _weeks(place, people["resident"]) == []


async def test_what_an_outage_missed_is_sent_by_period(place: Place) -> None:
    people = await _county(place)
    place.clock.now = MONDAY + timedelta(days=15, hours=3)
    await place.tick(send_summaries)
    assert await _weeks(place, people["manager"]) == ["2026-W48", "2026-W49", "2026-W50"]
    rows = await place.told(people["manager"], "summary")

    async def said(work, row):  # type: ignore[no-untyped-def]
        return await LOADERS["summary"](work, row.ids)

    shown = [await place.act(people["manager"], lambda work, r=row: said(work, r)) for row in rows]
    by_period = dict(zip([row.ids["period"] for row in rows], shown, strict=True))
    assert by_period["2026-W49"] is None, "an old week without anything is not worth a message"
    assert by_period["2026-W48"]["summary"].filed == 1
    assert by_period["2026-W50"] is not None


async def test_who_does_not_want_it_gets_none_and_who_wants_another_day_gets_it_then(place: Place) -> None:
    people = await _county(place)
    await place.act(people["manager"], lambda work: set_wish(work, "week", 0))
    await place.act(people["clerk"], lambda work: set_wish(work, "weekday", 2))
    for name, value in (("weekday", 7), ("weekday", -1), ("weekday", None), ("hour", 8)):
        with pytest.raises(Refusal, match="changed"):
            await place.act(people["clerk"], lambda work, n=name, v=value: set_wish(work, n, v))
    place.clock.now = MONDAY
    await place.tick(send_summaries)
    assert await _weeks(place, people["manager"]) == []
    assert await _weeks(place, people["clerk"]) == []
    place.clock.turn(days=2)
    await place.tick(send_summaries)
    assert await _weeks(place, people["clerk"]) == ["2026-W48"]
    assert await _weeks(place, people["captain"]) == ["2026-W48"]


async def test_months_quarters_and_years_come_the_same_way(place: Place) -> None:
    people = await _county(place)
    place.clock.now = datetime(2027, 1, 1, 0, 0, tzinfo=UTC)
    await place.tick(send_summaries)
    told = {row.ids["period"] for row in await place.told(people["manager"], "summary")}
    assert {"2026-11", "2026-12", "2026-Q4", "2026"} <= told


async def test_a_county_that_has_just_begun_is_told_nothing_of_the_time_before(place: Place) -> None:
    people = await _county(place)
    await place.tick(send_summaries)
    assert await place.told(people["manager"], "summary") == []


async def test_who_may_no_longer_read_it_is_not_sent_it(place: Place) -> None:
    """Between the queueing and the sending a right may end, and a venue or team may be gone."""
    clerk, captain = await place.person("孙丽", TOWN), await place.volunteer("陈志强")
    await place.grant(clerk, Role.CLERK, TOWN)
    team = await place.team("高桥分队", VILLAGE, captain)

    async def shown(work, subject):  # type: ignore[no-untyped-def]
        return await LOADERS["summary"](work, {"subject": subject, "period": "2026-W47"})

    for person, subject, name in (
        (clerk, TOWN, "马坝镇"),
        (captain, f"team:{team}", "高桥分队"),
        (clerk, COUNTY, None),
        (captain, TOWN, None),
        (clerk, f"team:{team}", None),
        (clerk, f"{TOWN}999", None),
    ):
        card = await place.act(person, lambda work, key=subject: shown(work, key))
        assert (card and card["summary"].name) == name, subject
