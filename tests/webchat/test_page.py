"""The page's own paths: rooms, unread, news, headers, words; and the fault switches."""

import re

import aiohttp
import pytest

from tests.webchat.conftest import BOT_ID, LI, STRANGER, TOKEN, WANG, Serve, Served, demo_options
from webchat import words
from webchat.client import PageError
from webchat.faults import Kind


async def test_rooms_say_what_is_unread_and_which_buttons_hold(chat: Served) -> None:
    wang = chat.person(WANG)
    room = await wang.room(BOT_ID)
    await chat.result("setMyCommands", commands=[{"command": "help", "description": "帮助"}])
    await chat.result("setMyDescription", description="说一句话就行")
    keyboard = {"keyboard": [[{"text": "我要点单"}]], "resize_keyboard": True}
    await chat.result("sendMessage", chat_id=WANG, text="一", reply_markup=keyboard)
    last = await chat.result("sendMessage", chat_id=WANG, text="二")
    (shown,) = [one for one in await wang.rooms() if one["room"] == room]
    assert (shown["unread"], shown["keyboard"], shown["description"]) == (2, keyboard, "说一句话就行")
    assert shown["commands"] == [{"command": "help", "description": "帮助"}]
    await wang.do("read", room=room, message_id=last["message_id"])
    await chat.result("sendMessage", chat_id=WANG, text="三", reply_markup={"remove_keyboard": True})
    (shown,) = [one for one in await wang.rooms() if one["room"] == room]
    assert (shown["unread"], shown["keyboard"], shown["read"]) == (1, None, 2)


async def test_a_stranger_has_a_room_but_the_bot_waits_to_be_spoken_to(chat: Served) -> None:
    stranger = chat.person(STRANGER)
    room = await stranger.room(BOT_ID)
    code, _ = await chat.refused("sendMessage", chat_id=STRANGER, text="x")
    assert code == 403
    await stranger.say(room, "/start")
    await chat.result("sendMessage", chat_id=STRANGER, text="欢迎")


async def test_news_reach_all_the_people_of_a_page(chat: Served) -> None:
    async with chat.session.get(f"{chat.url}/app/events", params={"as": f"{WANG},{LI}"}) as stream:
        lines = (line async for line in stream.content if line.startswith(b"data: "))
        assert b"hello" in await anext(lines)
        await chat.result("sendChatAction", chat_id=WANG, action="typing")
        assert f'"users":[{WANG}]'.encode() in await anext(lines)
        sent = await chat.result("sendMessage", chat_id=LI, text="您好")
        assert "您好".encode() in await anext(lines)
        await chat.result("editMessageText", chat_id=LI, message_id=sent["message_id"], text="改了")
        assert b'"edited"' in await anext(lines)
        await chat.result("deleteMessage", chat_id=LI, message_id=sent["message_id"])
        assert b'"deleted"' in await anext(lines)


async def test_earlier_messages_come_in_pages(chat: Served) -> None:
    wang = chat.person(WANG)
    room = await wang.room(BOT_ID)
    for i in range(1, 8):
        await wang.say(room, f"{i}")
    newest = await wang.messages(room, limit=3)
    assert [one["message"]["text"] for one in newest] == ["5", "6", "7"]
    older = await wang.messages(room, before=newest[0]["message"]["message_id"], limit=3)
    assert [one["message"]["text"] for one in older] == ["2", "3", "4"]


async def test_edited_forwarded_and_replying_messages_reach_the_bot(chat: Served) -> None:
    wang = chat.person(WANG)
    room = await wang.room(BOT_ID)
    asked = await chat.result("sendMessage", chat_id=WANG, text="几点？")
    said = (await wang.say(room, "九点", reply_to=asked["message_id"]))["message"]
    await wang.do("edit", room=room, message_id=said["message_id"], text="十点")
    await wang.say(room, "别人的话", forwarded_from="张三")
    plain, edited, forwarded = await chat.result("getUpdates")
    assert plain["message"]["reply_to_message"] == asked
    assert (edited["edited_message"]["text"], edited["edited_message"]["message_id"]) == ("十点", said["message_id"])
    assert forwarded["message"]["forward_origin"]["sender_user_name"] == "张三"
    with pytest.raises(PageError, match="can't be edited"):
        await wang.do("edit", room=room, message_id=asked["message_id"], text="x")


async def test_hostile_text_is_carried_as_text(chat: Served) -> None:
    wang = chat.person(WANG)
    room = await wang.room(BOT_ID)
    await wang.say(room, "<b>&amp;</b>\u202e\x00<script>alert(1)</script>")
    (update,) = await chat.result("getUpdates")
    assert update["message"]["text"] == "<b>&amp;</b> <script>alert(1)</script>"
    with pytest.raises(PageError, match="too long"):
        await wang.say(room, "长" * 10000)
    with pytest.raises(PageError, match="empty"):
        await wang.say(room, "\u2029 \r\n")


async def test_the_page_keeps_to_itself(chat: Served) -> None:
    async with chat.session.get(chat.url) as answer:
        page, policy = await answer.text(), answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy and "unsafe" not in policy
    assert not re.search(r"<script(?![^>]*src=)|\son[a-z]+=|style=\"", page)
    for file in words.PAGE.rglob("*.js"):
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", file.read_text("utf-8")
        )
    async with chat.session.get(f"{chat.url}/page/../server.py") as answer:
        assert answer.status == 404


def test_every_word_of_the_page_has_an_english_one() -> None:
    assert words.used() - words.english().keys() == set()
    assert words.english().keys() - words.used() == set()
    holes = re.compile(r"\{\w+\}")
    for chinese, english in words.english().items():
        assert sorted(holes.findall(chinese)) == sorted(holes.findall(english)), chinese


async def test_faults_strike_after_the_message_is_stored(chat: Served) -> None:
    wang = chat.person(WANG)
    room = await wang.room(BOT_ID)
    chat.hub.faults.add(Kind.BAD_GATEWAY, methods=["sendMessage"], chat_id=WANG)
    chat.hub.faults.add(Kind.HANG_UP, methods=["sendMessage"], chat_id=WANG, times=1)
    async with chat.session.post(f"{chat.url}/bot{TOKEN}/sendMessage", json={"chat_id": WANG, "text": "一"}) as answer:
        assert answer.status == 502
    with pytest.raises(aiohttp.ClientError):
        await chat.call("sendMessage", chat_id=WANG, text="二")
    await chat.result("sendMessage", chat_id=WANG, text="三")
    assert [one["message"]["text"] for one in await wang.messages(room)] == ["一", "二", "三"]
    assert chat.hub.faults.struck == {Kind.BAD_GATEWAY: 1, Kind.HANG_UP: 1}


async def test_faults_before_a_call_keep_it_from_happening(chat: Served) -> None:
    waited: list[float] = []

    async def note(seconds: float) -> None:
        waited.append(seconds)

    chat.hub.sleep = note
    chat.hub.faults.add(Kind.TOO_MANY, chat_id=WANG, seconds=7)
    chat.hub.faults.add(Kind.BLOCKED, chat_id=LI, times=None)
    chat.hub.faults.add(Kind.SLOW, methods=["getMe"], seconds=30)
    body = await chat.call("sendMessage", chat_id=WANG, text="x")
    assert (body["error_code"], body["parameters"]) == (429, {"retry_after": 7})
    for _ in range(2):
        assert (await chat.refused("sendMessage", chat_id=LI, text="x"))[0] == 403
    await chat.result("getMe")
    assert waited == [30]
    chat.hub.faults.clear()
    sent = await chat.result("sendMessage", chat_id=LI, text="x")
    assert sent["message_id"] == 1


async def test_switches_are_reached_over_http_only_where_they_are_wanted(serve: Serve) -> None:
    chat = await serve(demo_options(control=True))
    switch = f"{chat.url}/control/faults"
    async with chat.session.post(switch, json={"kind": "too_many", "seconds": 3}) as answer:
        assert answer.status == 200
    assert (await chat.refused("getMe"))[0] == 429
    async with chat.session.get(switch) as answer:
        assert await answer.json() == {"too_many": 1}
    async with chat.session.post(switch, json={"kind": "no such"}) as answer:
        assert answer.status == 400
    async with chat.session.post(switch, json={"kind": "slow"}, headers={"X-Forwarded-For": "8.8.8.8"}) as answer:
        assert answer.status == 403
    closed = await serve(demo_options())
    async with chat.session.post(f"{closed.url}/control/faults", json={"kind": "slow"}) as answer:
        assert answer.status == 404
