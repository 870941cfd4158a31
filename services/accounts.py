"""Chat accounts: who speaks for the first time, where a person can be reached, and what happens when they cannot."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from models.area import ancestors
from models.grant import Role, holders
from models.outbox import Lane, Outbox
from models.person import Account, Person
from models.queries.people import account_of, person_row
from models.scope import unscoped
from services.outbox import tell
from services.work import Work

UNREACHABLE = "unreachable"  # the template that tells a clerk; where it cannot be told either, nobody else is told


async def meet(
    session: AsyncSession, bot_id: int, chat_id: int, county_code: str, language: str, now: datetime
) -> tuple[Account, Person]:
    """The account behind a private chat with its person; both are made at the first contact, in the county for now."""
    if (known := await account_of(session, bot_id, chat_id)) is not None:
        return known
    person = Person(area_code=county_code, language=language, created_at=now)
    session.add(person)
    await session.flush()
    account = Account(person_id=person.id, bot_id=bot_id, chat_id=chat_id, created_at=now)
    session.add(account)
    await session.flush()
    return account, person


@unscoped("where a message goes: read by delivery, which acts for nobody")
async def reachable_account(session: AsyncSession, person_id: int, bot_ids: list[int]) -> Account | None:
    """The newest account of a person that can be reached on one of these bots."""
    statement = (
        select(Account)
        .where(Account.person_id == person_id, Account.bot_id.in_(bot_ids), Account.unreachable_since.is_(None))
        .order_by(Account.created_at.desc(), Account.id)
        .limit(1)
    )
    return await session.scalar(statement)


@unscoped("a fact about a chat, told by the channel itself")
async def set_reachable(session: AsyncSession, bot_id: int, chat_id: int, since: datetime | None) -> None:
    """Note that a chat cannot be reached since a time, or (None) that it can again."""
    unchanged = Account.unreachable_since.is_not(None) if since else Account.unreachable_since.is_(None)
    await session.execute(
        update(Account)
        .where(Account.bot_id == bot_id, Account.chat_id == chat_id, ~unchanged)
        .values(unreachable_since=since)
        .execution_options(synchronize_session="fetch")
    )


async def could_not_tell(work: Work, row: Outbox) -> None:
    """Tell the nearest clerk, once a day for each person, that somebody must be told by phone or at the door."""
    if row.template == UNREACHABLE:
        return
    person = await person_row(work.session, row.person_id)
    if person.is_demo:  # invented people have no phone, and no clerk need call them
        return
    day = work.now.astimezone(work.zone).date().isoformat()
    clerk_id = await nearest_clerk(work, person.area_code, but=person.id)
    if clerk_id is not None:
        key = f"{UNREACHABLE}:{person.id}:{day}"
        lane = Lane.URGENT if row.lane is Lane.URGENT else Lane.NORMAL
        await tell(work, clerk_id, UNREACHABLE, key, lane=lane, person_id=person.id, outbox_id=row.id)


async def nearest_clerk(work: Work, area_code: str, *, but: int = 0) -> int | None:
    """The clerk of the area, or else of the nearest one above; None where the county has none."""
    found = await holders(work.session, Role.CLERK, ancestors(area_code), work.now)
    return next((person_id for _, person_id in found if person_id != but), None)
