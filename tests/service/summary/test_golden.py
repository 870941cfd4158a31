"""The golden week: every figure of every venue equals the same counted by plain SQL, and the files show these figures."""

from dataclasses import fields
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from models.grant import Role
from services.summary.batch import write_all
from services.summary.books import Books, Report, open_books
from services.summary.document import document
from services.summary.figures import Figures
from services.summary.files import write_summary
from services.summary.message import summary_card
from services.summary.period import Period, read_period
from services.summary.reading import read_summary
from services.summary.workbook import workbook
from templates.engine import say
from tests.county import AREAS, COUNTY, FAR_VILLAGE, TOWN, VILLAGE, Place
from tests.service.summary.golden import NOW, SQL, WEEK, plainly, tell_story

NAMES = [field.name for field in fields(Figures) if field.name not in ("people", "items")] + ["volunteers"]


async def _read(place: Place, key: str) -> tuple[Books, Report, dict[int, str]]:
    manager = await place.person("周慧", COUNTY)
    await place.grant(manager, Role.MANAGER, COUNTY)
    return await place.act(manager, lambda work: read_summary(work, key, read_period(WEEK)))


async def test_every_figure_is_what_plain_sql_counts(place: Place) -> None:
    await tell_story(place)
    assert set(NAMES) == set(SQL), "each figure is counted a second way"
    week, zone = read_period(WEEK), place.settings.county.tz
    async with place.database.read() as session:
        books = await open_books(session, NOW, zone, week, COUNTY)
        compared = 0
        for code in AREAS:
            for period, board in (
                (week, books.this),
                (week.before(), books.before),
                (week.year_before(), books.year_before),
            ):
                compared += await _compare(session, period, board.of(code), code, zone)
    assert compared > 60, "the story has figures that are not zero"


async def _compare(session, period: Period, figures: Figures, code: str, zone) -> int:  # type: ignore[no-untyped-def]
    found = 0
    for name in NAMES:
        expected = await plainly(session, name, period.start(zone), period.end(zone), code)
        assert getattr(figures, name) == expected, (period.key, code, name)
        found += bool(expected)
    return found


async def test_the_week_by_hand(place: Place) -> None:
    """A few figures counted on the fingers from the story, so that both ways cannot be wrong together."""
    people = await tell_story(place)
    _, report, names = await _read(place, COUNTY)
    this = report.this
    assert (this.filed, this.visits, this.minutes, this.volunteers) == (7, 5, 435, 2)
    assert (this.in_time, this.missed, this.cancelled, this.no_show) == (3, 2, 1, 1)
    assert (this.answers, this.solved) == (4, 3)
    assert (report.before.filed, report.year_before.filed) == (2, 1)
    assert this.items == {"B01": [2, 3], "A01": [1, 1], "C09": [3, 1], "A05": [1, 0]}
    assert [(names[one.person], one.times, one.minutes) for one in report.thanks] == [("李敏", 5, 345), ("赵军", 1, 90)]
    assert [one.request.number for one in report.actions.unmet] == [9, 5]
    assert {one.why for one in report.actions.unmet} == {"far"}
    assert [names[one.person] for one in report.actions.expiring] == ["孙平"]
    assert people["third"] in names


async def test_a_team_has_its_own(place: Place) -> None:
    people = await tell_story(place)
    _, report, _ = await _read(place, f"team:{people['team']}")
    assert (report.this.visits, report.this.minutes, report.this.volunteers) == (2, 245, 2)
    assert (report.this.asked, report.this.accepted) == (2, 1)


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_message_fits_one_screen_and_names_what_to_do(place: Place, language: str) -> None:
    await tell_story(place)
    books, report, names = await _read(place, COUNTY)
    card = summary_card(books, report, names, language)
    said = say("summary", language, summary=card, zone=books.zone, now=books.now)
    assert len(said.text) <= 900
    assert len(said.text.splitlines()) <= 12
    opened = [button.data.split(":")[3].split(".")[0] for row in said.buttons[:-2] for button in row]
    assert opened == [action.kind for action in card.actions]
    assert "+5" in said.text
    assert "+6" in said.text


async def test_the_files_hold_the_figures(place: Place, tmp_path: Path) -> None:
    await tell_story(place)
    books, report, names = await _read(place, TOWN)
    written = write_summary(tmp_path, books, report, names, "zh")
    assert [file.suffix for file in written] == [".txt", ".md", ".html", ".xlsx", ".pdf"]
    assert written[4].read_bytes().startswith(b"%PDF")
    assert "李敏" in written[2].read_text()
    book = openpyxl.load_workbook(BytesIO(written[3].read_bytes()))
    rows = {row[0]: row[1:] for row in book.worksheets[0].iter_rows(min_row=3, values_only=True)}
    assert rows["点单"][:2] == (report.this.filed, report.before.filed)
    assert rows["服务时长（小时）"][0] == round(report.this.minutes / 60, 1)


async def test_no_text_of_a_workbook_is_a_formula(place: Place) -> None:
    await tell_story(place)
    async with place.database.begin() as session:
        from models.team import Team

        session.add(Team(venue_code=VILLAGE, kind="branch", name='=HYPERLINK("http://x")', skills=[]))
    books, report, names = await _read(place, FAR_VILLAGE)
    made = document(books, report, dict.fromkeys(names, "=1+1"), "zh")
    for sheet in openpyxl.load_workbook(BytesIO(workbook(made))):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", cell.value


async def test_all_venues_are_written_by_processes_beside(place: Place, tmp_path: Path) -> None:
    await tell_story(place)
    books, _, names = await _read(place, COUNTY)
    heard: list[float] = []
    assert write_all(tmp_path, books, names, "en", paper=False, processes=2, progress=heard.append) == len(AREAS)
    assert len(list(tmp_path.glob("*.xlsx"))) == len(AREAS)
