"""Loading a county: real divisions, all of it or nothing, and a demo county that lives."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from config import Settings
from models.area import Area, Venue, VenueLevel, ancestors, areas_in, children, county_of, venue_of, venues_in
from models.database import Database
from models.hours import Entry
from models.ids import seeded
from models.item import Item
from models.person import Person, Volunteer
from models.request import Request, RequestState
from models.team import Team, TeamKind
from models.visit import Visit, VisitState
from services.county.catalogue import CatalogueError, read_catalogue
from services.county.divisions import DivisionsError, read_divisions
from services.county.load import Sources, load_county, plain_name
from services.demo.build import build_people, is_built, live, shipped_sources
from services.demo.life import Habits
from services.demo.people import make_people

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
HEAD = "code,name,parent_code,level\n"
COUNTY = "320830000000,盱眙县,320800000000,county\n"


async def test_xuyi_has_its_towns_villages_venues_and_items(database: Database) -> None:
    async with database.begin() as session:
        loaded = await load_county(session, "320830", shipped_sources(), "Asia/Shanghai")
    assert (loaded.county, loaded.towns, loaded.villages, loaded.items) == ("盱眙县", 15, 156, 53)
    async with database.read() as session:
        assert len(await areas_in(session, "320830")) == 172
        assert len(await venues_in(session, "320830")) == 172
        assert [area.level.value for area in await children(session, "320830")] == ["town"] * 15
        maba = (await session.scalars(select(Area).where(Area.name == "马坝镇"))).one()
        assert maba.lat is not None
        village = (await children(session, maba.code))[0]
        post = await venue_of(session, village.code, VenueLevel.POST)
        station = await venue_of(session, village.code, VenueLevel.STATION)
        assert post is not None
        assert station is not None
        assert (post.code, station.code) == (village.code, maba.code)
        assert post.name.endswith("新时代文明实践站")
        assert ancestors(village.code) == [village.code, maba.code, "320830"]
        assert county_of(village.code) == "320830"


async def test_loading_twice_changes_nothing_but_names(database: Database) -> None:
    for _ in range(2):
        async with database.begin() as session:
            await load_county(session, "320830", shipped_sources(), "Asia/Shanghai")
    async with database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Area)) == 172
        assert await session.scalar(select(func.count()).select_from(Venue)) == 172
        assert await session.scalar(select(func.count()).select_from(Item)) == 53


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        (COUNTY + "32083010000,马坝镇,320830000000,street\n", "line 3: the code '32083010000' is not of 12 digits"),
        (COUNTY + "320830100000,马坝镇,320830000000,burg\n", "line 3: the level 'burg' is none of"),
        (COUNTY + "320830100000,,320830000000,street\n", "line 3: the name is empty"),
        (COUNTY + "320830100200,马坝镇,320830000000,street\n", "line 3: the code 320830100200 has more digits"),
        (COUNTY + "320830100000,马坝镇,320830000000\n", "line 3: 3 fields, 4 are needed"),
        (COUNTY + COUNTY, "line 3: 320830 stands in line 2 already"),
        (COUNTY + "320830100200,高桥村,320830100000,village\n", "line 3: its parent '320830100' is not in the file"),
        ("320831000000,金湖县,320800000000,county\n", "has no county 320830"),
    ],
)
async def test_a_bad_row_is_named_and_nothing_is_loaded(
    database: Database, tmp_path: Path, rows: str, complaint: str
) -> None:
    file = tmp_path / "divisions.csv"
    file.write_text(HEAD + rows, encoding="utf-8")
    good = shipped_sources()
    sources = Sources(file, good.catalogue, good.townships, good.town_points, good.county_points)
    with pytest.raises(DivisionsError) as caught:
        async with database.begin() as session:
            await load_county(session, "320830", sources, "Asia/Shanghai")
    assert complaint in str(caught.value)
    async with database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Area)) == 0


def test_a_file_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(DivisionsError, match="cannot be read"):
        read_divisions(tmp_path / "missing.csv", "320830")
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("a,b\n")
    with pytest.raises(DivisionsError, match="line 1: the columns must be"):
        read_divisions(wrong, "320830")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("nonsense", "cannot be read"),
        ("[categories]\nA = { zh = '家政' }\n[items]\n", "the key 'en' is missing"),
        ("[categories]\n[items]\nB01 = { zh = 'x', en = 'x' }\n", "there is no category B"),
        ("[categories]\nB={zh='b',en='b'}\n[items]\nB01={zh='x',en='x',minutes=0}\n", "minutes must be a whole number"),
        (
            "[categories]\nB={zh='b',en='b'}\n[items]\n"
            "B01={zh='x',en='x',minutes=9,people=1,respond_within=9,starts_at='moon'}\n",
            "starts_at must be one of",
        ),
    ],
)
def test_a_bad_catalogue_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    file = tmp_path / "catalogue.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError, match=complaint):
        read_catalogue(file)


@pytest.mark.parametrize(
    ("official", "plain"),
    [
        ("高桥村村委会", "高桥村"),
        ("高桥村委会", "高桥村"),
        ("友法社区居委会", "友法社区"),
        ("城南居委会", "城南社区"),
        ("马坝镇", "马坝镇"),
    ],
)
def test_names_as_people_say_them(official: str, plain: str) -> None:
    assert plain_name(official) == plain


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_demo_county_lives_for_two_days(database: Database) -> None:
    """The people react to their messages, and the books agree: entries are the minutes of the visits that were done."""
    settings = Settings()
    assert not await is_built(database, "320830")
    async with database.begin() as session:
        await load_county(session, "320830", shipped_sources(), "Asia/Shanghai")
    with seeded(7):
        async with database.begin() as session:
            maker = await make_people(session, "320830", NOW, 7, residents=150, volunteers=120)
    assert await is_built(database, "320830")
    kinds = [team.kind for team in maker.demo.teams]
    assert (kinds.count(TeamKind.CORPS), kinds.count(TeamKind.BRANCH), kinds.count(TeamKind.BRAND)) == (1, 66, 3)
    assert all(team.captain_id for team in maker.demo.teams)
    shares: list[float] = []
    counts = await live(database, settings, NOW, 2.5, shares.append, seed=3, habits=Habits(requests_a_day=8))
    assert counts.filed > 5
    assert counts.served > 0
    assert shares == sorted(shares)
    async with database.read() as session:
        done = (await session.scalars(select(Visit).where(Visit.state == VisitState.DONE))).all()
        entries = (await session.scalars(select(Entry))).all()
        closed = await session.scalar(select(func.count()).where(Request.state == RequestState.CLOSED))
        volunteers = await session.scalar(select(func.count()).select_from(Volunteer))
        marked = await session.scalar(select(func.count()).where(Person.is_demo.is_(False)))
        teams = await session.scalar(select(func.count()).where(Team.is_demo.is_(False)))
    assert {entry.request_id for entry in entries} <= {visit.request_id for visit in done}
    assert closed == counts.rated
    assert (volunteers, marked, teams) == (120, 0, 0)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_without_areas_there_are_no_people(database: Database) -> None:
    async with database.begin() as session:
        with pytest.raises(ValueError, match="not loaded"):
            await make_people(session, "320830", NOW, 1)


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_whole_demo_county_with_its_cast(database: Database) -> None:
    from models.webchat import register_bot
    from services.demo.cast import PARTS, cast, wake

    async with database.begin() as session:
        bot_id = await register_bot(session, token="77:abcdefghij", username="b", name="b", now=NOW)
    await build_people(database, Settings(), NOW, bot_id, lambda _share: None)
    async with database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Volunteer)) == 603
        found = await cast(session, bot_id)
    assert [part for _, part in found] == list(PARTS)
    async with database.begin() as session:
        await wake(session, bot_id)


def test_the_same_seed_makes_the_same_wishes() -> None:
    from services.demo.wishes import a_window, a_wish

    one, other = random.Random(4), random.Random(4)
    for _ in range(20):
        assert a_wish(one) == a_wish(other)
        start, end = a_window(one, NOW, Settings().county.tz)
        assert (start, end) == a_window(other, NOW, Settings().county.tz)
        assert timedelta(0) < end - start <= timedelta(hours=5)
