"""The edge: one transaction for an update, whatever its handler does, and an answer that is not forgotten."""

import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest
from aiogram import Router
from aiogram.enums import ContentType
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message
from sqlalchemy import func, select
from sqlalchemy.orm.exc import StaleDataError

from bot.clean import CAP
from bot.codec import Methods
from bot.dispatch import dispatcher
from bot.throttle import Throttle
from handlers.answer import reply
from models.database import Database
from models.grant import NotAllowed, Role
from models.history import History
from models.person import Account, Person
from models.request import Attachment
from models.update import Conversation, ProcessedUpdate
from models.webchat import create_group
from services.work import Refusal, Work
from templates.engine import Button, Said
from tests.chat.world import World
from tests.conftest import TurnedClock
from tests.county import TOWN
from webchat.client import ChatClient
from webchat.faults import Kind

SECRET = "家住三组十二号"


class Rooms:
    """Handlers that do what a test wants, and what they were given."""

    def __init__(self) -> None:
        self.stale = 0
        self.seen: list[str] = []
        self.router = Router()
        self.router.message.register(self.message)
        self.router.edited_message.register(self.edited)
        self.router.callback_query.register(self.press)

    async def message(self, message: Message, work: Work, state: FSMContext, person: Person) -> Methods:
        text = message.text or f"[{ContentType(message.content_type).value}]"
        self.seen.append(text)
        work.session.add(History(kind="seen", row_id=person.id, before="", after=text[:20], at=work.now))
        if text == "坏":
            raise KeyError(SECRET)
        if text == "拒":
            await state.set_state("never")
            raise Refusal("past")
        if text == "撞":
            raise Refusal("overlap", start=work.now, end=work.now)
        if text == "无权":
            raise NotAllowed("edit")
        if text == "变" and self.stale:
            self.stale -= 1
            raise StaleDataError
        if text == "问":
            await state.set_state("asked")
            await state.update_data(step=len(await state.get_data()))
        button = Said("看", buttons=((Button("按", "x"),),)) if text == "按钮" else Said(f"听到：{text}")
        return reply(message, button)

    async def edited(self, message: Message, state: FSMContext) -> Methods:
        return reply(message, Said(f"改成：{message.text}"))

    async def press(self, _query: CallbackQuery) -> Methods:
        raise Refusal("stale")


@pytest.fixture
def rooms() -> Rooms:
    return Rooms()


@pytest.fixture
async def world(database: Database, clock: TurnedClock, rooms: Rooms) -> AsyncIterator[World]:
    async with AsyncExitStack() as stack:
        yield await World(database, clock, dispatcher=dispatcher([rooms.router])).start(stack)


async def count(world: World, table: Any) -> int:
    async with world.database.read() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def test_the_first_contact_makes_a_person_with_an_account(world: World) -> None:
    newcomer = await world.newcomer("王秀英")
    await newcomer.say("在吗")
    await newcomer.say("在吗")
    async with world.database.read() as session:
        account = (await session.scalars(select(Account))).one()
        person = await session.get_one(Person, account.person_id)
    assert (account.chat_id, person.area_code, person.language) == (newcomer.id, "320830", "zh")


async def test_a_refusal_is_told_kindly_and_leaves_nothing_behind(world: World) -> None:
    wang = await world.resident("王秀英", language="en")
    (told,) = await wang.say("拒")
    assert told.text
    assert "past" not in told.text
    (told,) = await wang.say("无权")
    assert told.text.isascii()
    (told,) = await wang.say("撞")
    assert "Nov" in told.text
    assert await count(world, History) == 0
    assert await count(world, Conversation) == 0
    assert await world.owed() == (0, 3)


async def test_a_failure_is_answered_kept_for_a_clerk_and_not_logged_with_what_was_said(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    clerk, wang = await world.clerk(area=TOWN), await world.resident("王秀英")
    with caplog.at_level(logging.INFO):
        (told,) = await wang.say("坏")
    assert "收到" in told.text
    assert SECRET not in told.text
    async with world.database.read() as session:
        kept = (await session.scalars(select(Attachment))).one()
    assert (kept.kind, kept.caption, kept.person_id) == ("failed_text", "坏", wang.person_id)
    await clerk.sees("坏")
    assert await count(world, History) == 0
    assert any(record.name == "bot.edge" for record in caplog.records)
    (told,) = await wang.say("好")
    assert "听到：好" in told


async def test_a_change_in_between_runs_the_handler_again_and_is_told_when_it_goes_on(
    world: World, rooms: Rooms
) -> None:
    wang = await world.resident("王秀英")
    rooms.stale = 2
    (told,) = await wang.say("变")
    assert "听到：变" in told
    rooms.stale = 99
    (told,) = await wang.say("变")
    assert "刚刚有了变化" in told
    assert await count(world, History) == 1


async def test_conversation_state_is_stored_with_the_effects(world: World) -> None:
    wang = await world.resident("王秀英")
    await wang.say("问")
    await wang.say("问")
    async with world.database.read() as session:
        row = (await session.scalars(select(Conversation))).one()
    assert (row.chat_id, row.state, row.data) == (wang.id, "asked", {"step": 1})


async def test_a_long_text_is_cut_kept_whole_and_said_so(world: World, rooms: Rooms) -> None:
    wang = await world.resident("王秀英")
    note, answer = await wang.say("长" * 4000)
    assert "前面的部分" in note
    assert "听到" in answer
    assert rooms.seen == ["长" * CAP]
    async with world.database.read() as session:
        kept = (await session.scalars(select(Attachment))).one()
    assert (kept.kind, kept.caption) == ("long_text", "长" * 4000)


async def test_unseen_characters_are_taken_out_and_others_are_left(world: World, rooms: Rooms) -> None:
    wang = await world.resident("王秀英")
    await wang.say("\u202e<b>王 & 李</b>\u0007\u200b\n\n\n\n好\u2066")
    assert rooms.seen == ["<b>王 & 李</b>\n\n好"]


async def test_edits_forwards_and_stickers_reach_the_handlers(world: World, rooms: Rooms) -> None:
    wang = await world.resident("王秀英")
    (told,) = await wang.say("明天", forwarded_from="李建国")
    assert "听到：明天" in told
    mine = next(shown for shown in wang.messages if shown.mine)
    (told,) = await wang.edit(mine.id, "后天")
    assert "改成：后天" in told
    (told,) = await wang.share("location", latitude=33.0, longitude=118.5)
    assert "[location]" in told


async def test_a_refused_press_ends_the_waiting_of_the_app(world: World) -> None:
    wang = await world.resident("王秀英")
    await wang.say("按钮")
    (told,) = await wang.press("按")
    assert told.text
    assert not told.buttons


async def test_an_update_handed_out_again_counts_once_and_is_not_answered_again(world: World, rooms: Rooms) -> None:
    wang = await world.resident("王秀英")
    world.hub.faults.add(Kind.DUPLICATE, methods=["getUpdates"])
    await wang.say("一")
    await wang.say("二")
    assert rooms.seen == ["一", "二"]
    assert [shown.text for shown in wang.messages if not shown.mine] == ["听到：一", "听到：二"]


async def test_an_answer_that_may_have_arrived_is_sent_again_in_its_order(world: World) -> None:
    wang = await world.resident("王秀英")
    world.hub.faults.add(Kind.HANG_UP, methods=["sendMessage"])
    await wang.say("一")
    await wang.say("二")
    await world.channel.collect()
    await wang.look()
    assert [shown.text for shown in wang.messages if not shown.mine] == ["听到：一", "听到：一", "听到：二"]
    assert await world.owed() == (0, 2)


async def test_an_answer_waits_for_leave_to_write(world: World) -> None:
    wang, li = await world.resident("王秀英"), await world.resident("李建国")
    world.hub.faults.add(Kind.TOO_MANY, methods=["sendMessage"], chat_id=wang.id, seconds=30)
    assert await wang.say("一") == []
    assert await wang.say("二") == []
    assert [shown.text for shown in await li.say("三")] == ["听到：三"]
    await world.channel.collect()
    await wang.look()
    assert [shown.text for shown in wang.messages if not shown.mine] == ["听到：一", "听到：二"]


async def test_who_blocks_the_bot_is_unreachable_until_they_write_again(world: World) -> None:
    wang = await world.resident("王秀英")

    async def since() -> Any:
        async with world.database.read() as session:
            return (await session.scalars(select(Account.unreachable_since))).one()

    await wang.block()
    assert await since() == world.clock()
    await wang.block(False)
    assert await since() is None
    world.hub.faults.add(Kind.BLOCKED, methods=["sendMessage"])
    await wang.say("一")
    assert await since() == world.clock()
    await wang.say("二")
    assert await since() is None


async def test_in_a_group_nothing_personal_is_heard_or_said(world: World, rooms: Rooms) -> None:
    wang = await world.resident("王秀英")
    async with world.database.begin() as session:
        await create_group(
            session, bot_id=world.account.id, chat_id=-5, title="队", user_ids=[wang.id], now=world.clock()
        )
    page: ChatClient = wang.page
    group = next(str(room["room"]) for room in await page.rooms() if room["chat"]["type"] == "group")
    await page.say(group, "我身体不好")
    await page.say(group, "/start")
    await world.settle()
    views = await page.messages(group)
    assert ["单独聊天" in view["message"]["text"] for view in views if view["message"]["from"]["is_bot"]] == [True]
    assert rooms.seen == []


async def test_who_writes_much_too_fast_is_told_once(database: Database, clock: TurnedClock) -> None:
    rooms, time = Rooms(), TurnedClock()
    throttle = Throttle(burst=2, per_second=1, time=lambda: time().timestamp())
    async with AsyncExitStack() as stack:
        world = await World(database, clock, dispatcher=dispatcher([rooms.router]), throttle=throttle).start(stack)
        wang, li = await world.resident("王秀英"), await world.resident("李建国")
        for text in "一二三四":
            await wang.say(text)
        await li.say("五")
        assert rooms.seen == ["一", "二", "五"]
        assert sum("太快" in shown.text for shown in wang.messages) == 1
        time.turn(seconds=1)
        await wang.say("六")
        assert rooms.seen[-1] == "六"


async def test_roles_are_read_anew_for_every_update(world: World, rooms: Rooms) -> None:
    wang = await world.resident("王秀英")
    held: list[bool] = []

    async def look(handler: Any, event: Any, data: dict[str, Any]) -> Any:
        held.append(data["work"].actor.is_a(Role.CLERK))
        return await handler(event, data)

    rooms.router.message.outer_middleware.register(look)
    await wang.say("一")
    await world.place.grant(wang.person_id, Role.CLERK, TOWN)
    await wang.say("二")
    assert held == [False, True]
    assert await count(world, ProcessedUpdate) == 2
