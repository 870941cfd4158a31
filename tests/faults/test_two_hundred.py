"""Two hundred volunteers press 接单 for the same request at once: one wins, the others are told so kindly, there is one visit."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from models.offer import Offer, OfferState
from models.request import RequestState
from models.visit import Attendance, Visit
from services.filing import Wish
from services.outbox import tell
from services.work import clock_work
from tests.chat.world import World
from tests.county import VILLAGE
from tests.service.test_loop import filed, request_now

COUNT = 200


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_one_of_two_hundred_wins(world: World) -> None:
    place = world.place
    resident = await place.person("王奶奶")
    helpers = [await world.volunteer(f"志愿者{number}") for number in range(COUNT)]
    start = world.clock() + timedelta(hours=5)
    request_id = await filed(
        place, resident, Wish("C09", VILLAGE, "电视坏了", "3组", start, start + timedelta(hours=2))
    )
    await world.settle()
    await _ask_the_rest(world, request_id, [one.person_id for one in helpers])
    await world.settle()
    cards = [await one.sees("想请您帮忙") for one in helpers]
    presses = [
        one.page.press(one.room, card.id, card.data("接单") or "") for one, card in zip(helpers, cards, strict=True)
    ]
    await asyncio.gather(*presses)
    await world.settle()

    said = [(await one.look(), one.last.text)[1] for one in helpers]
    assert sum("接单了，谢谢" in text for text in said) == 1
    assert sum("已经有人" in text for text in said) == COUNT - 1
    assert (await request_now(place, request_id)).state is RequestState.SCHEDULED
    states = [offer.state for offer in (await _offers(world, request_id)).values()]
    assert (states.count(OfferState.ACCEPTED), states.count(OfferState.FILLED)) == (1, COUNT - 1)
    for table in (Visit, Attendance):
        assert await place.look(lambda session, t=table: session.scalar(select(func.count()).select_from(t))) == 1


async def _ask_the_rest(world: World, request_id: int, people: list[int]) -> None:
    """Put the request to everybody, as a clerk in a hurry would."""
    known = await _offers(world, request_id)
    like = next(iter(known.values()))
    async with world.database.begin() as session:
        work = clock_work(session, world.clock(), world.settings)
        for person_id in people:
            if person_id not in known:
                offer = Offer(
                    request_id=request_id,
                    person_id=person_id,
                    wave=1,
                    level=like.level,
                    state=OfferState.SENT,
                    sent_at=world.clock(),
                    deadline=like.deadline,
                )
                session.add(offer)
                await tell(work, person_id, "offer", f"offer:{offer.id}", offer=offer.id)


async def _offers(world: World, request_id: int) -> dict[int, Offer]:
    async with world.database.read() as session:
        found = await session.scalars(select(Offer).where(Offer.request_id == request_id))
        return {offer.person_id: offer for offer in found}
