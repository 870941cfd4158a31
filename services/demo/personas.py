"""Who a visitor of the demo may be: neighbours of one village and those who are there for it, each with a chat account."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.area import ancestors, area
from models.grant import Grant, Role, holders
from models.person import Account, Person, Volunteer
from models.queries.people import person_row
from models.scope import unscoped
from models.team import Team

FIRST_CHAT_ID = 1001
RESIDENTS, VOLUNTEERS = 3, 3


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody to be, with the number of their chat account."""

    chat_id: int
    name: str
    role: str  # resident, volunteer, captain, clerk, grid_worker, manager
    place: str


@unscoped("the demo shows made-up people to whoever opens it")
async def personas(session: AsyncSession, bot_id: int, now: datetime) -> list[Persona]:
    """The people to choose from, the same every time; their accounts are made where they are missing."""
    village = await session.scalar(
        select(Person.area_code)
        .join(Volunteer, Volunteer.id == Person.id)
        .where(Person.is_demo, func.length(Person.area_code) == 12)
        .group_by(Person.area_code)
        .order_by(func.count().desc(), Person.area_code)
        .limit(1)
    )
    if village is None:
        return []
    chosen = [(one, "resident") for one in await _residents(session, village)]
    chosen += [(one, "volunteer") for one in await _volunteers(session, village)]
    chosen += await _officials(session, village, now)
    chat_ids = await _accounts(session, list(dict.fromkeys(one for one, _ in chosen)), bot_id, now)
    return [await _persona(session, person_id, role, chat_ids[person_id]) for person_id, role in chosen]


@unscoped("the demo's residents")
async def _residents(session: AsyncSession, village: str) -> list[int]:
    statement = (
        select(Person.id)
        .outerjoin(Volunteer, Volunteer.id == Person.id)
        .outerjoin(Grant, Grant.person_id == Person.id)
        .where(Person.is_demo, Person.area_code == village, Volunteer.id.is_(None), Grant.id.is_(None))
        .order_by(Person.id)
        .limit(RESIDENTS)
    )
    return list(await session.scalars(statement))


@unscoped("the demo's volunteers")
async def _volunteers(session: AsyncSession, village: str) -> list[int]:
    captains = select(Team.captain_id).where(Team.captain_id.is_not(None))
    statement = (
        select(Person.id)
        .join(Volunteer, Volunteer.id == Person.id)
        .where(Person.is_demo, Person.area_code == village, Person.id.not_in(captains))
        .order_by(Person.id)
        .limit(VOLUNTEERS)
    )
    return list(await session.scalars(statement))


async def _officials(session: AsyncSession, village: str, now: datetime) -> list[tuple[int, str]]:
    found = []
    captain = select(Team.captain_id).where(Team.captain_id.is_not(None), Team.is_demo)
    for code in ancestors(village):
        near = captain.where(Team.venue_code.startswith(code)).order_by(Team.venue_code, Team.id).limit(1)
        if (captain_id := await session.scalar(near)) is not None:
            found.append((captain_id, "captain"))
            break
    for role in (Role.CLERK, Role.GRID_WORKER, Role.MANAGER):
        people = await holders(session, role, ancestors(village), now)
        found += [(person_id, role.value) for _, person_id in people[:1]]
    return found


@unscoped("the demo's accounts")
async def _accounts(session: AsyncSession, person_ids: list[int], bot_id: int, now: datetime) -> dict[int, int]:
    statement = select(Account.person_id, Account.chat_id).where(Account.bot_id == bot_id)
    known = {row.person_id: row.chat_id for row in await session.execute(statement)}
    free = max([FIRST_CHAT_ID - 1, *known.values()]) + 1
    for person_id in person_ids:
        if person_id not in known:
            known[person_id] = free
            session.add(Account(person_id=person_id, bot_id=bot_id, chat_id=free, created_at=now))
            free += 1
    await session.flush()
    return known


async def _persona(session: AsyncSession, person_id: int, role: str, chat_id: int) -> Persona:
    person = await person_row(session, person_id)
    home = await area(session, person.area_code)
    return Persona(chat_id, person.name or "—", role, home.name if home else "")
