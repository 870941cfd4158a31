"""A draft until it is opened: what it may hold, how words put it right, and what is learned from that."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from language.understand import Reader
from models.person import Person
from models.request import Request, RequestState
from models.training import TrainingLine
from services import correcting, drafts, ending
from services.filing import Wish, change_draft, draft, resident_for
from services.work import Refusal, Work
from tests.county import VILLAGE, Place
from tests.service.test_loop import request_now, tomorrow

NOWHERE = "999999999999"


async def drafted(place: Place, resident: int, wish: Wish) -> int:
    """A draft of somebody's own."""

    async def ask(work: Work) -> int:
        return (await draft(work, await work.session.get_one(Person, resident), wish)).id

    return await place.act(resident, ask)


async def test_a_draft_holds_only_what_can_be_and_is_put_right_in_words(place: Place) -> None:
    resident, stranger, helper = await place.person("王奶奶"), await place.person("路人"), await place.volunteer("李敏")
    wish = tomorrow(place)
    assert wish.start is not None
    far, before = wish.start + timedelta(days=400), wish.start - timedelta(hours=1)
    for wrong, why in (
        ({"area_code": NOWHERE}, "no_venue"),
        ({"start": far, "end": None}, "too_far"),
        ({"end": before}, "past"),
    ):
        with pytest.raises(Refusal, match=why):
            await drafted(place, resident, replace(wish, **wrong))
    with pytest.raises(Refusal, match="no_person"):
        await place.act(resident, lambda work: resident_for(work, stranger))

    request_id = await drafted(place, resident, wish)
    with pytest.raises(Refusal, match="no_venue"):
        await place.act(resident, lambda work: change_draft(work, request_id, area_code=NOWHERE))
    for days, part in ((1, "night"), (15, "am"), (-1, "am")):
        with pytest.raises(Refusal, match="changed"):
            await place.act(resident, lambda work, d=days, p=part: drafts.set_day(work, request_id, d, p))
    dated = await place.act(resident, lambda work: drafts.set_day(work, request_id, 2, "am"))
    assert (dated.start, dated.end) == (
        datetime(2026, 11, 26, 0, tzinfo=UTC),
        datetime(2026, 11, 26, 4, tzinfo=UTC),
    ), "eight to twelve by the county's clock"
    await place.act(resident, lambda work: ending.cancel(work, request_id))
    assert (await request_now(place, request_id)).state is RequestState.CANCELLED
    assert await place.told(helper) == [], "nobody had heard of it"
    await words_put_it_right_and_are_learned_from(place, resident, await drafted(place, resident, wish))


async def words_put_it_right_and_are_learned_from(place: Place, resident: int, request_id: int) -> None:
    reader = Reader.load()

    async def correct(work: Work, text: str) -> Request | None:
        return await correcting.correct(work, reader, await work.session.get_one(Request, request_id), text)

    async def learn(work: Work, read: str | None) -> bool:
        return await correcting.learn_from(work, reader, await work.session.get_one(Request, request_id), read)

    assert await place.act(resident, lambda work: correct(work, "嗯嗯")) is None, "nothing in it puts anything right"
    right = await place.act(resident, lambda work: correct(work, "不是明天，是后天下午三点"))
    assert right is not None
    assert right.start == datetime(2026, 11, 26, 7, tzinfo=UTC)
    assert (right.item_code, right.area_code, right.place) == ("C09", VILLAGE, "3组12号")

    for_mother = await place.act(resident, lambda work: correct(work, "不是我，是我妈"))
    assert for_mother is not None
    assert for_mother.text == "电视没有声音了；不是我，是我妈", "whoever comes reads it"

    assert not await place.act(resident, lambda work: learn(work, "C09")), "it was understood"
    assert await place.act(resident, lambda work: learn(work, "C02"))
    [line] = await place.look(lambda session: session.scalars(select(TrainingLine)))
    assert (line.source, line.line["text"], line.line["item"]) == ("resident", for_mother.text, "C09")

    await place.act(resident, lambda work: drafts.confirm(work, request_id))
    assert await place.act(resident, lambda work: correct(work, "改成周五")) is None, "it is no draft any more"
