"""Loading a file: each row in a transaction of its own, so that none is half loaded, and a report of those refused and why."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from models.area import areas_in
from models.exchange import Direction, Exchange
from models.grant import Action
from models.item import items
from services.exchange.cells import Ground, RowRefused, values_of
from services.exchange.elements import ENTRIES, Element
from services.exchange.reading import RawRow, Read
from services.exchange.taking import Taken, Taking, take
from services.work import Work

Begin = Callable[[], AbstractAsyncContextManager[AsyncSession]]
MakeWork = Callable[[AsyncSession], Work]


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was not taken in: where it stands, and what is allowed there."""

    element: str
    row: int
    column: str
    code: str
    facts: Mapping[str, Any]


@dataclass(slots=True)
class Report:
    """What became of a file's rows."""

    added: Counter[str] = field(default_factory=Counter)
    known: Counter[str] = field(default_factory=Counter)
    refused: list[Refused] = field(default_factory=list)
    ignored: list[tuple[str, str]] = field(default_factory=list)
    missing: list[tuple[str, str]] = field(default_factory=list)

    def counts(self) -> dict[str, dict[str, int]]:
        """How many rows of each element were added, known and refused."""
        refused = Counter(one.element for one in self.refused)
        kinds = {"added": self.added, "known": self.known, "refused": refused}
        return {name: dict(found) for name, found in kinds.items()}


async def load(
    begin: Begin,
    make_work: MakeWork,
    found: Read,
    area: str,
    *,
    operator: str | None = None,
    digest: bytes | None = None,
    on_row: Callable[[], None] = lambda: None,
) -> Report:
    """Take in a file's rows. Who ran it, and what became of it, is kept.

    `begin` opens a transaction, `make_work` makes its surroundings.

    Raises:
        NotAllowed: the actor does not manage the area.
    """
    report = Report(ignored=found.ignored, missing=[(element.value, name) for element, name in found.missing])
    taking = await _start(begin, make_work, found, area, operator, digest)
    for row in _parents_first(found.rows):
        await _one(begin, make_work, taking, row, report)
        on_row()
    async with begin() as session:
        kept = await session.get_one(Exchange, taking.exchange_id)
        kept.counts = report.counts()
    return report


async def _start(
    begin: Begin, make_work: MakeWork, found: Read, area: str, operator: str | None, digest: bytes | None
) -> Taking:
    async with begin() as session:
        work = make_work(session)
        work.actor.must(Action.EDIT_SETTINGS, area_code=area)
        areas = frozenset(one.code for one in await areas_in(session, area))
        catalogue = frozenset(item.code for item in await items(session))
        kept = Exchange(
            direction=Direction.IN,
            area_code=area,
            person_id=work.me or None,
            operator=operator,
            digest=digest,
            at=work.now,
        )
        session.add(kept)
        ground = Ground(work.zone, work.actor.county_code, areas, catalogue)
    return Taking(kept.id, ground, undone=_undone(found))


async def _one(begin: Begin, make_work: MakeWork, taking: Taking, row: RawRow, report: Report) -> None:
    name, before = row.element.value, dict(taking.teams)
    try:
        values = values_of(row, taking.ground)
        async with begin() as session:
            taken = await take(make_work(session), taking, row.element, values)
    except RowRefused as fault:
        report.refused.append(Refused(name, row.number, fault.column, fault.code, fault.facts))
    except IntegrityError:
        taking.teams = before
        report.refused.append(Refused(name, row.number, "", "clash", {}))
    else:
        (report.added if taken is Taken.ADDED else report.known)[name] += 1


def _parents_first(rows: Sequence[RawRow]) -> list[RawRow]:
    """Teams after the teams above them; everything else in its order."""
    above = {
        str(row.cells.get("团体编号")): str(row.cells.get("上级团体编号") or "")
        for row in rows
        if row.element is Element.TEAM
    }

    def depth(row: RawRow) -> int:
        code, steps = str(row.cells.get("团体编号")), 0
        while (code := above.get(code, "")) and steps < len(above):
            steps += 1
        return steps

    teams = sorted((row for row in rows if row.element is Element.TEAM), key=depth)
    return [*teams, *(row for row in rows if row.element is not Element.TEAM)]


def _undone(found: Read) -> frozenset[str]:
    """The records that the file's own corrections undo."""
    corrections = (
        row for row in found.rows if row.element is Element.TIME and str(row.cells.get("类型")) == ENTRIES["reversed"]
    )
    return frozenset(str(row.cells.get("更正的记录编号")) for row in corrections)


async def note_export(work: Work, area: str, *, operator: str | None, unmasked: bool) -> int:
    """Keep who exports an area, before a row is written; returns the id under which it is kept.

    Raises:
        NotAllowed: the actor may not export the area.
    """
    work.actor.must(Action.EXPORT, area_code=area)
    kept = Exchange(
        direction=Direction.OUT,
        area_code=area,
        person_id=work.me or None,
        operator=operator,
        unmasked=unmasked,
        at=work.now,
    )
    work.session.add(kept)
    await work.session.flush()
    return kept.id


async def note_written(session: AsyncSession, exchange_id: int, counts: dict[str, int], digest: bytes) -> None:
    """Keep how much an export wrote, and the digest of its file."""
    kept = await session.get_one(Exchange, exchange_id)
    kept.counts, kept.digest = dict(counts), digest
