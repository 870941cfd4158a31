"""Delivery: what is due leaves in order, once, and not at night; what cannot arrive is known to a clerk."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.delivery import Delivery
from bot.sender import Sender
from models.outbox import Lane, Outbox, OutboxState
from models.person import Account
from services import notices
from services.notices import Context
from services.outbox import tell
from services.work import Work, clock_work
from templates import engine
from tests.chat.chatter import Chatter
from tests.chat.world import World
from tests.county import TOWN
from webchat.faults import Kind

LATE = {"hours": 11}  # from noon to 23:00


@pytest.fixture(autouse=True)
def words(monkeypatch: pytest.MonkeyPatch) -> None:
    """A notice that says what its row says, for tests that need no real one."""

    async def load(_work: Work, ids: dict[str, Any]) -> Context | None:
        if ids.get("broken"):
            raise KeyError("broken")
        return None if ids.get("untrue") else ids

    monkeypatch.setitem(notices.LOADERS, "test", load)
    loader = engine.environment("zh").loader
    monkeypatch.setattr(loader, "get_source", _with_test(loader.get_source), raising=True)  # type: ignore[union-attr]


def _with_test(get_source: Any) -> Any:
    def source(environment: Any, template: str) -> Any:
        if template == "chat/test.j2":
            return "{% block text %}{{ words }}{% endblock %}", None, lambda: True
        return get_source(environment, template)

    return source


async def queue(world: World, to: Chatter, *texts: str, **more: Any) -> None:
    """Queue messages, one after another."""
    async with world.database.begin() as session:
        work = clock_work(session, world.clock(), world.settings)
        for text in texts:
            await tell(work, to.person_id, "test", f"test:{text}", words=text, **more)


async def rows(world: World) -> dict[str, Outbox]:
    async with world.database.read() as session:
        found = await session.scalars(select(Outbox).where(Outbox.template == "test"))
        return {row.ids["words"]: row for row in found}


def told(chatter: Chatter) -> list[str]:
    return [shown.text for shown in chatter.messages if not shown.mine]


async def test_messages_to_a_person_keep_their_order_and_the_urgent_goes_first(world: World) -> None:
    wang = await world.resident("王秀英")
    await queue(world, wang, "一", "二", "三")
    await queue(world, wang, "快", lane=Lane.URGENT)
    await wang.look()
    assert told(wang) == ["快", "一", "二", "三"]
    found = await rows(world)
    assert {row.state for row in found.values()} == {OutboxState.SENT}
    assert found["一"].message_id == wang.messages[1].id


async def test_the_night_is_waited_out_but_for_what_is_urgent(world: World) -> None:
    wang = await world.resident("王秀英")
    await queue(world, wang, "白天", due_at=world.clock() + timedelta(hours=8, minutes=59))  # 20:59
    world.clock.turn(**LATE)
    await queue(world, wang, "晚上")
    await queue(world, wang, "快", lane=Lane.URGENT)
    await wang.look()
    assert told(wang) == ["快"]
    await world.turn(hours=9)
    await wang.look()
    assert sorted(told(wang)) == sorted(["快", "白天", "晚上"])


async def test_what_is_late_untrue_or_broken_does_not_leave_and_harms_nothing(world: World) -> None:
    wang = await world.resident("王秀英")
    await queue(world, wang, "迟", expires_at=world.clock())
    await queue(world, wang, "假", untrue=True)
    await queue(world, wang, "坏", broken=True)
    await queue(world, wang, "好")
    await wang.look()
    assert told(wang) == ["好"]
    states = {text: row.state for text, row in (await rows(world)).items()}
    assert states == {
        "迟": OutboxState.EXPIRED, "假": OutboxState.DROPPED, "坏": OutboxState.FAILED, "好": OutboxState.SENT,
    }  # fmt: skip


async def test_a_chat_that_must_rest_rests_with_all_its_messages(world: World) -> None:
    wang, li = await world.resident("王秀英"), await world.resident("李建国")
    world.hub.faults.add(Kind.TOO_MANY, methods=["sendMessage"], chat_id=wang.id, seconds=30)
    await queue(world, wang, "一", "二")
    await queue(world, li, "三")
    await li.look()
    assert told(li) == ["三"]
    found = await rows(world)
    assert found["一"].state is OutboxState.QUEUED
    assert found["一"].due_at == found["二"].due_at > world.clock()
    await world.turn(seconds=30)
    await wang.look()
    assert told(wang) == ["一", "二"]


async def test_who_cannot_be_reached_is_told_of_to_a_clerk(world: World) -> None:
    clerk, wang = await world.clerk(area=TOWN), await world.resident("王秀英", phone="13800000001")
    world.hub.faults.add(Kind.BLOCKED, methods=["sendMessage"], chat_id=wang.id, times=None)
    await queue(world, wang, "一", "二")
    shown = await clerk.sees("王秀英")
    assert "13800000001" in shown
    found = await rows(world)
    assert (found["一"].state, found["二"].state, found["二"].error) == (
        OutboxState.FAILED, OutboxState.FAILED, "no account",
    )  # fmt: skip
    async with world.database.read() as session:
        account = (await session.scalars(select(Account).where(Account.person_id == wang.person_id))).one()
    assert account.unreachable_since == world.clock()


async def test_the_next_account_is_tried_when_the_newest_cannot_be_reached(world: World) -> None:
    wang = await world.resident("王秀英")
    world.clock.turn(minutes=1)
    newer = await world.with_account(wang.person_id, "王秀英的新手机")
    world.hub.faults.add(Kind.BLOCKED, methods=["sendMessage"], chat_id=newer.id, times=None)
    await queue(world, wang, "一")
    await wang.look()
    assert told(wang) == ["一"]
    assert await newer.look() == []


async def test_a_person_without_an_account_goes_on_the_list(world: World) -> None:
    person_id = await world.place.person("没有手机的人")
    wang = await world.resident("王秀英")
    wang.person_id = person_id
    await queue(world, wang, "一")
    await world.settle()
    row = (await rows(world))["一"]
    assert (row.state, row.error) == (OutboxState.FAILED, "no account")


@pytest.mark.parametrize("harmless", [True, False])
async def test_what_may_have_arrived_is_sent_again_only_where_that_is_harmless(world: World, harmless: bool) -> None:
    wang = await world.resident("王秀英")
    world.hub.faults.add(Kind.HANG_UP, methods=["sendMessage"])
    await queue(world, wang, "一", harmless_twice=harmless)
    await world.settle()
    await world.turn(minutes=1)
    await wang.look()
    assert told(wang) == ["一"] * (2 if harmless else 1)
    assert (await rows(world))["一"].state is (OutboxState.SENT if harmless else OutboxState.UNKNOWN)
    assert world.delivery.unsure == 1


async def test_a_lease_that_ran_out_is_taken_over(world: World) -> None:
    wang = await world.resident("王秀英")
    await queue(world, wang, "一", "二")
    async with world.database.begin() as session:
        row = (await session.scalars(select(Outbox).where(Outbox.dedup_key.startswith("test:一")))).one()
        row.state, row.leased_until = OutboxState.SENDING, world.clock() + timedelta(minutes=1)
    await wang.look()
    assert told(wang) == [], "the second must not overtake the first"
    await world.turn(minutes=2)
    await wang.look()
    assert told(wang) == ["一", "二"]
    assert world.delivery.unsure == 1


async def test_two_deliveries_send_every_message_once_and_in_order(world: World) -> None:
    people = [await world.resident(f"居民{i}") for i in range(5)]
    other = Delivery(world.database, world.settings, world.clock, [Sender(world.account, world.settings.delivery)])
    for one in people:
        await queue(world, one, *(f"{one.name}-{i}" for i in range(4)))
    running = [asyncio.create_task(delivery.run()) for delivery in (other, world.delivery)]
    for one in people:
        while len([shown for shown in await one.look() if not shown.mine]) < 4:
            pass
        assert told(one) == [f"{one.name}-{i}" for i in range(4)]
    other.stop()
    world.delivery.stop()
    await asyncio.gather(*running)
    await other.close()
