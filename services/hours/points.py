"""Points (积分) by item and by rule, and the small shop of a post (积分兑换超市): goods, stock, and redemption by code."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from models.area import ancestors
from models.crypto import keyring
from models.grant import Action
from models.hours import Entry
from models.ids import random_digits
from models.ledger import lock_for
from models.machine import move
from models.queries.people import lock_person
from models.request import Request
from models.scope import in_areas, unscoped
from models.shop import Good, PointBalance, PointKind, PointMove, PointRule, Redemption, RedemptionState
from services.work import Refusal, Work

KEPT = timedelta(days=14)


async def points_of(work: Work, person_id: int) -> int:
    """The points that a person has."""
    found = await work.session.get(PointBalance, person_id, populate_existing=True)
    return found.points if found else 0


@unscoped("points for an entry that was just made")
async def earn(work: Work, entry: Entry) -> int:
    """Give the points for a service, by the most exact rule of the nearest area; none where no rule speaks of it."""
    request = await work.session.get(Request, entry.request_id) if entry.request_id else None
    rule = await _rule(work, entry.chain, request.item_code if request else "")
    points = entry.minutes * rule.per_hour // 60 if rule else 0
    if points > 0:
        await _move(work, entry.person_id, PointKind.EARNED, points, entry_id=entry.id)
    return points


async def take_back_points(work: Work, undone: Entry) -> int:
    """Take back what a reversed service had earned, as far as it is not spent."""
    earned = await work.session.scalar(select(PointMove).where(PointMove.entry_id == undone.id))
    if earned is None:
        return 0
    points = min(earned.points, await points_of(work, undone.person_id))
    if points:
        await _move(work, undone.person_id, PointKind.TAKEN_BACK, -points)
    return points


async def set_rule(work: Work, area_code: str, item: str, per_hour: int) -> PointRule:
    """Set the points for each hour of an item, a category or (empty) anything in an area.

    Raises:
        NotAllowed: the actor does not manage it.
    """
    work.actor.must(Action.EDIT_SETTINGS, area_code=area_code)
    statement = select(PointRule).where(PointRule.area_code == area_code, PointRule.item == item)
    rule = await work.session.scalar(statement)
    if rule is None:
        rule = PointRule(area_code=area_code, item=item, per_hour=per_hour)
        work.session.add(rule)
    rule.per_hour = per_hour
    return rule


async def stock_good(work: Work, venue_code: str, name: str, points: int, stock: int) -> Good:
    """Put goods into a post's shop, or more of them.

    Raises:
        NotAllowed: the actor handles nothing there.
        ValueError: a price or number below one.
    """
    work.actor.must(Action.HANDLE_REQUESTS, area_code=venue_code)
    if points < 1 or stock < 1:
        raise ValueError("a price and a number of at least one")
    statement = select(Good).where(Good.venue_code == venue_code, Good.name == name).with_for_update()
    good = await work.session.scalar(statement.execution_options(populate_existing=True))
    if good is None:
        good = Good(venue_code=venue_code, name=name, points=points, stock=0)
        work.session.add(good)
    good.points, good.stock = points, good.stock + stock
    return good


async def goods_of(work: Work, venue_code: str) -> Sequence[Good]:
    """What a post's shop has now, the cheapest first."""
    statement = (
        select(Good)
        .where(Good.venue_code == venue_code, Good.stock > 0, Good.closed_at.is_(None))
        .order_by(Good.points, Good.name)
    )
    return (await work.session.scalars(statement)).all()


async def redeem(work: Work, good_id: int) -> Redemption:
    """Put goods aside for the actor: the points go now, the goods are fetched with the code.

    Raises:
        Refusal: nothing is left of it, or the points do not suffice.
    """
    await lock_person(work.session, work.me)
    statement = select(Good).where(Good.id == good_id).with_for_update().execution_options(populate_existing=True)
    good = await work.session.scalar(statement)
    if good is None or good.stock < 1 or good.closed_at is not None:
        raise Refusal("shop_gone")
    if await points_of(work, work.me) < good.points:
        raise Refusal("shop_points", points=good.points)
    good.stock -= 1
    code = await _free_code(work, good.venue_code)
    redemption = Redemption(
        good_id=good.id,
        venue_code=good.venue_code,
        person_id=work.me,
        points=good.points,
        code_index=_index(code),
        state=RedemptionState.RESERVED,
        at=work.now,
        until=work.now + KEPT,
    )
    redemption.code = code
    work.session.add(redemption)
    await work.session.flush()
    await _move(work, work.me, PointKind.REDEEMED, -good.points, redemption_id=redemption.id)
    return redemption


async def hand_over(work: Work, areas: Sequence[str], code: str) -> Redemption:
    """Hand over what was put aside under a code at a post in one of the areas, once.

    Raises:
        Refusal: nothing is put aside under it there.
        NotAllowed: the actor handles nothing there.
    """
    for code_of_area in areas:
        work.actor.must(Action.HANDLE_REQUESTS, area_code=code_of_area)
    redemption = await _reserved(work, areas, code.strip())
    if redemption is None:
        raise Refusal("shop_code")
    _end(work, redemption, RedemptionState.FETCHED)
    return redemption


async def return_unfetched(work: Work) -> int:
    """The clock: what nobody fetched goes back to the shop, and its points to the person."""
    statement = (
        select(Redemption)
        .where(Redemption.state == RedemptionState.RESERVED, Redemption.until <= work.now)
        .order_by(Redemption.person_id, Redemption.id)
        .with_for_update(skip_locked=True)
    )
    due = (await work.session.scalars(statement)).all()
    await lock_for(work.session, [one.person_id for one in due], [])
    for redemption in due:
        good = await work.session.get_one(Good, redemption.good_id, with_for_update=True, populate_existing=True)
        good.stock += 1
        _end(work, redemption, RedemptionState.RETURNED)
        await _move(work, redemption.person_id, PointKind.RETURNED, redemption.points, redemption_id=redemption.id)
    return len(due)


def _end(work: Work, redemption: Redemption, to: RedemptionState) -> None:
    move(work.session, redemption, to, at=work.now, actor_id=work.me or None)
    redemption.ended_at, redemption.ended_by = work.now, work.me or None


async def _reserved(work: Work, areas: Sequence[str], code: str) -> Redemption | None:
    statement = select(Redemption).where(
        in_areas(Redemption.venue_code, list(areas)),
        Redemption.code_index == _index(code),
        Redemption.state == RedemptionState.RESERVED,
    )
    return await work.session.scalar(statement.with_for_update().execution_options(populate_existing=True))


async def _free_code(work: Work, venue_code: str) -> str:
    while True:
        code = random_digits(6)
        if await _reserved(work, [venue_code[:6]], code) is None:
            return code


def _index(code: str) -> bytes:
    return keyring().blind("redemption", code)


async def _rule(work: Work, chain: str, item: str) -> PointRule | None:
    statement = select(PointRule).where(
        PointRule.area_code.in_(ancestors(chain)), PointRule.item.in_({item, item[:1], ""})
    )
    found = (await work.session.scalars(statement)).all()
    return max(found, key=lambda rule: (len(rule.item), len(rule.area_code)), default=None)


async def _move(
    work: Work,
    person_id: int,
    kind: PointKind,
    points: int,
    *,
    entry_id: int | None = None,
    redemption_id: int | None = None,
) -> None:
    """Add a movement and keep the balance; the person is locked by the caller."""
    session = work.session
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    await session.execute(insert(PointBalance).values(person_id=person_id, points=0).on_conflict_do_nothing())
    kept = await session.get_one(PointBalance, person_id, populate_existing=True)
    kept.points += points
    session.add(
        PointMove(
            person_id=person_id,
            kind=kind,
            points=points,
            entry_id=entry_id,
            redemption_id=redemption_id,
            at=work.now,
        )
    )
    await session.flush()
