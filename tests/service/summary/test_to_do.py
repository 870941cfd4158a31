"""What a summary asks its readers to do: teams with too much and with nothing, services without people, and demand to come."""

from datetime import timedelta

import pytest

from models.grant import Role
from models.request import RequestState
from models.visit import VisitState
from services.summary.books import Report
from services.summary.message import ActionLine, change, summary_card
from services.summary.period import PeriodKind, midnight, period_of
from services.summary.reading import named, read_summary, readable
from services.work import Refusal, Work
from tests.county import COUNTY, NEXT_VILLAGE, TOWN, VILLAGE, Place
from tests.service.hours.serve import by, manager_of
from tests.service.summary.rows import opened, promised

DEMAND = 18  # weeks, in every third of which four ask for a hospital escort


async def _read(work: Work, key: str, kind: PeriodKind = PeriodKind.WEEK) -> tuple[Report, tuple[ActionLine, ...]]:
    books, report, names = await read_summary(work, key, period_of(work.now.date(), kind))
    return report, summary_card(books, report, names, "zh").actions


async def _busy_county(place: Place) -> tuple[int, int]:
    """Two teams of two: the one is to go to three services and somebody more is lacking, the other has nothing to do."""
    resident = await place.person("王奶奶")
    first, second = await place.volunteer("李敏", skills=("B01",)), await place.volunteer("赵军", skills=("C",))
    busy = await place.team("忙队", VILLAGE, first, second)
    idle = await place.team("闲队", NEXT_VILLAGE, await place.volunteer("孙平", skills=("C",)), first)
    for turn, day in enumerate((1, 2, 3)):
        (request,) = await opened(place, resident, range(turn, turn + 1), place.clock(), state=RequestState.SCHEDULED)
        await promised(place, request, busy, place.clock() + timedelta(days=day), first, second)
    (request,) = await opened(place, resident, range(3, 4), place.clock(), state=RequestState.ACCEPTED)
    await promised(place, request, busy, place.clock() + timedelta(days=4), first, state=VisitState.STAFFING)
    await opened(place, resident, range(4, 5), place.clock())
    today = place.clock().date()
    monday = midnight(today - timedelta(days=today.weekday()), place.settings.county.tz)
    for week in range(0, DEMAND, 3):
        at = monday - timedelta(weeks=week, hours=9)
        numbers = range(100 + 10 * week, 104 + 10 * week)
        await opened(place, resident, numbers, at, item="B01", state=RequestState.CLOSED)
    return busy, idle


async def test_what_presses_is_told_to_the_county_and_to_the_team(place: Place) -> None:
    busy, idle = await _busy_county(place)
    manager = await manager_of(place)
    report, lines = await place.act(manager, by(_read, COUNTY))
    told = {line.kind: line for line in lines}
    assert list(told) == ["uncovered", "overloaded", "forecast", "idle"], "what waits within its time is not pressing"
    assert (told["uncovered"].count, told["uncovered"].item) == (1, "手机网络电视调试")
    assert (told["overloaded"].name, told["overloaded"].promised, told["overloaded"].members) == ("忙队", 7, 2)
    assert (told["forecast"].name, told["forecast"].item, told["forecast"].count) == ("马坝镇", "陪诊就医", 3)
    assert told["forecast"].members == 1, "one of the town says that they can"
    assert (told["idle"].name, told["idle"].count) == ("闲队", 1)
    assert not report.actions.none

    town, _ = await place.act(manager, by(_read, TOWN))
    assert [one.town for one in town.actions.forecast] == [TOWN]
    village, lines = await place.act(manager, by(_read, VILLAGE))
    assert village.actions.forecast == [], "a village's counts are too small"
    assert [line.kind for line in lines] == ["uncovered", "overloaded"]
    _, lines = await place.act(manager, by(_read, f"team:{busy}"))
    assert [line.kind for line in lines] == ["uncovered", "overloaded"]
    report, lines = await place.act(manager, by(_read, f"team:{idle}"))
    assert ([one.name for one in report.actions.idle], lines) == (["闲队"], ()), (
        "nobody is told that they do too little"
    )


async def test_a_year_is_compared_with_the_year_before_and_shown_by_months(place: Place) -> None:
    resident, manager = await place.person("王奶奶"), await manager_of(place)
    await opened(place, resident, range(1, 4), place.clock() - timedelta(days=365), state=RequestState.CLOSED)
    await opened(place, resident, range(4, 6), place.clock(), state=RequestState.CLOSED)
    shown = {}
    for kind in PeriodKind:
        report, _ = await place.act(manager, by(_read, VILLAGE, kind))
        shown[kind.value] = change(report, "zh"), len(report.steps)
    assert shown == {
        "week": ("（比上周 +2，比去年同期 -1）", 7),
        "month": ("（比上月 +2，比去年同期 -1）", 30),
        "quarter": ("（比上季度 +2，比去年同期 -1）", 3),
        "year": ("（比上年 -1）", 12),
    }


async def test_only_what_there_is_has_a_summary(place: Place) -> None:
    manager, captain = await manager_of(place), await place.volunteer("陈志强")
    team = await place.team("高桥分队", VILLAGE, captain)
    for key, refusal in ((f"team:{team + 1}", "no_team"), (COUNTY + "999", "no_venue")):
        with pytest.raises(Refusal, match=refusal):
            await place.act(manager, by(_read, key))
    await place.grant(captain, Role.CLERK, TOWN)
    keys = [TOWN, f"team:{team}"]
    assert await place.act(captain, lambda work: _own(work)) == [(TOWN, "马坝镇"), (f"team:{team}", "高桥分队")]
    assert await place.act(captain, lambda work: named(work, [*keys, "team:1", "1"])) == await place.act(captain, _own)


async def _own(work: Work) -> list[tuple[str, str]]:
    return await named(work, readable(work.actor))
