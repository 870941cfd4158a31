"""Waves and limits where there is nothing above the village, and what of them is told while it is true."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete

from models.area import Venue, VenueLevel
from models.grant import Role
from models.ids import new_id
from models.offer import OfferState
from models.request import RequestState
from services import answers, dispatch, ending
from services.outbox import tell
from services.work import Refusal, Work
from tests.county import NEXT_VILLAGE, VILLAGE, Place
from tests.service.asking.reading import said, said_by
from tests.service.test_loop import filed, offers_now, request_now, soon

ABOUT = {
    "offer": ("offer", "other_time", "offer_filled"),
    "visit": ("scheduled", "visit_off"),
    "request": ("unmet", "still_looking", "rate", "helper_changed"),
    "membership": ("wants_to_join",),
    "attachment": ("handed_over",),
}


async def test_where_only_the_villages_have_posts_the_request_stays_at_its_own(place: Place) -> None:
    """It is filled, given back and put again, and lapses: each time what was to be told is told only while it is true."""
    await place.tick(close_all_but_posts)
    resident, clerk = await place.person("王奶奶"), await place.person("小陈")
    await place.grant(clerk, Role.CLERK, VILLAGE)
    near, farther = await place.volunteer("李敏"), await place.volunteer("赵军", NEXT_VILLAGE)
    request_id = await filed(place, resident, soon(place))
    offers = await offers_now(place, request_id)
    assert set(offers) == {near, farther}
    assert (await request_now(place, request_id)).venue_code == VILLAGE

    await place.act(near, lambda work: answers.accept(work, offers[near].id))
    assert None not in [await said(place, farther, "offer_filled"), await said(place, resident, "scheduled")]
    await place.act(near, lambda work: answers.withdraw(work, offers[near].id))
    again = (await offers_now(place, request_id))[farther]
    assert again.state is OfferState.SENT
    assert [await said(place, farther, "offer_filled"), await said(place, resident, "scheduled")] == [None, None]

    place.clock.now = again.deadline + timedelta(seconds=1)
    with pytest.raises(Refusal, match="offer_late"):
        await place.act(farther, lambda work: answers.accept(work, again.id))
    for _ in range(2):  # the second time it is unmet already
        await place.tick(lambda work: dispatch.limit_passed(work, request_id))
    request = await request_now(place, request_id)
    assert (request.state, request.missed_limits, request.venue_code) == (RequestState.UNMET, 1, VILLAGE)
    assert request.clerk_id == clerk
    assert (await offers_now(place, request_id))[farther].state is OfferState.EXPIRED
    assert None not in [await said(place, clerk, "unmet"), await said(place, resident, "still_looking")]

    await place.act(resident, lambda work: ending.cancel(work, request_id))
    assert await place.tick(lambda work: dispatch.send_wave(work, request_id)) == 0
    assert [await said(place, clerk, "unmet"), await said(place, resident, "still_looking")] == [None, None]
    await what_is_told_of_a_row_that_is_gone_is_not_sent(place)


async def close_all_but_posts(work: Work) -> None:
    await work.session.execute(delete(Venue).where(Venue.level != VenueLevel.POST))


async def what_is_told_of_a_row_that_is_gone_is_not_sent(place: Place) -> None:
    person = await place.person("刘奶奶")

    async def tell_all(work: Work) -> None:
        for about, templates in ABOUT.items():
            for template in templates:
                ids: dict[str, Any] = {about: new_id()}
                await tell(work, person, template, f"{template}:gone", **ids)

    await place.tick(tell_all)
    rows = await place.told(person)
    assert {row.template: await said_by(place, row) for row in rows} == dict.fromkeys(sum(ABOUT.values(), ()))
