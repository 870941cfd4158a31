"""The shop of a post as its clerks keep it: goods in any state, what is put aside, and the rules that give points."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.area import ancestors
from models.shop import Good, PointRule, Redemption, RedemptionState


async def goods_kept(session: AsyncSession, venue_code: str) -> Sequence[Good]:
    """Everything that a shop has or had: what is open first, then by name."""
    statement = select(Good).where(Good.venue_code == venue_code)
    return (await session.scalars(statement.order_by(Good.closed_at.is_not(None), Good.name))).all()


async def good_kept(session: AsyncSession, good_id: int, *, lock: bool = False) -> Good | None:
    """One of the goods; with `lock` nobody else can change it until the transaction ends."""
    statement = select(Good).where(Good.id == good_id).execution_options(populate_existing=True)
    return await session.scalar(statement.with_for_update() if lock else statement)


async def put_aside(session: AsyncSession, venue_code: str) -> dict[int, int]:
    """How many of each of a shop's goods are put aside and not fetched."""
    statement = (
        select(Redemption.good_id, func.count(Redemption.id))
        .where(Redemption.venue_code == venue_code, Redemption.state == RedemptionState.RESERVED)
        .group_by(Redemption.good_id)
    )
    return {row[0]: row[1] for row in await session.execute(statement)}


async def rules_at(session: AsyncSession, area_code: str) -> Sequence[PointRule]:
    """The rules that hold in an area, its own and those from above, the most exact item first."""
    statement = select(PointRule).where(PointRule.area_code.in_(ancestors(area_code)))
    found = (await session.scalars(statement)).all()
    return sorted(found, key=lambda rule: (-len(rule.item), rule.item, -len(rule.area_code)))
