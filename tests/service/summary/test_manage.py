"""The manager's summary in chat."""

from datetime import timedelta

import pytest

from models.grant import NotAllowed, Role
from services.summary.message import summary_card
from services.summary.period import period_of
from services.summary.reading import read_summary, readable
from tests.county import COUNTY, OTHER_TOWN, TOWN, VILLAGE, Place
from tests.service.test_loop import filed, soon


async def test_a_week_without_anything_says_so_in_one_line(place: Place) -> None:
    manager = await place.person("周慧", COUNTY)
    await place.grant(manager, Role.MANAGER, COUNTY)

    async def read(work):  # type: ignore[no-untyped-def]
        books, report, names = await read_summary(work, VILLAGE, period_of(work.now.date()))
        return summary_card(books, report, names, "zh")

    card = await place.act(manager, read)
    assert card.quiet


async def test_only_what_was_granted_is_read(place: Place) -> None:
    clerk = await place.person("孙丽", TOWN)
    await place.grant(clerk, Role.CLERK, TOWN)
    resident = await place.person("王奶奶")
    await filed(place, resident, soon(place))

    async def read(work, key):  # type: ignore[no-untyped-def]
        _, report, _ = await read_summary(work, key, period_of(work.now.date()))
        return report

    for key, count in ((TOWN, 1), (VILLAGE, 1)):
        assert (await place.act(clerk, lambda work, k=key: read(work, k))).this.filed == count
    for key in (COUNTY, OTHER_TOWN):
        with pytest.raises(NotAllowed):
            await place.act(clerk, lambda work, k=key: read(work, k))
    with pytest.raises(NotAllowed):
        await place.act(resident, lambda work: read(work, VILLAGE))


async def test_a_captain_reads_their_teams_and_no_other(place: Place) -> None:
    captain, other = await place.volunteer("陈志强"), await place.volunteer("别的队长")
    team, foreign = await place.team("高桥分队", VILLAGE, captain), await place.team("别的队", VILLAGE, other)

    async def read(work, key):  # type: ignore[no-untyped-def]
        _, report, _ = await read_summary(work, key, period_of(work.now.date()))
        return report

    keys = await place.act(captain, lambda work: _keys(work))
    assert keys == [f"team:{team}"]
    report = await place.act(captain, lambda work: read(work, f"team:{team}"))
    assert (report.subject.name, report.volunteers) == ("高桥分队", 1)
    with pytest.raises(NotAllowed):
        await place.act(captain, lambda work: read(work, f"team:{foreign}"))


async def _keys(work):  # type: ignore[no-untyped-def]
    return readable(work.actor)


async def test_what_waits_is_named_with_its_reason(place: Place) -> None:
    manager = await place.person("周慧", COUNTY)
    await place.grant(manager, Role.MANAGER, COUNTY)
    resident = await place.person("王奶奶")
    await filed(place, resident)
    place.clock.turn(days=4)

    async def read(work):  # type: ignore[no-untyped-def]
        books, report, names = await read_summary(work, COUNTY, period_of((work.now - timedelta(days=4)).date()))
        return report, summary_card(books, report, names, "zh")

    report, card = await place.act(manager, read)
    assert [one.why for one in report.actions.unmet] == ["nobody"]
    assert [line.kind for line in card.actions] == ["unmet", "longest"]
    assert card.actions[1].days == 4
