"""The rows of each element as they stand in a file: texts, whole numbers and nothing else, in the order of the columns.

Whoever exports needs the right to (`Action.EXPORT`). Phones, paper numbers and what people wrote in their own words are only
written out where that is asked for.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import orjson

from models.grant import Action
from models.hours import Book
from models.ids import short
from models.person import Certificate, Person, Volunteer
from models.queries import exchange as queries
from models.queries.exchange import Statement
from services.exchange.elements import BOOKS, COLUMNS, ENTRIES, NO, PAPER_STATES, SEXES, STATES, TEAMS, YES, Element
from services.work import Work

Cell = str | int | None
Line = tuple[Cell, ...]
SHOWN_DIGITS = 4
LEVELS = "一二三四五六七八九"


@dataclass(slots=True)
class Gathering:
    """An export under way: `unmasked` writes out phones, numbers of papers and people's own words."""

    work: Work
    area: str
    unmasked: bool = False
    _known: dict[int, tuple[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse whoever may not export the area.

        Raises:
            NotAllowed: no grant of the actor allows it.
        """
        self.work.actor.must(Action.EXPORT, area_code=self.area)

    async def total(self) -> int:
        """How many rows there are."""
        statements = [one for element in Element for one in self._statements(element)]
        return await queries.count(self.work.session, *statements)

    async def lines(self, element: Element) -> AsyncIterator[Sequence[Line]]:
        """The rows of an element, some at a time."""
        makers: dict[Element, tuple[Callable[[Sequence[Any]], Any], ...]] = {
            Element.TEAM: (self._teams,),
            Element.VOLUNTEER: (self._volunteers,),
            Element.PROJECT: (self._projects, self._foreign),
            Element.TRAINING: (self._foreign,),
            Element.AWARD: (self._stars, self._foreign),
            Element.PAPER: (self._qualifications, self._papers, self._foreign),
            Element.TIME: (self._entries,),
            Element.OPINION: (self._opinions, self._voices, self._foreign),
        }
        for statement, make in zip(self._statements(element), makers[element], strict=True):
            async for part in queries.parts(self.work.session, statement):
                yield await make(part)

    def _statements(self, element: Element) -> tuple[Statement, ...]:
        area, foreign = self.area, queries.foreign(self.area, element.value)
        return {
            Element.TEAM: (queries.teams(area),),
            Element.VOLUNTEER: (queries.volunteers(area),),
            Element.PROJECT: (queries.projects(area), foreign),
            Element.TRAINING: (foreign,),
            Element.AWARD: (queries.stars(area), foreign),
            Element.PAPER: (queries.qualifications(area), queries.papers(area), foreign),
            Element.TIME: (queries.entries(area),),
            Element.OPINION: (queries.opinions(area), queries.voices(area), foreign),
        }[element]

    async def _teams(self, part: Sequence[Any]) -> list[Line]:
        return [
            (
                short(team.id),
                team.name,
                TEAMS[team.kind.value],
                team.venue_code,
                short(team.parent_id) if team.parent_id else None,
                "、".join(team.skills),
                captain,
                members,
            )
            for team, captain, members in part
        ]

    async def _volunteers(self, part: Sequence[Any]) -> list[Line]:
        ids = [person.id for _, person in part]
        books = await queries.books_of(self.work.session, ids)
        teams = await queries.teams_of_people(self.work.session, ids)
        return [self._volunteer(volunteer, person, books, teams) for volunteer, person in part]

    def _volunteer(
        self,
        volunteer: Volunteer,
        person: Person,
        books: dict[tuple[int, Book], int],
        teams: dict[int, list[int]],
    ) -> Line:
        return (
            volunteer.number,
            person.name,
            SEXES[person.sex.value],
            person.birth_year,
            self._hidden(person.phone),
            person.area_code,
            "、".join(volunteer.skills),
            "、".join(short(team) for team in teams.get(person.id, ())),
            self._day(volunteer.joined_at),
            self._day(volunteer.vetted_until),
            *(books.get((person.id, book), 0) for book in (Book.CREDIT, Book.HONOUR, Book.BANK)),
        )

    async def _projects(self, part: Sequence[Any]) -> list[Line]:
        return [
            (
                project_code(county, number),
                item,
                code,
                area,
                team,
                STATES[state.value],
                self._time(start),
                self._time(end),
                people,
                came,
                self._time(at),
            )
            for county, number, item, code, area, team, state, start, end, people, came, at in part
        ]

    async def _stars(self, part: Sequence[Any]) -> list[Line]:
        await self._know(star.person_id for (star,) in part)
        return [
            (
                short(star.id),
                *self._known[star.person_id],
                f"{LEVELS[star.level - 1]}星级志愿者",
                self._day(star.decided_at),
                star.venue_code,
            )
            for (star,) in part
        ]

    async def _qualifications(self, part: Sequence[Any]) -> list[Line]:
        await self._know(one.person_id for (one,) in part)
        return [self._qualification(one) for (one,) in part]

    def _qualification(self, one: Certificate) -> Line:
        number = self._hidden(one.number)
        return short(one.id), *self._known[one.person_id], one.kind, number, None, self._day(one.expires_on), None

    async def _papers(self, part: Sequence[Any]) -> list[Line]:
        await self._know(paper.person_id for (paper,) in part)
        return [
            (
                short(paper.id),
                *self._known[paper.person_id],
                "志愿服务记录证明",
                paper.number,
                self._day(paper.issued_at),
                None,
                PAPER_STATES[paper.state.value],
            )
            for (paper,) in part
        ]

    async def _entries(self, part: Sequence[Any]) -> list[Line]:
        await self._know(row[1] for row in part)
        return [self._entry(*row) for row in part]

    def _entry(self, entry_id: int, person: int, kind: Any, book: Any, minutes: int, *rest: Any) -> Line:
        start, end, county, number, item, chain, grade, undone, at, seq, digest = rest
        return (
            short(entry_id),
            *self._known[person],
            ENTRIES[kind.value],
            BOOKS[book.value],
            minutes,
            self._time(start),
            self._time(end),
            project_code(county, number) if number else None,
            item,
            chain,
            grade.value if grade else None,
            short(undone) if undone else None,
            self._time(at),
            seq,
            digest.hex(),
        )

    async def _opinions(self, part: Sequence[Any]) -> list[Line]:
        return [
            (
                short(one.id),
                project_code(county, number),
                "评价",
                area,
                *(None if answer is None else YES if answer else NO for answer in (one.came, one.on_time, one.solved)),
                one.words if self.unmasked else None,
                self._time(one.at),
            )
            for one, county, number, area in part
        ]

    async def _voices(self, part: Sequence[Any]) -> list[Line]:
        kinds = {"complaint": "投诉", "thanks": "感谢"}
        return [
            (
                short(one.id),
                None,
                kinds[one.kind],
                area,
                None,
                None,
                None,
                one.caption if self.unmasked else None,
                self._time(one.at),
            )
            for one, area in part
        ]

    async def _foreign(self, part: Sequence[Any]) -> list[Line]:
        await self._know(row.person_id for (row,) in part if row.person_id)
        return [self._foreign_line(row) for (row,) in part]

    def _foreign_line(self, row: Any) -> Line:
        kept = orjson.loads(row.columns or "{}")
        number, name = self._known.get(row.person_id, ("", ""))
        kept |= {"统一编号": number, "姓名": name}
        if not self.unmasked:
            kept |= {"证书编号": self._hidden(kept.get("证书编号")), "内容": None}
        return tuple(kept.get(column.name) for column in COLUMNS[Element(row.element)])

    async def _know(self, people: Any) -> None:
        missing = [one for one in people if one not in self._known]
        if missing:
            self._known |= await queries.known_as(self.work.session, missing)

    def _hidden(self, text: str | None) -> str | None:
        return text if self.unmasked else masked(text)

    def _time(self, at: datetime | None) -> str | None:
        return at.astimezone(self.work.zone).strftime("%Y-%m-%d %H:%M:%S") if at else None

    def _day(self, at: date | datetime | None) -> str | None:
        day = at.astimezone(self.work.zone).date() if isinstance(at, datetime) else at
        return str(day) if day else None


def project_code(county: str, number: int) -> str:
    """The number of a request as it stands in files: the county's code and the number within the county."""
    return f"{county}-{number}"


def masked(text: str | None) -> str | None:
    """A number of which only the last four characters can be read."""
    if not text:
        return None
    shown = text[-SHOWN_DIGITS:] if len(text) > SHOWN_DIGITS + 2 else ""
    return "*" * (len(text) - len(shown)) + shown
