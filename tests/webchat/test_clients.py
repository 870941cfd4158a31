"""aiogram and python-telegram-bot make the same calls, and both understand every answer alike."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

import aiogram
import pytest
import telegram
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramAPIError
from aiogram.types import BufferedInputFile
from pydantic import BaseModel
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from models.database import Database
from tests.conftest import TurnedClock
from tests.webchat.conftest import BOT_ID, GROUP, TOKEN, WANG, Serve, Served, demo_options
from tests.webchat.pictures import png
from webchat import user_side
from webchat.options import FloodLimits, Rate

Memory = dict[str, Any]
RANDOM = {"file_id", "file_unique_id", "file_path", "update_id", "id", "chat_instance"}
INLINE = {"inline_keyboard": [[{"text": "接单", "callback_data": "take:1"}, {"text": "看", "url": "https://a.cn/"}]]}
KEYS = {"keyboard": [[{"text": "发电话", "request_contact": True}, {"text": "好"}]], "resize_keyboard": True}
FLOOD = FloodLimits(Rate(1000, 1), Rate(1000, 1), Rate(1, 60))


@dataclass(frozen=True)
class Step:
    """One call; `params` may depend on earlier results, `keep` names its result, `before` is done by a person first."""

    method: str
    params: dict[str, Any] | Callable[[Memory], dict[str, Any]] = field(default_factory=dict)
    keep: str = ""
    before: Callable[[Served, Memory], Awaitable[Any]] | None = None


async def wang_says(chat: Served, memory: Memory) -> None:
    wang = chat.person(WANG)
    memory["room"] = await wang.room(BOT_ID)
    await wang.say(memory["room"], "/start 明天 #理发")


async def wang_shares(chat: Served, memory: Memory) -> None:
    wang = chat.person(WANG)
    await wang.do("share", room=memory["room"], kind="contact", phone_number="13800000000")
    await wang.do("share", room=memory["room"], kind="location", latitude=33.0, longitude=118.5)
    await wang.do("share", room=memory["room"], kind="sticker", name="thanks")
    await wang.send_file(memory["room"], "photo", png(), "a.png", "image/png", caption="屋顶")
    await wang.send_file(memory["room"], "voice", b"OggS....", "v.ogg", "audio/ogg", duration="3")
    await wang.send_file(memory["room"], "document", b"x", "说明.txt", "text/plain")


async def wang_presses(chat: Served, memory: Memory) -> None:
    room = await chat.hub.rooms.by_chat(BOT_ID, WANG)
    assert room is not None and room.user is not None
    await user_side.press(chat.hub, room.user, room, memory["asked"]["message_id"], "take:1")


async def wang_blocks(chat: Served, memory: Memory) -> None:
    await chat.person(WANG).do("block", room=memory["room"], blocked="true")


def to_wang(**params: Any) -> dict[str, Any]:
    return {"chat_id": WANG, **params}


def of_asked(**params: Any) -> Callable[[Memory], dict[str, Any]]:
    return lambda memory: to_wang(message_id=memory["asked"]["message_id"], **params)


STEPS = [
    Step("getMe"),
    Step("getWebhookInfo"),
    Step("deleteWebhook", {"drop_pending_updates": True}),
    Step("setMyCommands", {"commands": [{"command": "help", "description": "帮助"}]}),
    Step("setMyCommands", {"commands": [{"command": "go", "description": "Go"}], "language_code": "en",
                           "scope": {"type": "all_private_chats"}}),
    Step("getMyCommands"),
    Step("setMyCommands", {"commands": [{"command": "BAD!", "description": "x"}]}),
    Step("setMyDescription", {"description": "说一句话就行"}),
    Step("getMyDescription"),
    Step("setMyShortDescription", {"short_description": "连心"}),
    Step("getMyShortDescription"),
    Step("getUpdates", {"timeout": 0}, before=wang_says),
    Step("sendMessage", to_wang(text="<b>您好</b>，<a href='https://a.cn'>看这里</a> &amp; 😀<i>谢谢</i>", parse_mode="HTML")),
    Step("sendMessage", to_wang(text="接吗？", reply_markup=INLINE), keep="asked"),
    Step("sendMessage", to_wang(text="按下面", reply_markup=KEYS)),
    Step("sendMessage", to_wang(text="好了", reply_markup={"remove_keyboard": True})),
    Step("sendMessage", to_wang(text="叫什么？", reply_markup={"force_reply": True})),
    Step("sendMessage", lambda m: to_wang(text="回您", reply_parameters={"message_id": m["asked"]["message_id"]},
                                          protect_content=True, link_preview_options={"is_disabled": True})),
    Step("sendMessage", to_wang(text="<b>坏", parse_mode="HTML")),
    Step("sendMessage", to_wang(text="长" * 4097)),
    Step("sendMessage", to_wang(text="  ")),
    Step("sendMessage", {"chat_id": 999999, "text": "谁？"}),
    Step("sendMessage", to_wang(text="x", reply_markup={"inline_keyboard": [[{"text": "长", "callback_data": "长" * 22}]]})),
    Step("editMessageText", of_asked(text="<u>改了</u>", parse_mode="HTML", reply_markup=INLINE)),
    Step("editMessageText", of_asked(text="<u>改了</u>", parse_mode="HTML", reply_markup=INLINE)),
    Step("editMessageReplyMarkup", of_asked()),
    Step("editMessageReplyMarkup", of_asked(reply_markup=INLINE)),
    Step("editMessageText", to_wang(message_id=99999, text="没有")),
    Step("getUpdates", {"offset": -1, "allowed_updates": ["message", "callback_query", "my_chat_member"]},
         keep="pressed", before=wang_presses),
    Step("answerCallbackQuery", lambda m: {"callback_query_id": m["pressed"][0]["callback_query"]["id"], "text": "好"}),
    Step("answerCallbackQuery", {"callback_query_id": "1"}),
    Step("sendPhoto", to_wang(photo=png(), caption="<b>照片</b>", parse_mode="HTML"), keep="photo"),
    Step("getFile", lambda m: {"file_id": m["photo"]["photo"][-1]["file_id"]}),
    Step("sendPhoto", lambda m: to_wang(photo=m["photo"]["photo"][-1]["file_id"])),
    Step("sendPhoto", to_wang(photo=b"this is no picture")),
    Step("sendDocument", to_wang(document=b"%PDF-1.4", reply_markup=INLINE)),
    Step("sendVoice", to_wang(voice=b"OggS....", duration=4)),
    Step("sendSticker", to_wang(sticker=png())),
    Step("getFile", {"file_id": "nothing"}),
    Step("sendLocation", to_wang(latitude=33.01, longitude=118.49)),
    Step("sendContact", to_wang(phone_number="+8613800000000", first_name="站长")),
    Step("sendChatAction", to_wang(action="typing")),
    Step("getChat", to_wang()),
    Step("getChat", {"chat_id": GROUP}),
    Step("getChatMember", {"chat_id": GROUP, "user_id": WANG}),
    Step("getChatMemberCount", {"chat_id": GROUP}),
    Step("sendMessage", {"chat_id": GROUP, "text": "大家好"}),
    Step("sendMessage", {"chat_id": GROUP, "text": "太快"}),
    Step("deleteMessage", of_asked()),
    Step("deleteMessage", of_asked()),
    Step("getUpdates", {"offset": -6, "timeout": 0}, before=wang_shares),
    Step("getUpdates", {"offset": -1, "timeout": 0}, before=wang_blocks),
    Step("sendMessage", to_wang(text="在吗")),
]  # fmt: skip


class Aiogram:
    """aiogram as a client."""

    def __init__(self, url: str) -> None:
        self.bot = aiogram.Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))

    async def call(self, method: str, params: dict[str, Any]) -> Any:
        files = {k: BufferedInputFile(v, "file.png") for k, v in params.items() if isinstance(v, bytes)}
        made = getattr(aiogram.methods, method[0].upper() + method[1:])(**params | files)
        try:
            return plain(await self.bot(made))
        except TelegramAPIError as error:
            return reason(error.message)

    async def download(self, file_id: str) -> bytes:
        found = await self.bot.download(file_id)
        assert found is not None
        return found.read()

    async def close(self) -> None:
        await self.bot.session.close()


class Ptb:
    """python-telegram-bot as a client."""

    READ: dict[str, Callable[[Any], Any]] = {
        "commands": lambda v: [telegram.BotCommand.de_json(one) for one in v],
        "scope": telegram.BotCommandScope.de_json,
        "reply_parameters": telegram.ReplyParameters.de_json,
        "link_preview_options": telegram.LinkPreviewOptions.de_json,
    }

    def __init__(self, url: str) -> None:
        self.requests = (HTTPXRequest(), HTTPXRequest())
        self.bot = telegram.Bot(
            TOKEN,
            base_url=f"{url}/bot",
            base_file_url=f"{url}/file/bot",
            request=self.requests[0],
            get_updates_request=self.requests[1],
        )

    async def call(self, method: str, params: dict[str, Any]) -> Any:
        name = "".join(f"_{c.lower()}" if c.isupper() else c for c in method)
        read = {k: self.READ[k](v) if k in self.READ else v for k, v in params.items()}
        read |= {k: telegram.InputFile(v, "file.png") for k, v in params.items() if isinstance(v, bytes)}
        if "reply_markup" in read:
            read["reply_markup"] = markup(read["reply_markup"])
        try:
            return plain(await getattr(self.bot, name)(**read))
        except TelegramError as error:
            return reason(error.message)

    async def download(self, file_id: str) -> bytes:
        file = await self.bot.get_file(file_id)
        return bytes(await file.download_as_bytearray())

    async def close(self) -> None:
        for request in self.requests:
            await request.shutdown()


def markup(value: dict[str, Any]) -> Any:
    if "inline_keyboard" in value:
        return telegram.InlineKeyboardMarkup.de_json(value)
    if "keyboard" in value:
        rows = [[telegram.KeyboardButton.de_json(one) for one in row] for row in value["keyboard"]]
        return telegram.ReplyKeyboardMarkup(rows, resize_keyboard=True)
    return telegram.ReplyKeyboardRemove() if "remove_keyboard" in value else telegram.ForceReply()


def reason(message: str) -> str:
    """An error without the kind in front, which the clients show in their own ways."""
    return message.lower().removeprefix("bad request: ").removeprefix("forbidden: ")


def plain(value: Any) -> Any:
    """What a client understood, as plain data."""
    if isinstance(value, telegram.TelegramObject):
        return plain(value.to_dict())
    if isinstance(value, BaseModel):
        return plain(value.model_dump(by_alias=True, exclude_none=True))
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, datetime):
        return int(value.timestamp())
    return value.value if isinstance(value, Enum) else value


def within(sent: Any, understood: Any, where: str = "") -> list[str]:
    """Where a client understood something else than was sent; what it adds of its own (defaults) is left aside."""
    if isinstance(sent, dict) and isinstance(understood, dict):
        return [wrong for key, one in sent.items() for wrong in within(one, understood.get(key), f"{where}.{key}")]
    if isinstance(sent, list) and isinstance(understood, list) and len(sent) == len(understood):
        return [wrong for i, one in enumerate(sent) for wrong in within(one, understood[i], f"{where}[{i}]")]
    if where.endswith(".file_path") and str(understood).endswith(str(sent)):  # python-telegram-bot makes it an address
        return []
    return [] if sent == understood else [f"{where}: {sent!r} was understood as {understood!r}"]


def masked(value: Any) -> Any:
    """Without what is random; ids of people and chats are kept."""
    if isinstance(value, dict):
        return {
            key: "?"
            if key in RANDOM and not isinstance(one, dict) and not (key == "id" and isinstance(one, int))
            else masked(one)
            for key, one in value.items()
        }
    return [masked(one) for one in value] if isinstance(value, list) else value


async def play(client: Aiogram | Ptb, chat: Served) -> list[tuple[str, Any]]:
    """Run all steps; the answers as they went over the wire, each checked against what the client understood."""
    memory: Memory = {}
    result: list[tuple[str, Any]] = []
    for number, step in enumerate(STEPS):
        if step.before:
            await step.before(chat, memory)
        params = step.params(memory) if callable(step.params) else dict(step.params)
        understood = await client.call(step.method, params)
        method, sent = chat.answers[-1]
        assert (method, len(chat.answers)) == (step.method, number + 1)
        if sent["ok"]:
            assert within(sent["result"], understood, f"{number} {method}") == []
            memory[step.keep] = sent["result"]
        elif "parameters" not in sent:
            assert understood == reason(sent["description"])
        result.append((method, masked(sent)))
    return result


@pytest.fixture
async def chats(serve: Serve) -> AsyncIterator[Callable[[], Awaitable[Served]]]:
    async def start() -> Served:
        chat = await serve(demo_options(flood=FLOOD))
        chat.answers.clear()
        return chat

    yield start


@pytest.mark.parametrize("make", [Aiogram, Ptb], ids=["aiogram", "ptb"])
async def test_the_calls_of_the_story_are_understood(
    make: Callable[[str], Aiogram | Ptb], chats: Callable[[], Awaitable[Served]], database: Database, clock: TurnedClock,
    record_answers: dict[str, dict[str, Any]], database_url: str, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    chat = await chats()
    client = make(chat.url)
    try:
        answers = await play(client, chat)
        room = await chat.person(WANG).room(BOT_ID)
        await chat.person(WANG).send_file(
            room, "document", bytes(range(256)), "全部字节.bin", "application/octet-stream"
        )
        (update,) = await chat.result("getUpdates", offset=-1)
        assert await client.download(update["message"]["document"]["file_id"]) == bytes(range(256))
    finally:
        await client.close()
    assert len(answers) >= 40
    kind = "postgres" if database_url.startswith("postgres") else "sqlite"
    known = record_answers.setdefault(kind, {})
    known[make.__name__] = json.loads(json.dumps(answers))
    for other in known.values():
        assert known[make.__name__] == other


@pytest.fixture(scope="module")
def record_answers() -> dict[str, dict[str, Any]]:
    return {}
