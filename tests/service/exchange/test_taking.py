"""What a file may add: who is known already, what is held without a message, and whose words go on."""

from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import select

from models.area import Area, AreaLevel
from models.person import Person, Volunteer, set_phone
from services.hours.cards import own_hours
from tests.county import TOWN, VILLAGE, Place
from tests.service.exchange.test_exchange import exported, hours, imported, sqlite_only, volunteer
from tests.service.hours.serve import rows


def file_of(folder: Path, **elements: list[dict[str, Any]]) -> Path:
    """A file that holds these rows."""
    file = folder / "given.json"
    file.write_bytes(orjson.dumps(elements))
    return file


@sqlite_only
async def test_whoever_is_known_by_phone_and_name_is_the_same_person(place: Place, tmp_path: Path) -> None:
    resident, helper = await place.person("孙三", phone="+8613900000001"), await place.volunteer("李敏")
    async with place.database.begin() as session:
        set_phone(await session.get_one(Person, helper), "+8613900000002")
    given = [
        volunteer(统一编号="B1", 姓名="孙三", 联系电话="13900000001"),
        volunteer(统一编号="B2", 姓名="李敏", 联系电话="+8613900000002"),
    ]
    report = await imported(place, file_of(tmp_path, 志愿者=given))
    assert (report.added["志愿者"], report.known["志愿者"], report.refused) == (1, 1, [])
    found = {one.number: one.id for one in await rows(place, select(Volunteer))}
    assert found == {"B1": resident, f"N{helper}": helper}, "a volunteer keeps the number that they have"


@sqlite_only
async def test_too_many_hours_of_a_day_wait_for_a_manager_and_nobody_is_told(place: Place, tmp_path: Path) -> None:
    helper = await place.volunteer("李敏")
    async with place.database.begin() as session:
        session.add(Area(code=f"{TOWN}209", name="新村", level=AreaLevel.VILLAGE, parent_code=TOWN))
    spans = [("06:00", "12:00", 360), ("13:00", "19:00", 360)]
    given = [
        hours(统一编号=f"N{helper}", 分钟数=minutes, 开始时间=f"2026-11-20 {start}", 结束时间=f"2026-11-20 {end}")
        for start, end, minutes in spans
    ]
    nowhere = hours(统一编号=f"N{helper}", 开始时间="2026-11-19 09:00", 结束时间="2026-11-19 10:00")
    report = await imported(place, file_of(tmp_path, 时间=[*given, nowhere | {"站点代码": f"{TOWN}209"}]))
    assert [(one.row, one.column, one.code) for one in report.refused] == [(3, "站点代码", "venue")]
    assert await place.told(helper) == []
    claims = (await place.act(helper, own_hours)).claims
    assert sorted((one.waits, {odd.kind for odd in one.odd} >= {"too_much"}) for one in claims) == [
        ("manager", True),
        ("second", False),
    ]


@sqlite_only
async def test_what_came_from_elsewhere_goes_on_with_its_words_only_where_asked_for(
    place: Place, tmp_path: Path
) -> None:
    said = {"类型": "感谢", "区划代码": VILLAGE, "时间": "2026-11-20 09:00", "内容": "多谢小张"}
    seen = {"统一编号": "A1", "证书类别": "电工", "证书编号": "E-20260001"}
    await imported(place, file_of(tmp_path, 志愿者=[volunteer()], 证书=[seen], 评价投诉=[said]))
    shown = {}
    for unmasked in (False, True):
        file = tmp_path / "all.json"
        await exported(place, file, unmasked=unmasked)
        document = orjson.loads(file.read_bytes())
        shown[unmasked] = (document["证书"][0]["证书编号"], document["评价投诉"][0].get("内容"))
        assert document["证书"][0]["姓名"] == "赵一"
    assert shown == {False: ("******0001", None), True: ("E-20260001", "多谢小张")}
    with pytest.raises(ValueError, match=r"must end in \.xlsx or \.json: all\.csv"):
        await exported(place, tmp_path / "all.csv")
    assert not (tmp_path / "all.csv").exists()
