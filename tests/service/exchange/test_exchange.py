"""Exchange: what is exported comes in again elsewhere, is known at home, counts for nothing by itself, and bad rows are named."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import openpyxl
import orjson
import pytest
from sqlalchemy import select

from bot.__main__ import main as program
from models.certificate import Paper, PaperKind, PaperState
from models.claim import Claim
from models.database import Database
from models.exchange import Direction, Exchange, ForeignRecord
from models.feedback import Feedback
from models.grant import NotAllowed, whoever_runs_the_command
from models.hours import Book, Grade
from models.person import Certificate, Person, Volunteer
from models.request import Attachment, RequestState
from models.star import Star, StarState
from models.team import Membership, Team
from services import joining
from services.ending import rate
from services.exchange.elements import COLUMNS, STATES, Element
from services.exchange.gathering import Gathering, masked
from services.exchange.loading import Report, load, note_export
from services.exchange.reading import ExchangeError, read
from services.exchange.writing import write
from services.hours import bank, claims
from services.work import Work
from tests.conftest import NOON, TurnedClock
from tests.county import COUNTY, FAR_VILLAGE, TOWN, VILLAGE, Place
from tests.service.hours.serve import clerk_of, entries, in_book, manager_of, rows, serve

FORMULA = '=HYPERLINK("http://x")'
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def work_at(place: Place, area: str = COUNTY) -> Any:
    return lambda session: Work(session, place.clock(), place.settings, whoever_runs_the_command(area))


async def exported(place: Place, file: Path, *, unmasked: bool = False, area: str = COUNTY) -> dict[str, int]:
    async with place.database.read() as session:
        gathering = Gathering(work_at(place, area)(session), area, unmasked)
        seen: list[int] = []
        counts = await write(gathering, file, place.clock(), seen.append)
        assert sum(seen) == sum(counts.values()) == await gathering.total()
    return counts


async def imported(place: Place, file: Path, area: str = COUNTY) -> Report:
    return await load(place.database.begin, work_at(place, area), read(file), area)


async def lived_in(place: Place) -> int:
    """A helper in a team who has served twice, saved minutes, and had one service reversed; a rated request; a qualification."""
    helper = await place.volunteer("李敏")
    captain = await place.volunteer("队长", skills=())
    await place.team(FORMULA, VILLAGE, captain, helper)
    clerk, resident = await clerk_of(place), await place.person("王奶奶", phone="+8613800000009")
    visit = await serve(place, resident, helper, 60)
    await place.act(resident, lambda work: rate(work, visit.request_id, "came", True))
    await serve(place, await place.person("张爷爷"), helper, 70, hours=20)
    first, _ = await entries(place, helper)
    await place.act(clerk, lambda work: claims.reverse(work, first.id))
    await place.act(helper, lambda work: bank.save_minutes(work, 30))
    async with place.database.begin() as session:
        paper = Certificate(person_id=helper, kind="electrician", expires_on=NOON.date())
        paper.number = "320830198501011234"
        session.add(paper)
        (await session.get_one(Person, helper)).phone = "+8613912345678"
    return helper


@pytest.fixture
async def elsewhere(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Place]:
    """Another installation for the same county, still empty."""
    file = Path(shutil.copyfile(sqlite_template, tmp_path / "elsewhere.db"))
    database = Database(str(file))
    yield await Place(database, TurnedClock()).build()
    await database.close()


@pytest.mark.parametrize("kind", ["xlsx", "json"])
async def test_what_is_exported_comes_in_elsewhere_and_waits(
    place: Place, elsewhere: Place, tmp_path: Path, kind: str
) -> None:
    helper = await lived_in(place)
    file = tmp_path / f"all.{kind}"
    counts = await exported(place, file)
    assert counts == {"团体": 1, "志愿者": 2, "项目": 2, "培训": 0, "表彰": 0, "证书": 1, "时间": 5, "评价投诉": 1}

    at_home = await imported(place, file)
    assert (dict(at_home.added), at_home.missing, at_home.ignored) == ({}, [], [])
    assert {one.code for one in at_home.refused} == {"not_service"}, "what moved or undid minutes is no service"
    assert len(await rows(place, select(Claim))) == 0

    elsewhere.clock.now = place.clock()
    report = await imported(elsewhere, file)
    assert dict(report.added) == {"团体": 1, "志愿者": 2, "项目": 2, "证书": 1, "时间": 1, "评价投诉": 1}
    assert sorted(one.code for one in report.refused) == ["not_service", "not_service", "not_service", "undone"]
    (claim,) = await rows(elsewhere, select(Claim))
    assert (claim.grade, claim.due_at, claim.minutes, claim.entered_by) == (Grade.C, None, 70, None)
    assert [await in_book(elsewhere, claim.person_id, book) for book in Book] == [0, 0, 0, 0]
    (volunteer,) = await rows(elsewhere, select(Volunteer).where(Volunteer.id == claim.person_id))
    assert volunteer.number == f"N{helper}"
    (team,) = await rows(elsewhere, select(Team))
    assert (team.name, team.captain_id) == (FORMULA, None), "nobody becomes a captain by a file"
    assert len(await rows(elsewhere, select(Membership))) == 2
    assert await rows(elsewhere, select(Certificate)) == [], "a qualification counts when somebody has seen it"
    assert await elsewhere.told(claim.person_id) == []

    again = await imported(elsewhere, file)
    assert (sum(again.added.values()), again.known["时间"], again.known["项目"]) == (0, 1, 2)
    clerk = await clerk_of(elsewhere)
    entry = await elsewhere.act(clerk, lambda work: claims.approve(work, claim.id))
    assert (entry.book, entry.minutes) == (Book.HONOUR, 70)
    second = tmp_path / f"second.{kind}"
    told = await exported(elsewhere, second)
    assert (told["项目"], told["证书"], told["评价投诉"]) == (2, 1, 1), "what came from elsewhere goes on"


@sqlite_only
async def test_a_workbook_has_no_formula_and_numbers_are_masked(place: Place, tmp_path: Path) -> None:
    helper = await lived_in(place)
    file = tmp_path / "all.xlsx"
    await exported(place, file)
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == ["说明", *(element.value for element in Element)]
    for element in Element:
        assert [cell.value for cell in book[element.value][1]] == [column.name for column in COLUMNS[element]]
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    assert book["团体"]["B2"].value == f"'{FORMULA}"
    held = {row[1].value: row for row in book["志愿者"].iter_rows(min_row=2)}["李敏"]
    assert (held[0].value, held[4].value) == (f"N{helper}", "**********5678")
    assert book["证书"]["E2"].value == "**************1234"
    assert {row[5].value for row in book["项目"].iter_rows(min_row=2)} == {"已服务"}
    assert set(STATES) == {state.value for state in RequestState} - {"draft"}
    whole = tmp_path / "all.json"
    await exported(place, whole, unmasked=True)
    document = orjson.loads(whole.read_bytes())
    assert document["证书"][0]["证书编号"] == "320830198501011234"
    assert "王奶奶" not in whole.read_text(), "who was helped stands in no record"
    assert [masked(text) for text in (None, "12345", "1234567")] == [None, "*****", "***4567"]


@sqlite_only
async def test_only_who_may_export_exports_and_only_there(place: Place, tmp_path: Path) -> None:
    clerk, manager = await clerk_of(place), await manager_of(place, TOWN)
    with pytest.raises(NotAllowed):
        await place.act(clerk, lambda work: note_export(work, TOWN, operator=None, unmasked=False))
    with pytest.raises(NotAllowed):
        await place.act(manager, lambda work: note_export(work, FAR_VILLAGE, operator=None, unmasked=False))

    async def gather(work: Work) -> None:
        Gathering(work, TOWN)

    with pytest.raises(NotAllowed):
        await place.act(clerk, gather)
    await place.act(manager, gather)
    await place.volunteer("远处的", FAR_VILLAGE)
    await place.volunteer("近处的")
    assert (await exported(place, tmp_path / "town.json", area=TOWN))["志愿者"] == 1


@sqlite_only
async def test_stars_papers_and_complaints_go_out_and_are_known(place: Place, tmp_path: Path) -> None:
    helper = await place.volunteer("李敏")
    async with place.database.begin() as session:
        both = {"person_id": helper, "venue_code": VILLAGE, "asked_at": NOON}
        session.add(Star(**both, level=2, hours=300, state=StarState.GRANTED, until=NOON, decided_at=NOON))
        session.add(Star(**both, level=3, hours=600, until=NOON))
        day = {"first": NOON.date(), "last": NOON.date(), "language": "zh", "issued_at": NOON}
        session.add(Paper(**both, **day, kind=PaperKind.OFFICIAL, state=PaperState.REVOKED, number="3208302026000001"))
        session.add(Paper(**both, **day, kind=PaperKind.STATEMENT, state=PaperState.ISSUED, number="x"))
        said = Attachment(person_id=helper, bot_id=1, kind="complaint", at=NOON)
        said.caption = "车费没有报"
        session.add(said)
    file = tmp_path / "all.json"
    await exported(place, file)
    document = orjson.loads(file.read_bytes())
    (award,), (paper,), (voice,) = document["表彰"], document["证书"], document["评价投诉"]
    assert (award["统一编号"], award["表彰名称"]) == (f"N{helper}", "二星级志愿者")
    assert (paper["证书编号"], paper["状态"], paper["发放日期"]) == ("3208302026000001", "已撤销", "2026-11-24")
    assert (voice["类型"], "内容" in voice) == ("投诉", False)
    report = await imported(place, file)
    assert (dict(report.added), report.refused) == ({}, [])
    assert sum(report.known.values()) == 4
    await exported(place, file, unmasked=True)
    assert "车费没有报" in file.read_text()


def volunteer(**values: Any) -> dict[str, Any]:
    return {"统一编号": "A1", "姓名": "赵一", "区划代码": VILLAGE, **values}


def hours(**values: Any) -> dict[str, Any]:
    return {
        "统一编号": "A1",
        "类型": "服务",
        "分钟数": 60,
        "开始时间": "2026-11-20 09:00",
        "结束时间": "2026-11-20 10:00",
        "站点代码": VILLAGE,
        **values,
    }


BAD = [
    ("志愿者", volunteer(姓名=""), "姓名", "empty"),
    ("志愿者", volunteer(姓名="赵" * 41), "姓名", "long"),
    ("志愿者", volunteer(姓名="赵\x07"), "姓名", "unprintable"),
    ("志愿者", volunteer(性别="?"), "性别", "choice"),
    ("志愿者", volunteer(出生年份=1850), "出生年份", "number"),
    ("志愿者", volunteer(出生年份="八五"), "出生年份", "number"),
    ("志愿者", volunteer(联系电话="12"), "联系电话", "phone"),
    ("志愿者", volunteer(区划代码="110101"), "区划代码", "area"),
    ("志愿者", volunteer(服务项目="C09、Z99"), "服务项目", "item"),
    ("志愿者", volunteer(统一编号="A9", 所属团体编号="T404"), "所属团体编号", "team"),
    ("志愿者", volunteer(注册日期="昨天"), "注册日期", "day"),
    ("志愿者", volunteer(姓名="钱二"), "统一编号", "taken"),
    ("志愿者", volunteer(统一编号="A2", 姓名="钱二", 联系电话="13900000001"), "联系电话", "taken"),
    ("时间", hours(类型="转存"), "类型", "not_service"),
    ("时间", hours(分钟数=61), "分钟数", "number"),
    ("时间", hours(分钟数=-60), "分钟数", "number"),
    ("时间", hours(开始时间=None), "开始时间", "empty"),
    ("时间", hours(开始时间="9点"), "开始时间", "time"),
    ("时间", hours(结束时间="2026-11-20 08:00"), "结束时间", "order"),
    ("时间", hours(结束时间="2036-11-20 08:00"), "结束时间", "future"),
    ("时间", hours(统一编号="A404"), "统一编号", "person"),
    ("时间", hours(姓名="钱二"), "姓名", "name"),
    ("时间", hours(开始时间="2026-11-19 09:30", 结束时间="2026-11-19 10:30"), "开始时间", "overlap"),
    ("团体", {"团体编号": "T1", "名称": "队", "类别": "分队", "所属站点代码": "320830101999"}, "所属站点代码", "area"),
    ("项目", {"项目编号": "P1", "名称": "义诊", "区划代码": VILLAGE, "服务类别": "Z1"}, "服务类别", "item"),
    ("培训", {"统一编号": "A1", "培训名称": "急救", "培训日期": 45000}, "培训日期", "day"),
    ("评价投诉", {"类型": "评价", "区划代码": VILLAGE, "时间": "2026-11-20 09:00", "到场": "也许"}, "到场", "choice"),
]


@sqlite_only
async def test_each_bad_row_is_refused_alone_and_named(place: Place, tmp_path: Path) -> None:
    good = {
        "志愿者": [volunteer(联系电话="13900000001")],
        "时间": [hours(开始时间="2026-11-19 09:00", 结束时间="2026-11-19 10:00", 备注="x")],
        "表彰": [{"统一编号": "A1", "表彰名称": "最美志愿者", "表彰日期": "2026-03-05"}],
    }
    document: dict[str, Any] = {element.value: list(good.get(element.value, [])) for element in Element}
    expected = []
    for element, row, column, code in BAD:
        document[element].append(row)
        expected.append((element, len(document[element]), column, code))
    file = tmp_path / "bad.json"
    file.write_bytes(orjson.dumps(document))
    report = await imported(place, file)
    found = [(one.element, one.row, one.column, one.code) for one in report.refused]
    assert sorted(found) == sorted(expected)
    assert dict(report.added) == {"志愿者": 1, "时间": 1, "表彰": 1}
    assert report.ignored == [("时间", "备注")]
    assert len(await rows(place, select(Person))) == 1, "no refused row left anything"
    (award,) = await rows(place, select(ForeignRecord))
    assert "最美志愿者" in (award.columns or "")
    assert (await rows(place, select(Feedback))) == []


@sqlite_only
async def test_a_number_of_our_own_is_not_given_twice(place: Place, tmp_path: Path) -> None:
    file = tmp_path / "own.json"
    file.write_bytes(
        orjson.dumps({"志愿者": [volunteer(统一编号=f"{COUNTY}900007"), volunteer(统一编号=None, 姓名="孙三")]})
    )
    report = await imported(place, file)
    assert report.added["志愿者"] == 2
    new = await place.person("李四")

    async def register(work: Work) -> Volunteer:
        return await joining.register(work, await work.session.get_one(Person, new))

    assert (await place.act(new, register)).number == f"{COUNTY}900009"


@sqlite_only
async def test_teams_come_in_below_those_above_them_whatever_their_order(place: Place, tmp_path: Path) -> None:
    def team(code: str, above: str | None) -> dict[str, Any]:
        row = {"团体编号": code, "名称": f"{code}队", "类别": "分队", "所属站点代码": VILLAGE, "上级团体编号": above}
        return {name: value for name, value in row.items() if value}

    file = tmp_path / "teams.json"
    rounds = [team("c", "b"), team("b", "a"), team("a", None), team("x", "y"), team("y", "x")]
    member = volunteer(所属团体编号="a、c")
    file.write_bytes(orjson.dumps({"团体": rounds, "志愿者": [member]}))
    report = await imported(place, file)
    assert (report.added["团体"], report.added["志愿者"]) == (3, 1)
    assert [(one.row, one.code) for one in report.refused] == [(4, "team"), (5, "team")]
    names = {one.id: one for one in await rows(place, select(Team))}
    above = {one.name: names[one.parent_id].name for one in names.values() if one.parent_id}
    assert above == {"c队": "b队", "b队": "a队"}
    assert len(await rows(place, select(Membership))) == 2


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.txt", b"", "must end in"),
        ("a.xlsx", b"no workbook", "no XLSX"),
        ("a.json", b"[1]", "no JSON object"),
        ("a.json", b"{", "no JSON:"),
        ("a.json", '{"志愿者": 1}'.encode(), "no list"),
        ("a.json", b"{}", "holds no rows"),
        ("a.json", '{"版本": 9}'.encode(), "another format"),
        ("missing.json", None, "cannot be read"),
    ],
)
def test_a_file_that_is_none_is_refused_as_a_whole(tmp_path: Path, name: str, content: bytes | None, says: str) -> None:
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ExchangeError, match=says):
        read(file)


def test_the_sheets_of_others_and_formulas(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("志愿者 2")
    sheet.append(["姓名", "区划代码", "统一编号", "身份证号"])
    sheet.append(["=1+1", 320830101201.0, "'+12", None])
    book.create_sheet("时间").append(["姓名"])
    book.save(tmp_path / "others.xlsx")
    found = read(tmp_path / "others.xlsx")
    assert found.ignored == [("志愿者", "身份证号")]
    assert {name for _, name in found.missing} == {"统一编号", "类型", "分钟数", "站点代码"}
    (row,) = found.rows
    assert (row.number, row.cells["区划代码"], row.cells["统一编号"]) == (2, 320830101201, "+12")
    assert not isinstance(row.cells["姓名"], str), "a formula is no value"


def test_on_the_command_line(
    sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who ran it is recorded, the report names row, column and what is allowed, and the exit code says whether all went in."""
    import asyncio

    database = tmp_path / "lianxin.db"
    shutil.copyfile(sqlite_template, database)
    (tmp_path / "settings.toml").write_text("")
    monkeypatch.setenv("LIANXIN_DATABASE__URL", str(database))
    monkeypatch.setenv("LIANXIN_KEYS", "t1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
    monkeypatch.setenv("LIANXIN_INDEX_KEY", "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=")
    monkeypatch.setenv("LOGNAME", "zhou")

    async def build() -> None:
        opened = Database(str(database))
        await Place(opened, TurnedClock()).build()
        await opened.close()

    async def look() -> list[Exchange]:
        opened = Database(str(database))
        async with opened.read() as session:
            found = list(await session.scalars(select(Exchange).order_by(Exchange.at, Exchange.id)))
        await opened.close()
        return found

    asyncio.run(build())
    start = ["--settings", str(tmp_path / "settings.toml")]
    file = tmp_path / "in.json"
    file.write_bytes(orjson.dumps({"志愿者": [volunteer(), volunteer(统一编号="A2", 出生年份=1)], "时间": [hours()]}))
    assert program([*start, "import", str(file), "--quiet"]) == 1
    told = capsys.readouterr().out
    assert "志愿者 第 2 行，出生年份：要写 1900 到 2100 的整数" in told
    assert "1 条时长是 C 级" in told
    assert program([*start, "import", str(file), "--quiet", "--lang", "en", "--report", str(tmp_path / "r.txt")]) == 1
    assert "a whole number from 1900 to 2100" in (tmp_path / "r.txt").read_text()
    out = tmp_path / "out.xlsx"
    assert program([*start, "export", "--out", str(out), "--quiet"]) == 0
    assert "志愿者\t1" in capsys.readouterr().out
    assert openpyxl.load_workbook(out)["志愿者"]["A2"].value == "A1"
    assert program([*start, "export", "--out", str(tmp_path / "out.doc"), "--quiet"]) == 2
    assert program([*start, "import", str(tmp_path / "none.json"), "--quiet"]) == 2
    assert program([*start, "export", "--area", "999999", "--out", str(out), "--quiet"]) == 2
    runs = asyncio.run(look())
    assert [(one.direction, one.operator) for one in runs] == [(Direction.IN, "zhou")] * 2 + [(Direction.OUT, "zhou")]
    assert all(one.digest and one.counts for one in runs)
