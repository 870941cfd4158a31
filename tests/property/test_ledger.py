"""Whatever is served, reversed, transferred, spent, claimed and approved, in any order and at once: the ledger's promises hold.

Balances equal the sums of entries, nobody has overlapping minutes, no balance is below zero, no entry ever changes.
"""

import asyncio
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from models.anomaly import Anomaly
from models.claim import WAITING, Claim
from models.database import Database
from models.grant import NotAllowed, Role
from models.hours import Balance, Entry, EntryKind, Grade
from models.ledger import FIELDS
from models.machine import IllegalMove
from services.hours import bank, claims
from services.hours.entering import enter, new_claim
from services.hours.verify import verify
from services.work import Refusal, Work
from tests.conftest import TurnedClock
from tests.county import COUNTY, NEXT_VILLAGE, TOWN, VILLAGE, Place
from tests.postgres import Postgres
from tests.service.hours.serve import asked, by

EXPECTED = (Refusal, IllegalMove, NotAllowed)
CHAINS = (VILLAGE, NEXT_VILLAGE)
Act = Callable[[], Awaitable[Any]]
acts = st.lists(
    st.tuples(
        st.sampled_from(("served", "typed", "approve", "refuse", "reverse", "save", "spend", "clear")),
        st.integers(0, 2),
        st.integers(0, 9),
        st.integers(1, 130),
    ),
    min_size=1,
    max_size=4,
)


class Ledger(RuleBasedStateMachine):
    """Three volunteers, two clerks and a manager; a few acts at once, over and over."""

    open_database: ClassVar[Callable[[ExitStack], str]]

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.stack = ExitStack()
        self.place = Place(Database(type(self).open_database(self.stack)), TurnedClock())
        self.seen: dict[int, tuple[Any, ...]] = {}

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
            self.people = [await self.place.volunteer(name) for name in ("甲", "乙", "丙")]
            self.staff = [await self.place.person(name, TOWN) for name in ("周", "吴", "陈")]
            for person, role in zip(self.staff, (Role.CLERK, Role.CLERK, Role.MANAGER), strict=True):
                await self.place.grant(person, role, TOWN if role is Role.CLERK else COUNTY)
            self.mother = await self.place.person("母亲")
            for person in self.people:
                await self.place.act(self.staff[0], by(bank.confirm_kin, person, self.mother))
            self.request = await self.request_of(self.mother)

        self.run(make())

    @rule(several=acts)
    def at_once(self, several: list[tuple[str, int, int, int]]) -> None:
        """Some acts begin together; each is done or refused, and nothing else happens."""
        chosen = [self.act(*one) for one in several]

        async def together() -> list[Any]:
            return await asyncio.gather(*(act() for act in chosen if act is not None), return_exceptions=True)

        for result in self.run(together()):
            assert not isinstance(result, BaseException) or isinstance(result, EXPECTED), repr(result)

    @rule(hours=st.sampled_from((1, 5, 24, 73)))
    def time_passes(self, hours: int) -> None:
        self.place.clock.turn(hours=hours)
        self.run(self.place.tick(claims.let_count))

    def act(self, kind: str, who: int, which: int, minutes: int) -> Act | None:
        """One act, as somebody who may or may not do it."""
        person, member = self.people[who], self.staff[which % 3]
        if kind in ("served", "typed"):
            start = self.place.clock() - timedelta(minutes=minutes + 17 * which)
            return lambda: self.place.act(
                person if kind == "served" else member,
                lambda work: self.enter(work, person, start, minutes, kind, CHAINS[which % 2]),
            )
        if kind in ("save", "spend"):
            return lambda: self.place.act(
                person,
                lambda work: (
                    bank.save_minutes(work, minutes)
                    if kind == "save"
                    else bank.spend_minutes(work, self.request, minutes)
                ),
            )
        return self.decision(kind, member, which)

    def decision(self, kind: str, member: int, which: int) -> Act | None:
        if kind in ("approve", "refuse"):
            waiting = [one for one in self.run(self.all_of(Claim)) if one.state in WAITING]
            chosen = waiting[which % len(waiting)].id if waiting else 1
            if kind == "approve":
                return lambda: self.place.act(member, lambda work: claims.approve(work, chosen))
            return lambda: self.place.act(member, lambda work: claims.refuse(work, chosen, "不对"))
        if kind == "reverse":
            entries = self.run(self.all_of(Entry))
            undone = entries[which % len(entries)].id if entries else 1
            return lambda: self.place.act(member, lambda work: claims.reverse(work, undone))
        odd = self.run(self.all_of(Anomaly))
        return (
            (lambda: self.place.act(member, lambda work: claims.clear(work, odd[which % len(odd)].id))) if odd else None
        )

    async def enter(self, work: Work, person: int, start: datetime, minutes: int, kind: str, chain: str) -> None:
        if kind == "typed":
            await claims.enter_by_hand(work, person, chain, start, minutes, "补登")
            return
        grade = (Grade.A, Grade.A, Grade.B)[minutes % 3]
        claim = new_claim(work, person_id=person, chain=chain, start=start, minutes=minutes, grade=grade)
        await enter(work, claim)

    async def request_of(self, resident: int) -> int:
        return await asked(self.place, resident, hours=30)

    @invariant()
    def balances_are_the_sums_of_entries(self) -> None:
        sums: dict[tuple[int, str], int] = defaultdict(int)
        for entry in self.run(self.all_of(Entry)):
            sums[entry.person_id, entry.book] += entry.minutes
        kept = {(one.person_id, one.book): one.minutes for one in self.run(self.all_of(Balance, Balance.person_id))}
        assert kept == dict(sums)
        assert all(minutes >= 0 for minutes in kept.values())

    @invariant()
    def nobody_has_overlapping_minutes(self) -> None:
        entries = self.run(self.all_of(Entry))
        undone = {one.reverses_id for one in entries}
        times: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
        for entry in entries:
            if entry.kind is EntryKind.SERVED and entry.id not in undone:
                times[entry.person_id].append((entry.start, entry.end))
        for spans in times.values():
            assert all(end <= start for (_, end), (start, _) in pairwise(sorted(spans)))

    @invariant()
    def no_entry_ever_changes(self) -> None:
        now = {
            one.id: (*(getattr(one, name) for name in FIELDS), one.previous, one.digest)
            for one in self.run(self.all_of(Entry))
        }
        assert self.seen.items() <= now.items()
        self.seen = now

    @invariant()
    def the_proof_fits(self) -> None:
        async def proof() -> Any:
            async with self.place.database.read() as session:
                return await verify(session)

        assert self.run(proof()).fault is None

    async def all_of(self, table: Any, order: Any = None) -> list[Any]:
        async with self.place.database.read() as session:
            return list(await session.scalars(select(table).order_by(table.id if order is None else order)))


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_in_any_order_and_at_once(kind: str, request: pytest.FixtureRequest) -> None:
    source: Any = request.getfixturevalue("sqlite_template" if kind == "sqlite" else "postgres")

    class Here(Ledger):
        open_database = partial(_fresh, source=source)

    quick = settings(
        max_examples=20,
        stateful_step_count=20,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Here, settings=quick)


def _fresh(stack: ExitStack, *, source: Path | Postgres) -> str:
    if isinstance(source, Postgres):
        return source.url(stack.enter_context(source.fresh()))
    folder = stack.enter_context(tempfile.TemporaryDirectory())
    return str(shutil.copyfile(source, Path(folder) / "ledger.db"))
