"""When somebody wants their summaries; whoever has no row gets them at the county's usual time."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, link
from models.grant import MAY, Action, Grant
from models.scope import unscoped


class SummaryWish(Base):
    """`weekday` is that of the weekly summary (0 is Monday), empty for the county's; each kind can be left out."""

    __tablename__ = "summary_wish"

    person_id: Mapped[int] = mapped_column(link("person.id"), primary_key=True, autoincrement=False)
    weekday: Mapped[int | None]
    week: Mapped[bool] = mapped_column(default=True)
    month: Mapped[bool] = mapped_column(default=True)
    quarter: Mapped[bool] = mapped_column(default=True)
    year: Mapped[bool] = mapped_column(default=True)


async def wish_of(session: AsyncSession, person_id: int) -> SummaryWish:
    """A person's wish, made with the usual where they have none."""
    found = await session.get(SummaryWish, person_id)
    if found is None:
        found = SummaryWish(person_id=person_id, week=True, month=True, quarter=True, year=True)
        session.add(found)
    return found


async def wishes(session: AsyncSession) -> dict[int, SummaryWish]:
    """Every wish, by person."""
    return {wish.person_id: wish for wish in await session.scalars(select(SummaryWish))}


@unscoped("the clock: whose role makes them a reader of summaries")
async def readers(session: AsyncSession, at: datetime) -> list[tuple[int, str | None, int | None]]:
    """(person, area, team) of every grant that lets somebody read a summary, each once."""
    statement = (
        select(Grant.person_id, Grant.area_code, Grant.team_id)
        .where(
            Grant.role.in_(MAY[Action.READ_SUMMARY]), Grant.since <= at, or_(Grant.until.is_(None), Grant.until > at)
        )
        .distinct()
        .order_by(Grant.area_code, Grant.team_id, Grant.person_id)
    )
    return [(person, area, team) for person, area, team in await session.execute(statement)]
