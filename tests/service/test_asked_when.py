"""Who is asked and when: three stories that test the quiet hours, emergencies and make-up working days."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.clock import JobClock
from models.grant import Role
from models.offer import OfferState
from models.outbox import Lane
from models.request import RequestState
from services import dispatch
from services.filing import Wish
from services.jobs import JOBS
from tests.county import COUNTY, NEXT_VILLAGE, TOWN, VILLAGE, Place
from tests.service.test_loop import filed, offers_now, request_now

SHANGHAI = ZoneInfo("Asia/Shanghai")


def local(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """A moment by the county's clock."""
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)


async def until(place: Place, moment: datetime) -> None:
    """Let the minutes pass, with what the clock runs, looked at each quarter of an hour."""
    clock = JobClock(place.database, place.settings, place.clock, JOBS)
    while place.clock() < moment:
        place.clock.now = min(moment, place.clock() + timedelta(minutes=15))
        await clock.tick()


async def test_at_half_past_nine_in_the_evening_for_eight_in_the_morning(place: Place) -> None:
    """Nobody is woken. At eight, when the quiet hours end, everybody near is asked at once, for there is no time to lose."""
    resident = await place.person("王奶奶")
    near, farther = await place.volunteer("李敏"), await place.volunteer("赵军", NEXT_VILLAGE)
    place.clock.now = local(2026, 11, 24, 21, 30)
    start = local(2026, 11, 25, 8)
    request_id = await filed(
        place, resident, Wish("C09", VILLAGE, "电视坏了", "3组", start, start + timedelta(hours=4))
    )

    assert await offers_now(place, request_id) == {}
    request = await request_now(place, request_id)
    assert request.state is RequestState.OPEN
    assert request.next_wave_at == start

    await until(place, local(2026, 11, 25, 7, 45))
    assert await offers_now(place, request_id) == {}, "not a minute before eight"
    await until(place, local(2026, 11, 25, 8, 15))
    offers = await offers_now(place, request_id)
    assert near in offers
    assert all(offer.sent_at >= start for offer in offers.values())
    told = await place.told(near, "offer")
    assert [row.due_at >= start for row in told] == [True]
    await until(place, local(2026, 11, 25, 9, 0))
    assert set(await offers_now(place, request_id)) == {near, farther}, (
        "before the hour is over the next village is asked"
    )


async def test_a_missing_person_at_three_in_the_night(place: Place) -> None:
    """An emergency knows no quiet hours: all who can are asked at once, and their messages leave at once."""
    resident = await place.person("王奶奶")
    clerk = await place.person("小陈", TOWN)
    await place.grant(clerk, Role.CLERK, TOWN)
    people = [await place.volunteer(name) for name in ("李敏", "赵军", "孙丽", "钱伟", "周杰", "吴刚")]
    place.clock.now = local(2026, 11, 25, 3)
    wish = Wish("F01", VILLAGE, "老伴走丢了", "3组", place.clock(), None, danger=True)
    request_id = await filed(place, resident, wish)

    offers = await offers_now(place, request_id)
    assert set(offers) == set(people)
    request = await request_now(place, request_id)
    assert request.respond_by == place.clock() + timedelta(minutes=15), "the limit runs by the clock"
    for person in people:
        [row] = await place.told(person, "offer")
        assert (row.lane, row.due_at) == (Lane.URGENT, place.clock())
    [alert] = await place.told(clerk, "danger_alert")
    assert (alert.lane, alert.due_at) == (Lane.URGENT, place.clock())
    place.clock.turn(minutes=16)
    await place.tick(dispatch.run_waves)
    assert (await request_now(place, request_id)).missed_limits == 1
    assert [row.lane for row in await place.told(clerk, "unmet")] == [Lane.URGENT]
    assert {offer.state for offer in (await offers_now(place, request_id)).values()} == {OfferState.EXPIRED}


async def test_a_limit_of_a_day_over_a_make_up_working_saturday(place: Place) -> None:
    """Saturday 10 October 2026 is worked for the National Day holiday: a day's limit given on Friday ends on it."""
    resident = await place.person("王奶奶")
    lawyer = await place.volunteer("刘律师", COUNTY, skills=("D05",), certificates=("lawyer",))
    place.clock.now = local(2026, 10, 9, 10)
    start = local(2026, 10, 14, 9)
    request_id = await filed(
        place, resident, Wish("D05", VILLAGE, "宅基地的事", "3组", start, start + timedelta(hours=3))
    )
    assert (await request_now(place, request_id)).respond_by == local(2026, 10, 10, 10)
    assert set(await offers_now(place, request_id)) == {lawyer}

    place.clock.now = local(2026, 10, 16, 10)
    start = local(2026, 10, 21, 9)
    usual = await filed(place, resident, Wish("D05", VILLAGE, "宅基地的事", "3组", start, start + timedelta(hours=3)))
    assert (await request_now(place, usual)).respond_by == local(2026, 10, 19, 10), "an ordinary weekend does not count"
    await until(place, local(2026, 10, 19, 9, 45))
    assert (await request_now(place, usual)).state is RequestState.OFFERED


async def test_what_is_wanted_at_once_is_asked_at_once(place: Place) -> None:
    """The minute in which it was said is over when people are asked; that is no reason to ask nobody."""
    resident, helper = await place.person("王奶奶"), await place.volunteer("李敏")
    place.clock.now = local(2026, 11, 24, 14) + timedelta(seconds=20)
    wish = Wish("C09", VILLAGE, "现在就来", "3组", local(2026, 11, 24, 14), None)
    assert set(await offers_now(place, await filed(place, resident, wish))) == {helper}
