"""Calendar feeds: valid when read again, in the county's time, without residents, and ended when they are revoked."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from sqlalchemy import select, update

from config import Settings
from models.database import Database
from models.feed import Feed
from models.grant import Grant, NotAllowed
from services import answers, feeds, withdrawing
from services.feeds import FeedData, read_feed
from tests.conftest import TurnedClock
from tests.county import VILLAGE, Place
from tests.service.test_loop import filed, offers_now, tomorrow
from web.ics import to_ics


async def data(place: Place, token: str) -> FeedData | None:
    async with place.database.begin() as session:
        return await read_feed(session, token, place.clock(), place.settings)


async def test_a_volunteers_and_a_teams_feed(place: Place) -> None:
    resident = await place.person("王奶奶", lives_alone=True, phone="+8613800000001")
    captain, member = await place.volunteer("队长"), await place.volunteer("小张")
    team = await place.team("高桥分队", VILLAGE, captain, member)
    request_id = await filed(place, resident, tomorrow(place, item="A03"))
    offer = (await offers_now(place, request_id))[captain]
    await place.act(captain, lambda work: answers.accept(work, offer.id))
    token = await place.act(captain, lambda work: feeds.make_feed(work, team))
    found = await data(place, token)
    assert found is not None
    text = to_ics(found, place.settings.county.tz).decode()
    for private in ("王奶奶", "13800000001", "3组12号", "电视没有声音"):
        assert private not in text
    assert "待定人" in text.replace("\r\n ", "")
    assert "STATUS:TENTATIVE" in text
    assert to_ics(found, place.settings.county.tz) == text.encode(), "the same visits, the same bytes"
    with pytest.raises(NotAllowed):
        await place.act(member, lambda work: feeds.make_feed(work, team))
    own = await place.act(captain, feeds.make_feed)
    newer = await place.act(captain, lambda work: feeds.make_feed(work, team))
    assert await data(place, token) is None, "a new address ends the old one"
    assert await data(place, newer) is not None
    async with place.database.begin() as session:
        await session.execute(update(Grant).where(Grant.team_id == team).values(until=place.clock()))
    assert await data(place, newer) is None, "who leads the team no longer reads nothing of it"
    assert await data(place, own) is not None
    await place.act(captain, feeds.revoke_feeds)
    assert await data(place, own) is None
    assert await data(place, "guessed") is None


async def test_the_token_is_not_kept(place: Place) -> None:
    li = await place.volunteer("李敏")
    token = await place.act(li, feeds.make_feed)

    async def read(session):  # type: ignore[no-untyped-def]
        return (await session.scalars(select(Feed))).one().token_hash

    kept = await place.look(read)
    assert token.encode() not in kept
    assert len(token) >= 32


async def test_what_was_given_back_leaves_the_calendar(place: Place) -> None:
    resident, helper = await place.person("王奶奶"), await place.volunteer("李敏")
    request_id = await filed(place, resident)
    offer = (await offers_now(place, request_id))[helper]
    visit = await place.act(helper, lambda work: answers.accept(work, offer.id))
    token = await place.act(helper, feeds.make_feed)
    found = await data(place, token)
    assert found is not None
    assert len(found.events) == 1
    await place.act(helper, lambda work: withdrawing.cannot_come(work, visit.id))
    found = await data(place, token)
    assert found is not None
    assert found.events == ()


async def test_a_zone_with_summer_time_is_written_out(database: Database) -> None:
    """Read again by the library from the file alone, a service in March and one in July are at the same local hour."""
    zone = ZoneInfo("America/New_York")
    settings = Settings.model_validate({"county": {"zone": "America/New_York"}})
    place = await Place(database, TurnedClock(datetime(2027, 3, 1, 15, tzinfo=UTC)), settings).build()
    helper = await place.volunteer("李敏")
    starts = [datetime(2027, 3, 10, 10, tzinfo=zone), datetime(2027, 7, 7, 10, tzinfo=zone)]
    for place_in_line, start in enumerate(starts):
        resident = await place.person(f"王奶奶{place_in_line}")
        wish = tomorrow(place)
        wish = type(wish)(wish.item_code, VILLAGE, wish.text, wish.place, start.astimezone(UTC), None)
        request_id = await filed(place, resident, wish)
        offer = (await offers_now(place, request_id))[helper]
        await place.act(helper, lambda work, offer=offer: answers.accept(work, offer.id))
        place.clock.turn(days=1)
    token = await place.act(helper, feeds.make_feed)
    found = await data(place, token)
    assert found is not None
    read = Calendar.from_ical(to_ics(found, zone))
    assert [str(one["tzid"]) for one in read.walk("VTIMEZONE")] == ["America/New_York"]
    assert {str(rule.name) for rule in read.walk("VTIMEZONE")[0].subcomponents} == {"STANDARD", "DAYLIGHT"}
    events = read.walk("VEVENT")
    assert [event.decoded("dtstart") for event in events] == starts
    assert all(event.decoded("dtend") - event.decoded("dtstart") > timedelta(0) for event in events)
    for event in events:
        assert {"UID", "DTSTAMP", "DTSTART", "SUMMARY", "STATUS", "SEQUENCE", "LOCATION", "DESCRIPTION"} <= set(event)
    assert read.get("version") == "2.0"
    for line in to_ics(found, zone).split(b"\r\n"):
        assert len(line) <= 75
