"""How long people take to answer is learned from the offers in the database, apart for emergencies and for the rest."""

from datetime import timedelta

from models.offer import Offer, OfferState
from models.person import Person
from models.request import RequestState
from services.chances import ENOUGH, delay_now
from services.filing import Wish, draft
from services.work import Work
from tests.county import VILLAGE, Place


async def test_slow_people_are_waited_for(place: Place) -> None:
    """Answers after forty minutes of the morning; those who were told that it was filled stayed silent for an hour."""
    resident, helper, other = await place.person("王奶奶"), await place.volunteer("李敏"), await place.volunteer("赵军")

    async def past(work: Work) -> None:
        person = await work.session.get_one(Person, resident)
        for number in range(ENOUGH):
            sent = work.now - timedelta(days=number + 1, hours=2)
            request = await draft(work, person, Wish("C09", VILLAGE, "", "3组"))
            request.state, request.accepted_at = RequestState.CLOSED, sent + timedelta(minutes=60)
            for who, state, after in (
                (helper, OfferState.DECLINED, 35 + number % 11),
                (other, OfferState.FILLED, None),
            ):
                work.session.add(
                    Offer(
                        request_id=request.id,
                        person_id=who,
                        state=state,
                        wave=1,
                        level=request.level,
                        sent_at=sent,
                        deadline=sent + timedelta(hours=8),
                        answered_at=sent + timedelta(minutes=after) if after else None,
                    )
                )

    assert await place.tick(lambda work: delay_now(work, False)) is None
    await place.act(resident, past)
    place.clock.turn(hours=6)
    learned = await place.tick(lambda work: delay_now(work, False))
    assert learned is not None
    assert timedelta(minutes=33) < learned.median < timedelta(minutes=60)
    assert await place.tick(lambda work: delay_now(work, True)) is None, "no emergency was among them"
