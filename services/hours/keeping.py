"""Keeping the small shop of a post: what it has, for how many points, how many are left, what is closed; and rules for points."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from models.area import Area, Venue, VenueLevel, area, venues_in
from models.grant import Action, NotAllowed
from models.item import categories, item
from models.queries.shop import good_kept, goods_kept, put_aside, rules_at
from models.shop import Good, PointRule
from services.hours.points import set_rule, stock_good
from services.numbers import numbers_in
from services.work import Refusal, Work

MOST = 100_000
MOST_PER_HOUR = 1000


@dataclass(frozen=True, slots=True)
class GoodCard:
    """Goods as a clerk keeps them; `kept` are put aside for people who have not fetched them."""

    id: int
    venue_code: str
    name: str
    points: int
    stock: int
    kept: int
    open: bool


@dataclass(frozen=True, slots=True)
class RuleCard:
    """Points for each hour: of what (None is anything), where, and whether the actor may change it."""

    name: str | None
    area: str
    per_hour: int


async def shops(work: Work) -> list[Venue]:
    """The posts and stations whose shops the actor keeps.

    Raises:
        NotAllowed: there is none.
    """
    areas = work.actor.areas(Action.HANDLE_REQUESTS)
    if not areas:
        raise NotAllowed(Action.HANDLE_REQUESTS.value)
    found = [venue for code in areas for venue in await venues_in(work.session, code)]
    posts = [venue for venue in found if venue.level is VenueLevel.POST]
    return posts or found


async def shelf(work: Work, venue_code: str) -> list[GoodCard]:
    """Everything in a post's shop.

    Raises:
        NotAllowed: the actor handles nothing there.
    """
    work.actor.must(Action.HANDLE_REQUESTS, area_code=venue_code)
    kept = await put_aside(work.session, venue_code)
    return [_card(good, kept.get(good.id, 0)) for good in await goods_kept(work.session, venue_code)]


async def good_card(work: Work, good_id: int) -> GoodCard:
    """One of the goods, for who keeps them.

    Raises:
        Refusal: there is no such good.
        NotAllowed: the actor handles nothing there.
    """
    good = await _good(work, good_id)
    return _card(good, (await put_aside(work.session, good.venue_code)).get(good.id, 0))


async def add_goods(work: Work, venue_code: str, words: str) -> Good:
    """Put goods into a shop in words: a name, the points, and how many ("洗衣液 8分 20瓶").

    Raises:
        Refusal: the name or one of the two numbers is missing, or a number is out of bounds.
        NotAllowed: the actor handles nothing there.
    """
    name, found = numbers_in(words)
    if not name or len(found) != 2 or not all(1 <= number <= MOST for number in found):
        raise Refusal("shop_words")
    work.actor.must(Action.HANDLE_REQUESTS, area_code=venue_code)
    if await work.session.get(Venue, venue_code) is None:
        raise Refusal("no_venue")
    good = await stock_good(work, venue_code, name[:40], found[0], found[1])
    good.closed_at = None
    await work.session.flush()
    return good


async def restock(work: Work, good_id: int, change: int) -> Good:
    """More of the goods, or fewer where some were spoiled; what is put aside is not touched.

    Raises:
        Refusal: there is no such good, or fewer than none would be left, or too many.
        NotAllowed: the actor handles nothing there.
    """
    good = await _good(work, good_id, lock=True)
    if not 0 <= good.stock + change <= MOST:
        raise Refusal("shop_number", most=MOST)
    good.stock += change
    return good


async def set_stock(work: Work, good_id: int, words: str) -> Good:
    """How many were counted on the shelf, those put aside not among them.

    Raises:
        Refusal, NotAllowed: as for `restock`.
    """
    good = await _good(work, good_id, lock=True)
    good.stock = _number(words, least=0)
    return good


async def set_price(work: Work, good_id: int, words: str) -> Good:
    """Another price in points; who has chosen before has paid the old one.

    Raises:
        Refusal, NotAllowed: as for `restock`.
    """
    good = await _good(work, good_id, lock=True)
    good.points = _number(words, least=1)
    return good


async def open_or_close(work: Work, good_id: int, *, open_it: bool) -> Good:
    """Let the goods be chosen, or not any more; what was put aside can still be fetched.

    Raises:
        Refusal, NotAllowed: as for `restock`.
    """
    good = await _good(work, good_id, lock=True)
    good.closed_at = None if open_it else good.closed_at or work.now
    return good


async def rules(work: Work, area_code: str) -> list[RuleCard]:
    """The rules that hold in an area whose shop the actor keeps.

    Raises:
        NotAllowed: the actor handles nothing there.
    """
    work.actor.must(Action.HANDLE_REQUESTS, area_code=area_code)
    return [await _rule_card(work, rule) for rule in await rules_at(work.session, area_code)]


async def change_rule(work: Work, area_code: str, what: str, per_hour: int) -> PointRule:
    """Set the points for an hour of an item, a category or (empty) anything.

    Raises:
        Refusal: there is no such item or category, or the number is out of bounds.
        NotAllowed: the actor does not manage the area.
    """
    if not 0 <= per_hour <= MOST_PER_HOUR:
        raise Refusal("shop_number", most=MOST_PER_HOUR)
    letters = {one.code for one in await categories(work.session)}
    if what and what not in letters and await item(work.session, what) is None:
        raise Refusal("no_item")
    return await set_rule(work, area_code, what, per_hour)


def _card(good: Good, kept: int) -> GoodCard:
    return GoodCard(good.id, good.venue_code, good.name, good.points, good.stock, kept, good.closed_at is None)


async def _good(work: Work, good_id: int, *, lock: bool = False) -> Good:
    good = await good_kept(work.session, good_id, lock=lock)
    if good is None:
        raise Refusal("shop_gone")
    work.actor.must(Action.HANDLE_REQUESTS, area_code=good.venue_code)
    return good


def _number(words: str, *, least: int) -> int:
    _, found = numbers_in(words)
    if len(found) != 1 or not least <= found[0] <= MOST:
        raise Refusal("shop_number", most=MOST)
    return found[0]


async def _rule_card(work: Work, rule: PointRule) -> RuleCard:
    place: Area | None = await area(work.session, rule.area_code)
    return RuleCard(await _what(work, rule.item), place.name if place else rule.area_code, rule.per_hour)


async def _what(work: Work, code: str) -> str | None:
    known: Sequence[Any] = [await item(work.session, code)] if len(code) > 1 else await categories(work.session)
    found = next((one for one in known if one is not None and one.code == code), None)
    if found is None:
        return code or None
    return str(found.en if work.actor.language == "en" else found.zh)
