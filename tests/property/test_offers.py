"""Whatever the order of asking, accepting, declining, withdrawing, expiring and going up: the promises of an offer hold.

No double booking, no offer after a decline, no offer past its deadline, never more accepted than needed.
"""

import asyncio
import shutil
import tempfile
from collections import Counter
from collections.abc import Awaitable
from contextlib import ExitStack, suppress
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from models.database import Database
from models.grant import NotAllowed, Role
from models.machine import IllegalMove
from models.offer import Offer, OfferState
from models.person import Person
from models.request import AGREED, ENDED, LIVE, Request, RequestState
from models.visit import COMING, GOING, Attendance, Visit, VisitState
from services import answers, dispatch, drafts, ending, staffing, withdrawing
from services.filing import Wish, draft
from services.work import Refusal, Work
from tests.conftest import TurnedClock
from tests.county import NEXT_VILLAGE, TOWN, VILLAGE, Place
from tests.postgres import Postgres

ITEMS = ("C09", "A02", "A07", "F06")  # one person, one person, two people, two people in an emergency
EXPECTED = (Refusal, IllegalMove, NotAllowed)


class Offers(RuleBasedStateMachine):
    """A county with six volunteers and a team, in which things happen in any order."""

    open_database: ClassVar[Any]

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.stack = ExitStack()
        self.place = Place(Database(type(self).open_database(self.stack)), TurnedClock())
        self.requests: list[int] = []
        self.declined: set[tuple[int, int]] = set()

    def run(self, awaitable: Awaitable[Any]) -> Any:
        return self.loop.run_until_complete(awaitable)

    def teardown(self) -> None:
        self.run(self.place.database.close())
        self.loop.close()
        self.stack.close()

    @initialize()
    def build(self) -> None:
        async def make() -> None:
            await self.place.build()
            self.residents = [
                await self.place.person(name, lives_alone=alone) for name, alone in (("甲", True), ("乙", False))
            ]
            areas = (VILLAGE, VILLAGE, VILLAGE, NEXT_VILLAGE, NEXT_VILLAGE, NEXT_VILLAGE)
            self.people = [await self.place.volunteer(f"志愿者{n}", area) for n, area in enumerate(areas)]
            await self.place.team("镇分队", TOWN, *self.people[:4])
            clerk = await self.place.person("小陈", TOWN)
            await self.place.grant(clerk, Role.CLERK, TOWN)

        self.run(make())

    @rule(resident=st.integers(0, 1), item=st.sampled_from(ITEMS), hours=st.integers(1, 30), length=st.integers(1, 6))
    def ask(self, resident: int, item: str, hours: int, length: int) -> None:
        async def file(work: Work) -> int:
            start = work.now + timedelta(hours=hours)
            wish = Wish(item, VILLAGE, "要帮忙", "3组", start, start + timedelta(hours=length))
            request = await draft(work, await work.session.get_one(Person, work.me), wish)
            await drafts.confirm(work, request.id)
            return request.id

        if len(self.requests) < 5:
            self.requests.append(self.run(self.place.act(self.residents[resident], file)))

    @precondition(lambda self: self.requests)
    @rule(which=st.integers(0, 30), answer=st.sampled_from(("accept", "accept", "decline", "withdraw")))
    def answer(self, which: int, answer: str) -> None:
        offers = self.run(self.all_of(Offer))
        if not offers:
            return
        offer = offers[which % len(offers)]
        use_case: Any = {"accept": answers.accept, "decline": answers.decline, "withdraw": answers.withdraw}[answer]
        with suppress(*EXPECTED):
            self.run(self.place.act(offer.person_id, lambda work: use_case(work, offer.id)))
            if answer == "accept":
                assert offer.state is OfferState.SENT
                assert offer.deadline >= self.place.clock()
            if answer == "decline":
                self.declined.add((offer.request_id, offer.person_id))

    @precondition(lambda self: self.requests)
    @rule(visit=st.integers(0, 10), person=st.integers(0, 5), takes_off=st.booleans())
    def name(self, visit: int, person: int, takes_off: bool) -> None:
        visits = [one for one in self.run(self.all_of(Visit)) if one.team_id is not None]
        if visits:
            chosen = visits[visit % len(visits)]
            use_case = staffing.unname_person if takes_off else staffing.name_person
            with suppress(*EXPECTED):
                self.run(self.place.act(self.people[0], lambda work: use_case(work, chosen.id, self.people[person])))

    @precondition(lambda self: self.requests)
    @rule(visit=st.integers(0, 10), person=st.integers(0, 5))
    def cannot_come(self, visit: int, person: int) -> None:
        visits = self.run(self.all_of(Visit))
        if visits:
            with suppress(*EXPECTED):
                self.run(
                    self.place.act(
                        self.people[person], lambda w: withdrawing.cannot_come(w, visits[visit % len(visits)].id)
                    )
                )

    @precondition(lambda self: self.requests)
    @rule(which=st.integers(0, 4))
    def cancel(self, which: int) -> None:
        request_id = self.requests[which % len(self.requests)]
        for resident in self.residents:
            with suppress(*EXPECTED):
                self.run(self.place.act(resident, lambda work: ending.cancel(work, request_id)))

    @rule(minutes=st.sampled_from((3, 20, 90, 600, 1500)))
    def time_passes(self, minutes: int) -> None:
        self.place.clock.turn(minutes=minutes)
        self.run(self.place.tick(dispatch.run_waves))

    @invariant()
    def nobody_is_booked_twice(self) -> None:
        visits = {visit.id: visit for visit in self.run(self.all_of(Visit))}
        times: dict[int, list[tuple[Any, Any]]] = {}
        for row in self.run(self.all_of(Attendance)):
            visit = visits[row.visit_id]
            if row.state in GOING and visit.state in (*COMING, VisitState.SERVING):
                times.setdefault(row.person_id, []).append((visit.start, visit.end))
        for spans in times.values():
            ordered = sorted(spans)
            assert all(end <= start for (_, end), (start, _) in pairwise(ordered))

    @invariant()
    def never_more_than_needed(self) -> None:
        going = Counter(row.visit_id for row in self.run(self.all_of(Attendance)) if row.state in GOING)
        for visit in self.run(self.all_of(Visit)):
            assert going[visit.id] <= visit.needed
        live = Counter(v.request_id for v in self.run(self.all_of(Visit)) if v.state in (*COMING, VisitState.SERVING))
        assert all(count == 1 for count in live.values())

    @invariant()
    def offers_keep_their_promises(self) -> None:
        offers, requests = self.run(self.all_of(Offer)), {one.id: one for one in self.run(self.all_of(Request))}
        asked = Counter((offer.request_id, offer.person_id) for offer in offers)
        assert all(count == 1 for count in asked.values()), "nobody is asked twice for the same thing"
        for offer in offers:
            request = requests[offer.request_id]
            if (offer.request_id, offer.person_id) in self.declined:
                assert offer.state is OfferState.DECLINED, "no offer after a decline"
            if request.state in (*ENDED, RequestState.SERVED):
                assert offer.state is not OfferState.SENT
            if offer.state is OfferState.SENT:
                assert offer.sent_at <= offer.deadline
                assert request.state in LIVE

    @invariant()
    def what_is_agreed_has_a_visit(self) -> None:
        coming = {v.request_id for v in self.run(self.all_of(Visit)) if v.state in (*COMING, VisitState.SERVING)}
        for request in self.run(self.all_of(Request)):
            if request.state in AGREED:
                assert request.id in coming

    async def all_of(self, table: Any) -> list[Any]:
        async with self.place.database.read() as session:
            return list(await session.scalars(select(table).order_by(table.id)))


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_in_any_order(kind: str, request: pytest.FixtureRequest) -> None:
    source: Any = request.getfixturevalue("sqlite_template" if kind == "sqlite" else "postgres")

    class Here(Offers):
        open_database = staticmethod(lambda stack: _fresh(stack, source))

    quick = settings(
        max_examples=20,
        stateful_step_count=25,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Here, settings=quick)


def _fresh(stack: ExitStack, source: Path | Postgres) -> str:
    if isinstance(source, Postgres):
        return source.url(stack.enter_context(source.fresh()))
    folder = stack.enter_context(tempfile.TemporaryDirectory())
    return str(shutil.copyfile(source, Path(folder) / "offers.db"))
