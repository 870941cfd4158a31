"""What a bot writes, edits, deletes and answers, and what it is told when that cannot be."""

import asyncio
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select, text

from models.webchat import ChatRoom, close_chat_user, create_chat_user, register_bot
from tests.conftest import TurnedClock
from tests.webchat.conftest import BOT_ID, GROUP, LI, STRANGER, TOKEN, WANG, Serve, Served, demo_options
from webchat import groups, user_side
from webchat.client import PageError
from webchat.options import FloodLimits, Rate

WRONG: list[tuple[dict[str, Any], tuple[int, str]]] = [
    ({"text": ""}, (400, "Bad Request: message text is empty")),
    ({"text": " \n "}, (400, "Bad Request: message text is empty")),
    ({"text": "<b></b>", "parse_mode": "HTML"}, (400, "Bad Request: message text is empty")),
    ({"text": "😀" * 2049}, (400, "Bad Request: message is too long")),
    ({"text": "x", "parse_mode": "MarkdownV2"}, (400, "Bad Request: unsupported parse_mode")),
    ({"text": "x", "chat_id": ""}, (400, "Bad Request: chat_id is empty")),
    ({"text": "x", "chat_id": "@nobody"}, (400, "Bad Request: chat not found")),
    ({"text": "x", "chat_id": STRANGER}, (403, "Forbidden: bot can't initiate conversation with a user")),
    ({"text": "x", "reply_markup": "{"}, (400, "Bad Request: can't parse reply keyboard markup JSON object")),
    ({"text": "x", "reply_markup": "[]"}, (400, "Bad Request: object expected as reply markup")),
    (
        {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "x"}]]}},
        (400, "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
    ),
    (
        {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "x", "web_app": {"url": "https://a.cn"}}]]}},
        (400, "Bad Request: BUTTON_TYPE_INVALID"),
    ),
    (
        {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "字" * 21 + "ab"}]]}},
        (400, "Bad Request: BUTTON_DATA_INVALID"),
    ),
    (
        {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "x", "url": "javascript:x"}]]}},
        (400, "Bad Request: inline keyboard button URL 'javascript:x' is invalid: Wrong HTTP URL"),
    ),
    (
        {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "y"}]] * 101}},
        (400, "Bad Request: reply markup is too long"),
    ),
    ({"text": "x", "reply_parameters": {"message_id": 77}}, (400, "Bad Request: message to be replied not found")),
]
BUTTONS = {"inline_keyboard": [[{"text": "接单", "callback_data": "take"}]]}


async def test_a_wrong_message_is_refused_in_telegrams_words(chat: Served) -> None:
    for params, answer in WRONG:
        assert await chat.refused("sendMessage", **({"chat_id": WANG} | params)) == answer, params


async def test_limits_count_what_is_left_after_the_markup(chat: Served) -> None:
    sent = await chat.result("sendMessage", chat_id=WANG, text="<b>" + "字" * 4096 + "</b>", parse_mode="HTML")
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 4096}]
    sixty_four = {"inline_keyboard": [[{"text": "x", "callback_data": "字" * 21 + "a"}]]}
    sent = await chat.result("sendMessage", chat_id=WANG, text="x", reply_markup=sixty_four)
    assert sent["reply_markup"] == sixty_four


@pytest.mark.parametrize("form", ["query", "urlencoded", "multipart", "json text"])
async def test_every_form_of_body_is_read(chat: Served, form: str) -> None:
    markup = '{"inline_keyboard": [[{"text": "接单", "callback_data": "take"}]]}'
    params = {"chat_id": str(WANG), "text": "<i>好</i>", "parse_mode": "html", "reply_markup": markup}
    url = f"{chat.url}/bot{TOKEN}/SENDmessage"
    if form == "query":
        answer = await chat.session.get(url, params=params)
    elif form == "urlencoded":
        answer = await chat.session.post(url, data=params)
    elif form == "multipart":
        with aiohttp.MultipartWriter("form-data") as body:
            for name, value in params.items():
                body.append(value).set_content_disposition("form-data", name=name)
        answer = await chat.session.post(url, data=body)
    else:
        answer = await chat.session.post(url, json=params)
    result = (await answer.json())["result"]
    assert result["entities"] == [{"type": "italic", "offset": 0, "length": 1}]
    assert result["reply_markup"] == BUTTONS


async def test_unknown_methods_and_tokens_fail_loudly(chat: Served, caplog: pytest.LogCaptureFixture) -> None:
    async with chat.session.get(f"{chat.url}/bot{TOKEN}/sendPoll") as answer:
        assert answer.status == 404
        assert await answer.json() == {"ok": False, "error_code": 404, "description": "Not Found: method not found"}
    assert "sendPoll" in caplog.text
    assert TOKEN not in caplog.text
    assert await chat.refused("getMe", token="7001:another_secret") == (401, "Unauthorized")
    assert await chat.refused("getMe", token="nonsense") == (404, "Not Found")
    await chat.result("sendMessage", chat_id=WANG, text="x", message_thread_id=5)
    assert "message_thread_id" in caplog.text


async def test_editing(chat: Served) -> None:
    sent = await chat.result("sendMessage", chat_id=WANG, text="接吗？", reply_markup=BUTTONS)
    target = {"chat_id": WANG, "message_id": sent["message_id"]}
    same = "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message"  # noqa: E501
    assert await chat.refused("editMessageText", **target, text="接吗？", reply_markup=BUTTONS) == (400, same)
    edited = await chat.result("editMessageText", **target, text="已接")
    assert edited["text"] == "已接"
    assert "reply_markup" not in edited
    assert edited["edit_date"] == edited["date"]
    assert await chat.refused("editMessageText", **target, text="已接") == (400, same)
    again = await chat.result("editMessageReplyMarkup", **target, reply_markup=BUTTONS)
    assert again["reply_markup"] == BUTTONS
    assert await chat.refused("editMessageReplyMarkup", **target, reply_markup=BUTTONS) == (400, same)
    room = await chat.person(WANG).room(BOT_ID)
    assert (await chat.person(WANG).messages(room))[-1]["message"] == again


async def test_what_cannot_be_edited(chat: Served) -> None:
    wang = chat.person(WANG)
    theirs = (await wang.say(await wang.room(BOT_ID), "我的"))["message"]["message_id"]
    place = await chat.result("sendLocation", chat_id=WANG, latitude=1, longitude=2)
    keyed = await chat.result("sendMessage", chat_id=WANG, text="按", reply_markup={"keyboard": [["好"]]})
    edit = {"chat_id": WANG, "text": "新"}
    cannot = (400, "Bad Request: message can't be edited")
    assert await chat.refused("editMessageText", **edit, message_id=theirs) == cannot
    assert await chat.refused("editMessageText", **edit, message_id=keyed["message_id"]) == cannot
    no_text = (400, "Bad Request: there is no text in the message to edit")
    assert await chat.refused("editMessageText", **edit, message_id=place["message_id"]) == no_text
    assert await chat.refused("editMessageText", **edit, message_id=999) == (
        400,
        "Bad Request: message to edit not found",
    )
    assert await chat.refused("editMessageText", **edit) == (400, "Bad Request: message identifier is not specified")


async def test_deleting(chat: Served, clock: TurnedClock) -> None:
    wang = chat.person(WANG)
    room = await wang.room(BOT_ID)
    sent = await chat.result("sendMessage", chat_id=WANG, text="秘密")
    target = {"chat_id": WANG, "message_id": sent["message_id"]}
    assert await chat.result("deleteMessage", **target) is True
    assert await wang.messages(room) == []
    assert await chat.refused("deleteMessage", **target) == (400, "Bad Request: message to delete not found")
    old = await chat.result("sendMessage", chat_id=WANG, text="旧")
    clock.turn(hours=49)
    assert await chat.refused("deleteMessage", chat_id=WANG, message_id=old["message_id"]) == (
        400,
        "Bad Request: message can't be deleted",
    )
    async with chat.database.read() as session:
        rows = (await session.execute(text("SELECT message_id, payload_sealed FROM webchat_message"))).all()
    assert [(number, sealed is None) for number, sealed in sorted(rows)] == [(1, True), (2, False)]


async def test_a_bot_deletes_only_its_own_in_a_group(chat: Served) -> None:
    li = chat.person(LI)
    room = next(one["room"] for one in await li.rooms() if one["chat"]["type"] == "group")
    said = (await li.say(room, "大家好"))["message"]["message_id"]
    assert await chat.refused("deleteMessage", chat_id=GROUP, message_id=said) == (
        400,
        "Bad Request: message can't be deleted",
    )


async def test_a_press_is_answered_once_and_in_time(chat: Served, clock: TurnedClock) -> None:
    sent = await chat.result("sendMessage", chat_id=WANG, text="接吗？", reply_markup=BUTTONS)
    wang = chat.person(WANG)
    room = await wang.room(BOT_ID)
    pressing = asyncio.create_task(wang.press(room, sent["message_id"], "take"))
    (update,) = await chat.result("getUpdates", timeout=30)
    query = update["callback_query"]
    assert (query["data"], query["from"]["id"], query["message"]) == ("take", WANG, sent)
    late = (400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    assert await chat.refused("answerCallbackQuery", callback_query_id="12") == late
    assert await chat.result("answerCallbackQuery", callback_query_id=query["id"], text="好", show_alert=True) is True
    assert await pressing == {"answered": True, "text": "好", "show_alert": True}
    clock.turn(seconds=151)
    assert await chat.refused("answerCallbackQuery", callback_query_id=query["id"]) == late


async def test_a_press_survives_a_restart(serve: Serve) -> None:
    first = await serve()
    sent = await first.result("sendMessage", chat_id=WANG, text="接吗？", reply_markup=BUTTONS)
    room = await first.person(WANG).room(BOT_ID)
    pressing = asyncio.create_task(first.person(WANG).press(room, sent["message_id"], "take"))
    await first.result("getUpdates", timeout=30)
    second = await serve()
    (update,) = await second.result("getUpdates")
    assert await second.result("answerCallbackQuery", callback_query_id=update["callback_query"]["id"]) is True
    pressing.cancel()


async def test_a_forged_press_is_bounded(chat: Served) -> None:
    sent = await chat.result("sendMessage", chat_id=WANG, text="接吗？", reply_markup=BUTTONS)
    wang = chat.person(WANG)
    room = await wang.room(BOT_ID)
    with pytest.raises(PageError, match="BUTTON_DATA_INVALID"):
        await wang.press(room, sent["message_id"], "x" * 65)
    with pytest.raises(PageError, match="message not found"):
        await wang.press(room, 999, "take")
    with pytest.raises(PageError, match="404"):
        await chat.person(LI).press(room, sent["message_id"], "take")


async def test_a_blocked_bot_is_told_so(chat: Served) -> None:
    wang = chat.person(WANG)
    room = await wang.room(BOT_ID)
    await wang.do("block", room=room, blocked="true")
    assert await chat.refused("sendMessage", chat_id=WANG, text="在吗") == (
        403,
        "Forbidden: bot was blocked by the user",
    )
    (update,) = await chat.result("getUpdates", offset=-1)
    assert update["my_chat_member"]["new_chat_member"] == {
        "status": "kicked",
        "user": {"id": BOT_ID, "is_bot": True, "first_name": "连心", "username": "county_bot"},
        "until_date": 0,
    }
    await wang.say(room, "我回来了")
    kinds = [sorted(u.keys() - {"update_id"}) for u in await chat.result("getUpdates", offset=-2)]
    assert kinds == [["my_chat_member"], ["message"]]
    await chat.result("sendMessage", chat_id=WANG, text="欢迎")


async def test_one_member_cannot_put_the_bot_out_of_a_group(chat: Served) -> None:
    li = chat.person(LI)
    room = next(one["room"] for one in await li.rooms() if one["chat"]["type"] == "group")
    with pytest.raises(PageError, match="group"):
        await li.do("block", room=room, blocked="true")
    group = await chat.hub.rooms.by_chat(BOT_ID, GROUP)
    assert group is not None
    await user_side.set_blocked(chat.hub, group.members[LI], group, True)
    assert await chat.refused("sendMessage", chat_id=GROUP, text="在吗") == (
        403,
        "Forbidden: bot was kicked from the group chat",
    )


async def test_a_bot_registered_while_the_server_runs_is_served(chat: Served, clock: TurnedClock) -> None:
    token = "7002:another_secret"
    async with chat.database.begin() as session:
        bot_id = await register_bot(session, token=token, username="second_bot", name="二号", now=clock())
        await create_chat_user(session, user_id=WANG, name="王秀英", now=clock(), bot_id=bot_id)
        room = await session.scalar(select(ChatRoom.id).where(ChatRoom.bot_id == bot_id))
    await chat.person(WANG).say(str(room), "二号好")
    body = await chat.call("getUpdates", token=token)
    assert [one["message"]["text"] for one in body["result"]] == ["二号好"]
    assert await chat.result("getUpdates") == []


async def test_a_user_taken_out_is_deactivated(chat: Served, clock: TurnedClock) -> None:
    async with chat.database.begin() as session:
        await close_chat_user(session, user_id=WANG, now=clock())
    assert await chat.refused("sendMessage", chat_id=WANG, text="在吗") == (403, "Forbidden: user is deactivated")


async def test_a_group_that_grew_tells_its_new_number(chat: Served) -> None:
    room = await chat.hub.rooms.by_chat(BOT_ID, GROUP)
    assert room is not None
    await groups.upgrade(chat.hub, room.members[LI], room, -1005001)
    body = await chat.call("sendMessage", chat_id=GROUP, text="在吗")
    assert (body["error_code"], body["description"], body["parameters"]) == (
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        {"migrate_to_chat_id": -1005001},
    )
    sent = await chat.result("sendMessage", chat_id=-1005001, text="在")
    assert sent["chat"]["type"] == "supergroup"
    old, new = await chat.result("getUpdates")
    assert (old["message"]["chat"]["id"], old["message"]["migrate_to_chat_id"]) == (GROUP, -1005001)
    assert (new["message"]["chat"]["id"], new["message"]["migrate_from_chat_id"]) == (-1005001, GROUP)


async def test_who_writes_too_fast_waits(serve: Serve, clock: TurnedClock) -> None:
    chat = await serve(demo_options(flood=FloodLimits(Rate(5, 1), Rate(2, 10), Rate(1, 60))))
    for _ in range(2):
        await chat.result("sendMessage", chat_id=WANG, text="x")
    body = await chat.call("sendMessage", chat_id=WANG, text="x")
    assert (body["error_code"], body["description"]) == (429, "Too Many Requests: retry after 10")
    assert body["parameters"] == {"retry_after": 10}
    await chat.result("sendMessage", chat_id=GROUP, text="x")
    assert await chat.refused("sendMessage", chat_id=GROUP, text="x") == (429, "Too Many Requests: retry after 60")
    clock.turn(seconds=10)
    await chat.result("sendMessage", chat_id=WANG, text="x")
    assert await chat.refused("sendMessage", chat_id=GROUP, text="x") == (429, "Too Many Requests: retry after 50")


async def test_fifty_writers_at_once_keep_their_numbers(chat: Served) -> None:
    sent = await asyncio.gather(*(chat.result("sendMessage", chat_id=WANG, text=f"{i}") for i in range(50)))
    assert sorted(one["message_id"] for one in sent) == list(range(1, 51))
    wang = chat.person(WANG)
    room = await wang.room(BOT_ID)
    said = await asyncio.gather(*(wang.say(room, f"{i}") for i in range(50)))
    updates = await chat.result("getUpdates")
    assert [u["update_id"] for u in updates] == list(range(updates[0]["update_id"], updates[0]["update_id"] + 50))
    assert sorted(one["message"]["message_id"] for one in said) == list(range(51, 101))


async def test_nothing_readable_stands_in_the_database(chat: Served) -> None:
    wang = chat.person(WANG)
    await wang.say(await wang.room(BOT_ID), "我住幸福村3组12号")
    await chat.result("sendMessage", chat_id=WANG, text="王奶奶您好")
    async with chat.database.read() as session:
        for table in ("webchat_message", "webchat_update", "webchat_user", "webchat_bot"):
            for row in (await session.execute(text(f"SELECT * FROM {table}"))).all():
                raw = b" ".join(v if isinstance(v, bytes) else str(v).encode() for v in row)
                assert not [word for word in ("幸福村", "王奶奶", "王秀英", TOKEN) if word.encode() in raw]
