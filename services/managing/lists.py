"""What the lists have in common: places with their names, a page of rows, and looks written down."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from models.area import Area
from models.grant import Action, Actor
from models.item import categories, items
from models.queries.manage import areas_below
from models.queries.summary_now import names_of
from models.scope import reach
from services.disclosure import note_looks
from services.work import Work

Row = TypeVar("Row")
COUNTY, TOWN = 6, 9
EXPORTED = 20_000


@dataclass(frozen=True, slots=True)
class Part(Generic[Row]):
    """One page of a list: its rows, its number (from 1), how many pages and rows there are in all."""

    rows: Sequence[Row]
    page: int
    pages: int
    total: int


class Places:
    """The areas within the actor's reach, for their names and to choose from."""

    def __init__(self, areas: Sequence[Area]) -> None:
        self._names = {area.code: area.name for area in areas}

    def name(self, code: str) -> str:
        """Village and town: 高桥村（马坝镇）; the code where the place is not known."""
        name = self._names.get(code, code)
        town = self._names.get(code[:TOWN]) if len(code) > TOWN else None
        return f"{name}（{town}）" if town else name

    def holds(self, code: str) -> bool:
        """Whether an area is one of these."""
        return code in self._names

    def choices(self) -> list[tuple[str, str]]:
        """(code, name) to choose from: the towns, or the villages where there is only one town."""
        towns = [(code, name) for code, name in self._names.items() if len(code) == TOWN]
        return towns if len(towns) > 1 else [(code, name) for code, name in self._names.items() if len(code) > COUNTY]

    def called(self, words: str) -> list[str]:
        """The codes of the areas in whose names these words stand."""
        return [code for code, name in self._names.items() if words in name and len(code) > COUNTY]


async def places_of(work: Work, *actions: Action) -> Places:
    """The areas in which the actor may do all of these."""
    return Places(await areas_below(work.session, reach(work.actor, *actions)))


async def item_names(work: Work) -> dict[str, str]:
    """The name of every item in the actor's language, by code."""
    return {one.code: one.name(work.actor.language) for one in await items(work.session)}


async def skill_names(work: Work) -> dict[str, str]:
    """The same with the whole categories, for which a letter stands."""
    english = work.actor.language == "en"
    return await item_names(work) | {one.code: one.en if english else one.zh for one in await categories(work.session)}


async def known_names(work: Work, ids: Iterable[int], purpose: str) -> dict[int, str]:
    """The names of those among these persons whom the actor may know; the looks are written down."""
    names = await names_of(work.session, work.actor, sorted(set(ids)))
    note_looks(work, (person for person in names if person != work.me), ["name"], purpose)
    return names


def part(rows: Sequence[Row], page: int, size: int, total: int) -> Part[Row]:
    """A page of a list of `total` rows."""
    return Part(rows, page, max(1, -(-total // size)), total)


def first_of(page: int, size: int) -> int:
    """How many rows stand before a page."""
    return (max(1, page) - 1) * size


def may_export(actor: Actor, *actions: Action) -> bool:
    """Whether there is any area whose list the actor may take away as a file."""
    return bool(reach(actor, *actions, Action.EXPORT))
