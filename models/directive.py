"""Directives (研判指令): what the figures say should be looked into, put to the venue responsible, answered and closed."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Row, link, values
from models.crypto import Sealed
from models.grant import Action, Actor
from models.scope import in_areas


class DirectiveRule(StrEnum):
    """What was seen: many more requests than usual, one person again and again, limits missed, a hazard twice."""

    SPIKE = "spike"
    REPEATED = "repeated"
    MISSED = "missed"
    HAZARD = "hazard"


class DirectiveState(StrEnum):
    """`issued`: an answer is owed. `withdrawn`: there was no need."""

    ISSUED = "issued"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


D = DirectiveState
DIRECTIVE_MOVES: dict[DirectiveState, frozenset[DirectiveState]] = {
    D.ISSUED: frozenset({D.ANSWERED, D.WITHDRAWN}),
    D.ANSWERED: frozenset({D.ISSUED, D.CLOSED}),
    D.CLOSED: frozenset(),
    D.WITHDRAWN: frozenset(),
}
OPEN = (D.ISSUED, D.ANSWERED)


class Directive(Row):
    """Numbered within the county. `count` is what was counted and `usual` what is usual, in tenths."""

    __tablename__ = "directive"
    __table_args__ = (UniqueConstraint("county_code", "number"), Index(None, "venue_code", "state"))
    moves = DIRECTIVE_MOVES

    county_code: Mapped[str] = mapped_column(link("area.code"))
    number: Mapped[int]
    rule: Mapped[DirectiveRule] = mapped_column(values(DirectiveRule))
    key: Mapped[str] = mapped_column(index=True)  # what it is about: the same is not asked twice at a time
    state: Mapped[DirectiveState] = mapped_column(values(DirectiveState), default=DirectiveState.ISSUED)
    venue_code: Mapped[str] = mapped_column(link("venue.code"))
    area_code: Mapped[str] = mapped_column(link("area.code"))
    item_code: Mapped[str | None] = mapped_column(link("item.code"))
    request_id: Mapped[int | None] = mapped_column(link("request.id"))  # the newest that it is about
    count: Mapped[int]
    usual: Mapped[int | None]
    issued_at: Mapped[datetime]
    deadline: Mapped[datetime]
    answer_sealed: Mapped[bytes | None]
    answered_by: Mapped[int | None] = mapped_column(link("person.id"))
    answered_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(link("person.id"))
    closed_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}
    answer = Sealed()


async def directive_for(
    session: AsyncSession, actor: Actor, directive_id: int, *, lock: bool = False
) -> Directive | None:
    """The directive, if the actor may read the summary of the venue that it was put to."""
    readable = in_areas(Directive.venue_code, actor.areas(Action.READ_SUMMARY))
    statement = select(Directive).where(Directive.id == directive_id, readable)
    return await session.scalar(statement.with_for_update() if lock else statement)


async def directives_for(session: AsyncSession, actor: Actor, *, is_open: bool = True) -> Sequence[Directive]:
    """The directives that the actor may read, the first deadline first."""
    readable = in_areas(Directive.venue_code, actor.areas(Action.READ_SUMMARY))
    statement = select(Directive).where(readable).order_by(Directive.deadline, Directive.number)
    return (await session.scalars(statement.where(Directive.state.in_(OPEN)) if is_open else statement)).all()
