"""Codes to sign in with: who may give one, to whom, how long it holds, and what becomes of the one before."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.grant import Grant, Role
from models.ids import random_digits, seeded
from models.person import Account, Person
from models.webchat import (
    LOCATOR_DIGITS,
    ChatRoom,
    ChatUser,
    SignInCode,
    TooManyCodes,
    create_chat_user,
    issue_code,
    register_bot,
)
from services.signing_in import FIRST_CHAT_ID, appoint, give_code
from services.work import Refusal
from tests.county import COUNTY, TOWN, Place
from tests.service.hours.serve import by, clerk_of, rows

TOKEN = "77:abcdefghij"
BOT = 77


async def _bot(place: Place) -> None:
    async with place.database.begin() as session:
        assert await register_bot(session, token=TOKEN, username="@county_bot", name="连心", now=place.clock()) == BOT


async def test_a_clerk_gives_a_code_and_a_second_one_ends_the_first(place: Place) -> None:
    await _bot(place)
    clerk, resident = await clerk_of(place), await place.person("王奶奶")
    with pytest.raises(Refusal, match="not_allowed"):
        await place.act(resident, by(give_code, BOT, "李敏 13800000001"))
    with pytest.raises(Refusal, match="name_needed"):
        await place.act(clerk, by(give_code, BOT, "13800000001"))
    first = await place.act(clerk, by(give_code, BOT, "李敏，13800000001"))
    assert (first.name, len(first.code), first.minutes) == ("李敏", 10, place.settings.webchat.code_minutes)
    place.clock.turn(minutes=5)
    second = await place.act(clerk, by(give_code, BOT, "李敏 +86 13800000001"))
    assert (second.person_id, second.code != first.code) == (first.person_id, True)
    (account,) = await rows(place, select(Account).where(Account.person_id == first.person_id))
    assert (account.bot_id, account.chat_id > FIRST_CHAT_ID) == (BOT, True)
    (code,) = await rows(place, select(SignInCode))
    assert (code.user_id, code.locator) == (account.chat_id, second.code[:LOCATOR_DIGITS])
    assert code.expires_at == place.clock() + timedelta(minutes=second.minutes)
    (room,) = await rows(place, select(ChatRoom))
    assert (room.chat_id, room.kind, room.started_at) == (
        account.chat_id,
        "private",
        place.clock() - timedelta(minutes=5),
    )


async def test_the_operator_appoints_somebody_new_and_somebody_who_is_known(place: Place) -> None:
    await _bot(place)
    with pytest.raises(Refusal, match="name_needed"):
        await place.tick(lambda work: appoint(work, BOT, "13800000001", Role.MANAGER, COUNTY))
    first = await place.tick(lambda work: appoint(work, BOT, "周慧 13800000001", Role.MANAGER, COUNTY))
    (person,) = await rows(place, select(Person))
    assert (person.id, person.name, person.area_code) == (first.person_id, "周慧", COUNTY)
    assert person.phone == "+8613800000001"
    (user,) = await rows(place, select(ChatUser))
    assert user.name == "周慧"

    resident = await place.person("王奶奶", phone="+8613800000002")
    second = await place.tick(lambda work: appoint(work, BOT, "13800000002", Role.CLERK, TOWN))
    assert (second.person_id, second.name) == (resident, "王奶奶")
    assert await rows(place, select(Grant.role).where(Grant.person_id == resident)) == [Role.CLERK]
    lost = await place.tick(lambda work: appoint(work, BOT, "周慧 13800000001", Role.AUDITOR, COUNTY))
    assert (lost.person_id, lost.code != first.code) == (person.id, True)
    assert len(await rows(place, select(Person.id))) == 2


async def test_no_two_codes_have_the_same_locator(place: Place) -> None:
    """A locator that is taken is drawn again; where a hundred draws in a row are taken, no code is given."""
    await _bot(place)
    with seeded(1):
        taken = random_digits(LOCATOR_DIGITS)
    with seeded(2):
        unlucky = {random_digits(LOCATOR_DIGITS) for _ in range(100)}
    later = place.clock() + timedelta(hours=1)
    async with place.database.begin() as session:
        for user_id in (1, 2):
            await create_chat_user(session, user_id=user_id, name="王奶奶", now=place.clock())
        for locator in {taken, *unlucky}:
            session.add(SignInCode(user_id=1, locator=locator, secret_digest=b"", expires_at=later))
    async with place.database.begin() as session:
        with seeded(1):
            code = await issue_code(session, user_id=2, now=place.clock())
        assert code[:LOCATOR_DIGITS] not in {taken, *unlucky}
        with seeded(2), pytest.raises(TooManyCodes):
            await issue_code(session, user_id=2, now=place.clock())
    async with place.database.begin() as session:
        with seeded(2):
            assert len(await issue_code(session, user_id=2, now=later + timedelta(seconds=1))) == 10
