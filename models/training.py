"""Training lines made of what residents and clerks put right, with names, phones, ids and door numbers masked."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped

from models.base import Row


class TrainingLine(Row):
    """A masked message with what it was found to mean. Nothing says who wrote it."""

    __tablename__ = "training_line"

    line: Mapped[dict[str, Any]]
    source: Mapped[str]  # resident or clerk
    at: Mapped[datetime]


async def training_lines(session: AsyncSession) -> Sequence[dict[str, Any]]:
    """Every kept line, oldest first."""
    return (await session.scalars(select(TrainingLine.line).order_by(TrainingLine.at, TrainingLine.id))).all()
