"""Lists: what is found by pinyin, number, village, state and age; what is forwarded; what becomes of nasty texts in files."""

import csv
from io import BytesIO, StringIO

import openpyxl
import pytest

from models.grant import Role
from services.managing import requests as managing
from services.managing.requests import Asked
from services.managing.searching import fits
from services.managing.sheets import as_csv, as_xlsx
from services.managing.volunteers import Asked as Sought
from services.managing.volunteers import listing as volunteers
from services.summary.plain import Table
from services.work import Refusal
from tests.county import COUNTY, FAR_VILLAGE, OTHER_TOWN, TOWN, VILLAGE, Place
from tests.service.hours.serve import asked, by
from tests.service.test_loop import request_now


async def _clerk(place: Place, area: str = TOWN) -> int:
    person = await place.person("孙丽", area)
    await place.grant(person, Role.CLERK, area)
    return person


async def _numbers(place: Place, reader: int, wanted: Asked) -> list[int]:
    found, _ = await place.act(reader, by(managing.listing, wanted))
    assert found.total == len(found.rows)
    return [row.number for row in found.rows]


async def test_requests_are_found_by_what_is_known_of_them(place: Place) -> None:
    """Name in characters, pinyin or initials; number; village; state; days waited. Only the areas of the reader."""
    clerk, manager = await _clerk(place), await place.person("周慧", COUNTY)
    await place.grant(manager, Role.MANAGER, COUNTY)
    wang, zhao = await place.person("王秀英", VILLAGE), await place.person("赵秀英", FAR_VILLAGE)
    await asked(place, wang)
    place.clock.turn(days=3, hours=1)
    await asked(place, wang, hours=30)
    await asked(place, zhao, area=FAR_VILLAGE)
    assert await _numbers(place, clerk, Asked("all")) == [2, 1]
    assert await _numbers(place, manager, Asked("all")) == [3, 2, 1]
    for words in ("wxy", "wangxiu", "秀英", "王"):
        assert await _numbers(place, clerk, Asked("all", words=words)) == [2, 1]
    assert await _numbers(place, clerk, Asked("all", words="zxy")) == []
    assert await _numbers(place, manager, Asked("all", words="zxy")) == [3]
    assert await _numbers(place, clerk, Asked("all", words="1")) == [1]
    assert await _numbers(place, manager, Asked("all", words="霍山")) == [3]
    assert await _numbers(place, manager, Asked("all", age=3)) == [1]
    assert await _numbers(place, manager, Asked("all", place=OTHER_TOWN)) == [3]
    assert await _numbers(place, clerk, Asked("all", place=OTHER_TOWN)) == []
    assert await _numbers(place, manager, Asked("all", item="A")) == []
    assert await _numbers(place, manager, Asked("ended")) == []


async def test_a_name_stands_in_the_list_only_where_it_was_searched(place: Place) -> None:
    clerk = await _clerk(place)
    await asked(place, await place.person("王秀英", VILLAGE))
    plain, _ = await place.act(clerk, by(managing.listing, Asked("all", words="1")))
    searched, _ = await place.act(clerk, by(managing.listing, Asked("all", words="wxy")))
    assert [(row.name, other.name) for row, other in zip(plain.rows, searched.rows, strict=True)] == [(None, "王秀英")]


async def test_the_nearest_team_that_can_is_asked_and_then_the_next(place: Place) -> None:
    """Of the village, then of the town; nobody twice; at the end it says that nobody is left. Old pages change nothing."""
    clerk = await _clerk(place)
    request_id = await asked(place, await place.person("王秀英", VILLAGE), item="A01")
    for name, venue in (("镇队", TOWN), ("村队", VILLAGE)):
        await place.team(name, venue, await place.volunteer(f"{name}长", venue, skills=("C",)))
    await place.team("不会的队", VILLAGE, await place.volunteer("别的队长"), skills=("F",))
    told = []
    for _ in range(3):
        version = (await request_now(place, request_id)).version
        outcome = await place.act(clerk, by(managing.forward_one, request_id, version, None))
        told.append(outcome.team or outcome.refusal)
    assert told == ["村队", "镇队", "no_team"]
    stale = await place.act(clerk, by(managing.forward_one, request_id, 0, None))
    assert stale.refusal == "changed"
    other = await _clerk(place, OTHER_TOWN)
    with pytest.raises(Refusal):
        await place.act(other, by(managing.forward_one, request_id, version, None))


async def test_a_request_is_declined_with_words(place: Place) -> None:
    clerk = await _clerk(place)
    resident = await place.person("王秀英", VILLAGE)
    request_id = await asked(place, resident)
    version = (await request_now(place, request_id)).version
    for wrong, words in ((version - 1, "没有人会"), (version, "  ")):
        with pytest.raises(Refusal):
            await place.act(clerk, by(managing.decline, request_id, wrong, words))
    await place.act(clerk, by(managing.decline, request_id, version, "没有人会"))
    page = await place.act(clerk, by(managing.open_request, request_id))
    assert [(step.after, step.reason) for step in page.steps] == [
        ("open", None),
        ("unmet", None),
        ("declined", "没有人会"),
    ]
    assert [row.template for row in await place.told(resident, "request_declined")] == ["request_declined"]


async def test_volunteers_by_page(place: Place) -> None:
    """Twenty-five to a page; found by initials and by number; the other town's are not there."""
    clerk = await _clerk(place)
    ids = [
        await place.volunteer(f"李{name}", VILLAGE) for name in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地玄黄"
    ]
    await place.volunteer("赵甲", FAR_VILLAGE)
    first, _ = await place.act(clerk, by(volunteers, Sought()))
    second, _ = await place.act(clerk, by(volunteers, Sought(page=2)))
    assert (first.total, first.pages, len(first.rows), len(second.rows)) == (26, 2, 25, 1)
    assert {row.id for row in (*first.rows, *second.rows)} == set(ids)
    by_initials, _ = await place.act(clerk, by(volunteers, Sought(words="lh")))
    assert {row.name for row in by_initials.rows} == {"李亥", "李黄"}
    by_number, _ = await place.act(clerk, by(volunteers, Sought(words=f"N{ids[3]}")))
    assert [row.id for row in by_number.rows] == [ids[3]]


@pytest.mark.parametrize(
    ("said", "meant"),
    [("wxy", True), ("wx", True), ("wangxiu", True), ("xy", False), ("ying", False), ("秀英", True), ("秀珍", False)],
)
def test_a_name_is_meant_by_its_beginning(said: str, meant: bool) -> None:
    assert fits("王秀英", "wang xiu ying", said) is meant


NASTY = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://example.org")', "普通", 'a"b,c\nd')


def test_no_text_in_a_file_is_a_formula() -> None:
    table = Table("单", ("=名", "分钟"), tuple((text, -5) for text in NASTY))
    rows = list(csv.reader(StringIO(as_csv(table).decode("utf-8-sig"), newline="")))
    assert rows[0] == ["'=名", "分钟"]
    for (cell, minutes), text in zip(rows[1:], NASTY, strict=True):
        assert cell == (text if text[0] in "普a" else f"'{text}")
        assert minutes == "-5"
    sheet = openpyxl.load_workbook(BytesIO(as_xlsx(table))).worksheets[0]
    cells = [row[0] for row in sheet.iter_rows()]
    assert all(cell.data_type == "s" for cell in cells)
    assert [str(cell.value).replace("_x000D_", "\r") for cell in cells[1:]] == list(NASTY)
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == [-5] * len(NASTY)
