"""The official calendar: an uploaded year counts at once, and a year that is not known is warned of once a month."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.__main__ import main
from models.grant import NotAllowed, Role
from services import holidays
from services.limits import official_calendar
from services.work import Refusal
from tests.county import COUNTY, Place

TABLE = '[2031]\noff = ["2031-01-22/2031-01-29"]\nwork = ["2031-01-19", "2031-02-01"]\n'


async def a_manager(place: Place) -> int:
    manager = await place.person("陈主任", COUNTY)
    await place.grant(manager, Role.MANAGER, COUNTY)
    return manager


async def test_an_uploaded_year_counts_and_a_bad_table_does_not(place: Place) -> None:
    manager, resident = await a_manager(place), await place.person("王奶奶")
    await place.tick(holidays.watch)
    saturday = date(2031, 2, 1)
    assert not official_calendar().working(saturday).working
    assert await place.act(manager, lambda work: holidays.upload(work, TABLE)) == [2031]
    assert official_calendar().working(saturday).working
    assert not official_calendar().working(date(2031, 1, 22)).working
    with pytest.raises(Refusal):
        await place.act(manager, lambda work: holidays.upload(work, "[2031]\noff = ['2030-01-01']"))
    with pytest.raises(Refusal) as refused:
        await place.act(manager, lambda work: holidays.upload(work, "# nothing yet"))
    assert refused.value.context == {"why": "[2027]"}, "an example of what is missing"
    with pytest.raises(NotAllowed):
        await place.act(resident, lambda work: holidays.upload(work, TABLE))
    place.clock.turn(days=1)
    await place.act(manager, lambda work: holidays.upload(work, "[2031]\noff = []"))
    assert not official_calendar().working(saturday).working, "the newest table of a year holds"


async def test_managers_are_warned_once_a_month_until_the_year_is_known(place: Place) -> None:
    manager = await a_manager(place)
    place.clock.now = datetime(2030, 10, 31, 3, tzinfo=UTC)
    await place.tick(holidays.watch)
    before = len(await place.told(manager, "remind_calendar"))
    place.clock.now = datetime(2030, 11, 1, 3, tzinfo=UTC)
    for _ in range(5):
        await place.tick(holidays.watch)
        place.clock.turn(days=3)
    warned = await place.told(manager, "remind_calendar")
    assert [row.ids for row in warned[before:]] == [{"year": 2031}]
    await place.act(manager, lambda work: holidays.upload(work, TABLE))
    place.clock.now = datetime(2030, 12, 1, 3, tzinfo=UTC)
    await place.tick(holidays.watch)
    assert len(await place.told(manager, "remind_calendar")) == len(warned)


def test_the_command_refuses_a_bad_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "2031.toml"
    file.write_text("[2031]\noff = 7\n", encoding="utf-8")
    assert main(["holidays", str(file)]) == 2
    assert "2031" in capsys.readouterr().err
