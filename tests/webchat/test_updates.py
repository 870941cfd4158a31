"""getUpdates: what is handed out, confirmed, kept over a restart, and who may ask."""

import asyncio

from tests.conftest import TurnedClock
from tests.webchat.conftest import BOT_ID, GROUP, LI, WANG, Serve, Served, demo_options, until
from webchat.faults import Kind


async def test_a_message_reaches_the_bot_and_its_answer_the_person(chat: Served) -> None:
    wang = chat.person(WANG)
    room = await wang.room(BOT_ID)
    await wang.say(room, "/start 你好")
    (update,) = await chat.result("getUpdates")
    message = update["message"]
    assert message["text"] == "/start 你好"
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert message["chat"] == {"id": WANG, "type": "private", "first_name": "王秀英"}
    assert message["from"]["language_code"] == "zh"
    sent = await chat.result("sendMessage", chat_id=WANG, text="<b>您好</b>，王奶奶", parse_mode="HTML")
    shown = [one["message"] for one in await wang.messages(room)]
    assert [one["text"] for one in shown] == ["/start 你好", "您好，王奶奶"]
    assert shown[1] == sent
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 2}]


async def test_updates_stay_until_their_offset_is_passed_also_over_a_restart(serve: Serve) -> None:
    first = await serve()
    wang = first.person(WANG)
    room = await wang.room(BOT_ID)
    for text in ("一", "二", "三"):
        await wang.say(room, text)
    one, two, three = await first.result("getUpdates")
    assert await first.result("getUpdates", limit=2) == [one, two]
    assert await first.result("getUpdates", offset=two["update_id"]) == [two, three]
    second = await serve()  # the first one is given no chance to tidy up
    assert await second.result("getUpdates") == [two, three]
    assert await second.result("getUpdates", offset=three["update_id"] + 1) == []
    room = await second.person(WANG).room(BOT_ID)
    await second.person(WANG).say(room, "四")
    third = await serve()
    (four,) = await third.result("getUpdates")
    assert four["message"]["text"] == "四"
    assert four["update_id"] == three["update_id"] + 1
    assert four["message"]["message_id"] == three["message"]["message_id"] + 1


async def test_a_negative_offset_keeps_the_last_ones(chat: Served) -> None:
    wang = chat.person(WANG)
    room = await wang.room(BOT_ID)
    for text in ("一", "二", "三"):
        await wang.say(room, text)
    assert [u["message"]["text"] for u in await chat.result("getUpdates", offset=-2)] == ["二", "三"]
    assert len(await chat.result("getUpdates")) == 2


async def test_a_long_poll_wakes_with_the_message_and_limits_are_clamped(chat: Served) -> None:
    wang = chat.person(WANG)
    room = await wang.room(BOT_ID)
    poll = asyncio.create_task(chat.result("getUpdates", timeout=500, limit=100000))
    await until(lambda: chat.hub.updates(chat.hub.rooms.bot(BOT_ID)).is_polled)
    await wang.say(room, "醒醒")
    (update,) = await poll
    assert update["message"]["text"] == "醒醒"
    assert len(await chat.result("getUpdates", limit=-7)) == 1


async def test_a_second_poller_ends_the_first(chat: Served) -> None:
    first = asyncio.create_task(chat.refused("getUpdates", timeout=50))
    await until(lambda: chat.hub.updates(chat.hub.rooms.bot(BOT_ID)).is_polled)
    assert await chat.result("getUpdates") == []
    assert await first == (
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    )


async def test_a_repeated_question_is_paced(serve: Serve) -> None:
    chat = await serve(demo_options(pacing=True))
    wang = chat.person(WANG)
    room = await wang.room(BOT_ID)
    for text in ("一", "二"):
        await wang.say(room, text)
    assert len(await chat.result("getUpdates")) == 2
    assert len(await chat.result("getUpdates")) == 1


async def test_a_bot_gets_the_kinds_that_it_wants(chat: Served) -> None:
    await chat.result("getUpdates", allowed_updates=["callback_query"])
    wang = chat.person(WANG)
    await wang.say(await wang.room(BOT_ID), "不要")
    assert await chat.result("getUpdates") == []
    await chat.result("getUpdates", allowed_updates=[])
    await wang.say(await wang.room(BOT_ID), "要")
    assert [u["message"]["text"] for u in await chat.result("getUpdates")] == ["要"]


async def test_old_updates_are_dropped(chat: Served, clock: TurnedClock) -> None:
    wang = chat.person(WANG)
    await wang.say(await wang.room(BOT_ID), "太久")
    clock.turn(hours=25)
    assert await chat.result("getUpdates") == []


async def test_a_group_message_says_who_wrote_it(chat: Served) -> None:
    li = chat.person(LI)
    room = next(one["room"] for one in await li.rooms() if one["chat"]["type"] == "group")
    await li.say(room, "我去")
    (update,) = await chat.result("getUpdates")
    assert update["message"]["chat"] == {"id": GROUP, "type": "group", "title": "幸福村志愿服务队"}
    assert update["message"]["from"]["id"] == LI
    await chat.result("sendMessage", chat_id=GROUP, text="收到")
    wang_sees = await chat.person(WANG).messages(room)
    assert [one["message"]["text"] for one in wang_sees] == ["我去", "收到"]


async def test_confirmed_updates_come_again_when_that_fault_is_on(chat: Served) -> None:
    wang = chat.person(WANG)
    await wang.say(await wang.room(BOT_ID), "一次")
    (update,) = await chat.result("getUpdates")
    assert await chat.result("getUpdates", offset=update["update_id"] + 1) == []
    chat.hub.faults.add(Kind.DUPLICATE)
    assert await chat.result("getUpdates", offset=update["update_id"] + 1) == [update]
    assert await chat.result("getUpdates", offset=update["update_id"] + 1) == []
