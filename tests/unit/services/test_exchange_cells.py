"""Cells of a spreadsheet: dates however they are kept, whole numbers, formulas and empty rows."""

from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import orjson
import pytest

from services.exchange import reading
from services.exchange.cells import Ground, RowRefused, values_of
from services.exchange.reading import ExchangeError, read

VILLAGE = "320830101201"
GROUND = Ground(ZoneInfo("Asia/Shanghai"), "320830", {VILLAGE}, {"C09"})
HEADS = ("统一编号", "姓名", "区划代码", "注册日期", "联系电话")


@pytest.mark.parametrize("iso_dates", [False, True], ids=["numbers", "texts"])
def test_a_day_is_read_however_the_workbook_keeps_it(tmp_path: Path, iso_dates: bool) -> None:
    book = openpyxl.Workbook()
    book.iso_dates = iso_dates
    sheet = book.create_sheet("志愿者")
    sheet.append(HEADS)
    sheet.append(("A1", "赵一", VILLAGE, date(2026, 3, 5), "+8613900000001"))
    sheet.append(())
    sheet.append(("A2", "钱二", VILLAGE, datetime(2026, 3, 6, 9, 30), "139****0002"))
    sheet.append(("A3", '=CHAR(88)&"三"', VILLAGE, "2026/3/7", None))
    book.save(tmp_path / "days.xlsx")
    one, two, three = read(tmp_path / "days.xlsx").rows
    assert [row.number for row in (one, two, three)] == [2, 4, 5], "an empty row is none, and is counted"
    first, second = values_of(one, GROUND), values_of(two, GROUND)
    assert (first["注册日期"], second["注册日期"]) == (date(2026, 3, 5), date(2026, 3, 6))
    assert (first["联系电话"], second["联系电话"]) == ("+8613900000001", None), "a masked phone is none"
    with pytest.raises(RowRefused) as refused:
        values_of(three, GROUND)
    assert (refused.value.column, refused.value.code) == ("姓名", "formula")


@pytest.mark.parametrize(("said", "minutes"), [(60.0, 60), (60, 60), ("60", 60), (60.5, None), (True, None)])
def test_only_whole_minutes_are_minutes(tmp_path: Path, said: Any, minutes: int | None) -> None:
    row = {"统一编号": "A1", "类型": "服务", "分钟数": said, "站点代码": VILLAGE}
    (tmp_path / "hours.json").write_bytes(orjson.dumps({"时间": [row]}))
    (found,) = read(tmp_path / "hours.json").rows
    if minutes is not None:
        assert values_of(found, GROUND)["分钟数"] == minutes
        return
    with pytest.raises(RowRefused, match="分钟数: number"):
        values_of(found, GROUND)


def test_a_file_that_is_too_large_is_not_opened(tmp_path: Path) -> None:
    with (tmp_path / "huge.json").open("wb") as file:
        file.truncate(reading.LARGEST + 1)
    with pytest.raises(ExchangeError, match="larger than 512 MB"):
        read(tmp_path / "huge.json")
