"""Availability in the database and in matching: only who is free is asked; the week as it is shown."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from services import availability
from services.filing import Wish
from services.work import Refusal
from tests.county import Place
from tests.service.test_loop import filed, offers_now, tomorrow


async def say(place: Place, person_id: int, *texts: str) -> None:
    for text in texts:
        assert await place.act(person_id, lambda work, text=text: availability.said(work, text))


def on_wednesday(place: Place, hour: int) -> Wish:
    """A wish for tomorrow, a Wednesday, at an hour."""
    wish = tomorrow(place, hour)
    assert wish.start is not None
    return replace(wish, end=wish.start + timedelta(hours=1))


async def test_only_who_is_free_is_asked(place: Place) -> None:
    resident = await place.person("王奶奶")
    free, busy, silent, away = [await place.volunteer(name) for name in ("李敏", "赵军", "孙丽", "周杰")]
    await say(place, free, "每周三上午有空")
    await say(place, busy, "每周二四上午有空")
    await say(place, away, "明天不在")
    asked = await offers_now(place, await filed(place, resident, on_wednesday(place, 9)))
    place.clock.turn(hours=1)
    assert set(asked) <= {free, silent}
    assert asked
    request_id = await filed(place, await place.person("刘奶奶"), on_wednesday(place, 14))
    asked = await offers_now(place, request_id)
    assert free not in asked, "in the afternoon she is not"
    assert busy not in asked
    assert away not in asked


async def test_later_words_are_exceptions_to_earlier_ones(place: Place) -> None:
    li = await place.volunteer("李敏")
    await say(place, li, "除了周末都行", "明天上午没空")
    week = await place.act(li, availability.week_of)
    tomorrow_, saturday = week[1], week[4]
    assert tomorrow_.hours == ((time(0), time(8)), (time(12), None))
    assert saturday.hours == ()
    assert week[0].whole


async def test_rules_that_are_over_go_and_too_many_push_out_the_oldest(place: Place) -> None:
    li = await place.volunteer("李敏")
    for _ in range(availability.MOST + 5):
        await say(place, li, "每周三上午有空")
    assert len(await place.act(li, availability.my_rules)) == availability.MOST
    await place.act(li, lambda work: availability.forget(work, 0))
    await say(place, li, "明天不在")
    place.clock.turn(days=3)
    assert await place.act(li, availability.my_rules) == []


async def test_nobody_changes_anothers_rules_and_residents_have_none(place: Place) -> None:
    li, zhao, wang = await place.volunteer("李敏"), await place.volunteer("赵军"), await place.person("王奶奶")
    await say(place, li, "每周三上午有空")
    assert await place.act(li, lambda work: availability.said(work, "您好")) == []
    [rule] = await place.act(li, availability.my_rules)
    await place.act(zhao, lambda work: availability.forget(work, rule.id))
    assert len(await place.act(li, availability.my_rules)) == 1
    with pytest.raises(Refusal):
        await place.act(wang, lambda work: availability.said(work, "每周三上午有空"))
