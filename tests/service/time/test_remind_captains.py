"""A captain who has not named people is reminded, unless they do not want it, and only while it is true."""

from datetime import timedelta

import pytest

from models.reminder import ReminderKind
from services import answers, reminders, staffing
from services.cards import VisitCard
from services.work import Refusal
from tests.county import VILLAGE, Place
from tests.service.asking.reading import said
from tests.service.test_loop import filed, offers_now, tomorrow


async def test_a_captain_hears_while_people_are_missing_and_may_switch_it_off(place: Place) -> None:
    captain, first, second = [await place.volunteer(name) for name in ("队长", "小张", "小王")]
    await place.team("高桥分队", VILLAGE, captain, first, second)
    request_id = await filed(place, await place.person("王奶奶"), tomorrow(place, item="A03", hour=15))
    offer = (await offers_now(place, request_id))[captain]
    visit = await place.act(captain, lambda work: answers.accept(work, offer.id))
    with pytest.raises(Refusal, match="changed"):
        await place.act(captain, lambda work: reminders.switch(work, "never", False))
    assert await place.act(captain, lambda work: reminders.switch(work, "names", False)) is ReminderKind.NAMES
    place.clock.now = visit.start - timedelta(hours=23)
    await place.tick(reminders.remind)
    assert await place.told(captain, "remind_names") == []
    await place.act(captain, lambda work: reminders.switch(work, "names", True))
    await place.tick(reminders.remind)
    assert len(await place.told(captain, "remind_names")) == 1

    await place.act(captain, lambda work: staffing.name_person(work, visit.id, first))
    notice = await said(place, captain, "remind_names")
    assert notice is not None
    card: VisitCard = notice.context["visit"]
    assert (card.id, card.needed, card.names) == (visit.id, 2, ("小张",))
    await place.act(captain, lambda work: staffing.name_person(work, visit.id, second))
    assert await said(place, captain, "remind_names") is None, "everybody is named"
