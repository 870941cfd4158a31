"""The ledger's entries as a list for the managers' pages: of the chains in the actor's areas only."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.grant import Action, Actor
from models.hours import Entry
from models.queries.manage import within
from models.queries.summary import inside
from models.scope import reach


async def entries_page(
    session: AsyncSession,
    actor: Actor,
    since: datetime,
    until: datetime,
    *,
    place: str = "",
    more: Sequence[Action] = (),
    first: int = 0,
    limit: int = 50,
) -> tuple[Sequence[Entry], int, int]:
    """Entries added between two times, the newest first; how many there are in all, and the sum of their minutes."""
    statement = select(Entry).where(
        Entry.at >= since, Entry.at < until, within(Entry.chain, reach(actor, Action.READ_LEDGER, *more))
    )
    if place:
        statement = statement.where(inside(Entry.chain, place))
    table = statement.subquery()
    count, minutes = (
        await session.execute(
            select(func.count(), func.coalesce(cast(func.sum(table.c.minutes), BigInteger), 0)).select_from(table)
        )
    ).one()
    rows = await session.scalars(
        statement.order_by(Entry.at.desc(), Entry.chain, Entry.seq.desc()).offset(first).limit(limit)
    )
    return rows.all(), int(count), int(minutes)
