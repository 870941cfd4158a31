"""Family named for the time bank, as the volunteer, the other side and the clerks may read it."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.claim import Kin
from models.crypto import keyring
from models.grant import Action, Actor
from models.kin import KinAsk, KinState
from models.person import Account, Person
from models.request import LIVE, Request
from models.scope import in_areas, unscoped


def _asks_of(actor: Actor) -> ColumnElement[bool]:
    return or_(
        KinAsk.person_id == actor.person_id,
        KinAsk.kin_id == actor.person_id,
        in_areas(KinAsk.area_code, actor.areas(Action.APPROVE_HOURS)),
    )


async def ask_for(session: AsyncSession, actor: Actor, ask_id: int, *, lock: bool = False) -> KinAsk | None:
    """What was asked, if it concerns the actor or they may answer it."""
    statement = select(KinAsk).where(KinAsk.id == ask_id, _asks_of(actor)).execution_options(populate_existing=True)
    return await session.scalar(statement.with_for_update() if lock else statement)


async def asks_waiting(session: AsyncSession, actor: Actor) -> Sequence[KinAsk]:
    """What waits for an answer in the areas whose hours the actor approves, oldest first, the actor's own left out."""
    statement = select(KinAsk).where(
        KinAsk.state == KinState.ASKED,
        KinAsk.person_id != actor.person_id,
        in_areas(KinAsk.area_code, actor.areas(Action.APPROVE_HOURS)),
    )
    return (await session.scalars(statement.order_by(KinAsk.at, KinAsk.id))).all()


async def own_asks(session: AsyncSession, actor: Actor) -> Sequence[KinAsk]:
    """What the actor asked and nobody has answered."""
    statement = select(KinAsk).where(KinAsk.person_id == actor.person_id, KinAsk.state == KinState.ASKED)
    return (await session.scalars(statement.order_by(KinAsk.at, KinAsk.id))).all()


@unscoped("the actor's own family, confirmed")
async def family_of(session: AsyncSession, person_id: int) -> Sequence[Person]:
    """Who was confirmed as family of a volunteer."""
    statement = select(Person).join(Kin, Kin.kin_id == Person.id).where(Kin.person_id == person_id)
    return (await session.scalars(statement.order_by(Kin.at, Person.id))).all()


@unscoped("use cases that show nothing of whom they find")
async def with_phone(session: AsyncSession, phone: str) -> Person | None:
    """Whoever has this phone."""
    index = keyring().blind("phone", phone)
    return await session.scalar(select(Person).where(Person.phone_index == index).order_by(Person.created_at).limit(1))


@unscoped("who can be told: nothing is shown")
async def can_be_told(session: AsyncSession, person_id: int) -> bool:
    """Whether somebody has a chat account that can be reached."""
    statement = select(func.count(Account.id)).where(
        Account.person_id == person_id, Account.unreachable_since.is_(None)
    )
    return bool(await session.scalar(statement))


@unscoped("requests of the actor's confirmed family: only their numbers are shown")
async def requests_of_family(session: AsyncSession, person_id: int, limit: int) -> Sequence[Request]:
    """Requests of somebody's family that are not ended, newest first."""
    statement = (
        select(Request)
        .join(Kin, Kin.kin_id == Request.resident_id)
        .where(Kin.person_id == person_id, Request.state.in_(LIVE))
        .order_by(Request.created_at.desc())
        .limit(limit)
    )
    return (await session.scalars(statement)).all()
