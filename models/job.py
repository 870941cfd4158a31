"""Periodic work that happens once for each slot, however many processes tick."""

from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class JobSlot(Base):
    """One firing of one job. The row is written in the same transaction as the effects."""

    __tablename__ = "job_slot"

    job: Mapped[str] = mapped_column(primary_key=True)
    slot: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


async def take_slot(session: AsyncSession, job: str, slot: str, at: datetime) -> bool:
    """Take a slot in this transaction; false where somebody has it already."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = insert(JobSlot).values(job=job, slot=slot, at=at).on_conflict_do_nothing()
    result = await session.execute(statement)
    return bool(result.rowcount)  # type: ignore[attr-defined]
