"""Numbers that count up, as a county's request numbers; taking one locks its row until the transaction ends."""

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Counter(Base):
    """The last number taken under a name."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]


async def next_number(session: AsyncSession, name: str) -> int:
    """The next number under a name, beginning at 1."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    await session.execute(insert(Counter).values(name=name, value=0).on_conflict_do_nothing())
    statement = update(Counter).where(Counter.name == name).values(value=Counter.value + 1).returning(Counter.value)
    return int((await session.execute(statement)).scalar_one())


async def not_below(session: AsyncSession, name: str, number: int) -> None:
    """Let the next number under a name be above this one."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    await session.execute(insert(Counter).values(name=name, value=number).on_conflict_do_nothing())
    await session.execute(update(Counter).where(Counter.name == name, Counter.value < number).values(value=number))
