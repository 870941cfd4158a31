"""People on the managers' pages: who is found by name, what is shown of a volunteer, and who has no page at all."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import select

from models.disclosure import Look
from models.grant import NotAllowed, Role
from models.person import Person, set_phone
from services import pausing
from services.managing import signing
from services.managing.searching import people_called
from services.managing.sheets import as_xlsx
from services.managing.today import read_today
from services.managing.volunteers import open_volunteer
from services.summary.plain import Table
from services.work import Refusal
from tests.county import FAR_VILLAGE, TOWN, VILLAGE, Place
from tests.service.hours.serve import by, clerk_of, manager_of, rows


async def test_people_are_found_by_the_pinyin_that_was_kept_for_them(place: Place) -> None:
    """A name with two readings is found by the one that its bearer uses; who gave no name is never found."""
    clerk = await clerk_of(place)
    kept = await place.person("单于静", pinyin="chan yu jing")
    unnamed = await place.person("单于")
    async with place.database.begin() as session:
        (await session.get_one(Person, unnamed)).name_sealed = None
    plain, far = await place.person("高小梅"), await place.person("单于静", FAR_VILLAGE)
    found = {}
    for words in ("chanyu", "cyj", "单于", "danyu", "gxm", "小 梅", "", "12"):
        found[words] = await place.act(clerk, by(people_called, words))
    assert far not in {one for ids in found.values() for one in ids}
    assert found == {
        "chanyu": [kept],
        "cyj": [kept],
        "单于": [kept],
        "danyu": [],
        "gxm": [plain],
        "小 梅": [plain],
        "": [],
        "12": [],
    }


async def test_a_volunteers_phone_is_shown_and_the_look_is_written_down(place: Place) -> None:
    clerk, helper, silent = await clerk_of(place), await place.volunteer("李敏"), await place.volunteer("赵军")
    async with place.database.begin() as session:
        set_phone(await session.get_one(Person, helper), "+8613800000001")
    page = await place.act(clerk, by(open_volunteer, helper))
    assert (page.phone, page.line.name, page.line.state) == ("+8613800000001", "李敏", "active")
    await place.act(clerk, by(open_volunteer, silent))
    looks = await rows(place, select(Look).where(Look.viewer_id == clerk))
    seen = sorted((look.person_id, look.fields[0]) for look in looks)
    assert seen == sorted([(helper, "name"), (helper, "phone"), (silent, "name")]), "no phone, no look at one"

    await place.act(helper, by(pausing.pause, "7"))
    until = (place.clock() + timedelta(days=7)).date()
    line = (await place.act(clerk, by(open_volunteer, helper))).line
    assert (line.state, line.until) == ("paused", until)
    place.clock.turn(days=8)
    assert (await place.act(clerk, by(open_volunteer, helper))).line.state == "active"
    with pytest.raises(Refusal, match="no_person"):
        await place.act(clerk, by(open_volunteer, clerk))


async def test_who_reads_no_summary_of_a_place_has_no_first_page(place: Place) -> None:
    captain, manager, worker = await place.volunteer("队长"), await manager_of(place), await place.person("网格员")
    await place.team("高桥分队", VILLAGE, captain)
    await place.grant(worker, Role.GRID_WORKER, VILLAGE)
    for person in (captain, worker):
        with pytest.raises(NotAllowed):
            await place.act(person, read_today)
    with pytest.raises(NotAllowed):
        await place.act(captain, signing.make_link)
    assert (await place.act(manager, lambda work: read_today(work, TOWN))).name == "马坝镇"
    for page in ("requests/zz1?state=open", ""):
        assert len(await place.act(manager, by(signing.make_link, page))) > 20
    for page in ("//example.com", "https://example.com", "requests?x=<b>", "../etc", "requests/1/2"):
        with pytest.raises(Refusal, match="changed"):
            await place.act(manager, by(signing.make_link, page))


def test_an_empty_list_is_a_sheet_with_its_head_and_no_filter() -> None:
    sheets = [
        openpyxl.load_workbook(BytesIO(as_xlsx(Table("单", ("单号", "分钟"), lines)))).worksheets[0]
        for lines in ((), ((1, 2),))
    ]
    assert [[cell.value for row in sheet.iter_rows() for cell in row] for sheet in sheets] == [
        ["单号", "分钟"],
        ["单号", "分钟", 1, 2],
    ]
    assert [sheet.auto_filter.ref for sheet in sheets] == [None, "A1:B2"]
