"""Getting into the chat: a clerk gives somebody a sign-in code, and the first manager is made on the command line."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from models.area import county_of
from models.counter import next_number
from models.grant import Action, Grant, Role, whoever_runs_the_command
from models.person import Account, Person, set_phone
from models.queries.people import person_by_phone
from models.scope import unscoped
from models.webchat import create_chat_user, issue_code
from services.people import phone_in, resident_by_words
from services.work import Refusal, Work

FIRST_CHAT_ID = 10_001


@dataclass(frozen=True, slots=True)
class Ticket:
    """A code for one person, and how long it holds."""

    person_id: int
    name: str
    code: str
    minutes: int


async def give_code(work: Work, bot_id: int, words: str) -> Ticket:
    """A code for the person whom a clerk means by a name and perhaps a phone; codes given to them before end.

    Raises:
        Refusal: no name is in the words.
        NotAllowed: the actor may not act for people there.
    """
    areas = work.actor.areas(Action.FILE_FOR_OTHERS)
    if not areas:
        raise Refusal("not_allowed")
    return await code_for(work, bot_id, await resident_by_words(work, words, areas[0]))


@unscoped("the account of a person whom the caller may act for")
async def code_for(work: Work, bot_id: int, person: Person) -> Ticket:
    """A sign-in code for a person; their account in the county's own chat is made where there is none yet."""
    statement = select(Account).where(Account.person_id == person.id, Account.bot_id == bot_id)
    account = await work.session.scalar(statement.order_by(Account.created_at))
    if account is None:
        chat_id = FIRST_CHAT_ID + await next_number(work.session, "chat-user")
        account = Account(person_id=person.id, bot_id=bot_id, chat_id=chat_id, created_at=work.now)
        work.session.add(account)
    minutes = work.settings.webchat.code_minutes
    name = person.name or "—"
    await create_chat_user(
        work.session, user_id=account.chat_id, name=name, now=work.now, language=person.language, bot_id=bot_id
    )
    code = await issue_code(work.session, user_id=account.chat_id, now=work.now, lifetime=timedelta(minutes=minutes))
    await work.session.flush()
    return Ticket(person.id, name, code, minutes)


@unscoped("the operator at the command line, who stands above every grant")
async def appoint(work: Work, bot_id: int, words: str, role: Role, area_code: str) -> Ticket:
    """Give somebody a role in an area and a sign-in code: for the first manager, who then gives the others theirs.

    Raises:
        Refusal: no name is in the words.
    """
    phone, name = phone_in(words)
    person = (
        await person_by_phone(work.session, whoever_runs_the_command(county_of(area_code)), phone) if phone else None
    )
    if person is None:
        if not name:
            raise Refusal("name_needed")
        person = Person(area_code=area_code, created_at=work.now, language=work.actor.language)
        person.name = name
        set_phone(person, phone)
        work.session.add(person)
        await work.session.flush()
    work.session.add(Grant(person_id=person.id, role=role, area_code=area_code, since=work.now))
    return await code_for(work, bot_id, person)
